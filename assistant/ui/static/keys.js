// Keys. Single characters work only outside of boxes, and can be switched off (WCAG 2.1.4).
const single = $("#single-keys");
single.checked = localStorage.getItem("news-assistant-keys") !== "off";
single.addEventListener("change", () => localStorage.setItem("news-assistant-keys", single.checked ? "on" : "off"));

function stepCitation(by) {
  if (opened) return step(by);
  const all = $$("#past .cite, #present .cite");
  if (!all.length) return;
  const at = all.indexOf(document.activeElement);
  const first = Math.max(0, all.indexOf($("#present .cite")));
  const next = at < 0 ? (by > 0 ? first : all.length - 1) : (at + by + all.length) % all.length;
  all[next].focus();
}

const keys = {
  "/": () => box.focus(),
  n: () => stepCitation(1),
  p: () => stepCitation(-1),
  a: () => $("#present .question")?.focus(),
  "?": () => actions.help(),
};

document.addEventListener("keydown", (event) => {
  if (event.key === "Escape" && !$("#help").open) {
    if (!$("#card").hidden) hideCard();
    if (opened) closeReader();
    else if (event.target === box && isRunning()) actions.stop();
    return;
  }
  const typing = event.target.closest?.("input, textarea, select, [contenteditable]");
  if (typing || event.ctrlKey || event.metaKey || event.altKey || !single.checked || $("#help").open) return;
  if (!$("#desk").offsetParent || !keys[event.key]) return;
  event.preventDefault();
  keys[event.key]();
});

grow();
inForce();
showView();
settled();
$("#bridge").dataset.ready = "";
