"use strict";
// Shows the cases that fit the chosen suite, kind, outcome and words; the choice stands in the address, to be shared.
const form = document.querySelector("form");
const cases = [...document.querySelectorAll(".case")];
const count = document.getElementById("count");

function fits(one, chosen) {
  return (!chosen.suite || one.dataset.suite === chosen.suite)
    && (!chosen.kind || one.dataset.kind === chosen.kind)
    && (!chosen.outcome || one.dataset.outcome.split(" ").includes(chosen.outcome))
    && (!chosen.words || one.textContent.toLowerCase().includes(chosen.words.toLowerCase()));
}

function apply() {
  const chosen = Object.fromEntries(new FormData(form));
  for (const one of cases) one.hidden = !fits(one, chosen);
  const shown = cases.filter((one) => !one.hidden).length;
  count.textContent = `${shown} of ${cases.length} cases`;
  const kept = new URLSearchParams(Object.entries(chosen).filter(([, value]) => value)).toString();
  history.replaceState(null, "", kept ? `#${kept}` : "#");
}

for (const [name, value] of new URLSearchParams(location.hash.slice(1))) {
  if (form.elements[name]) form.elements[name].value = value;
}
form.hidden = false;
form.addEventListener("input", apply);
form.addEventListener("submit", (event) => event.preventDefault());
apply();
