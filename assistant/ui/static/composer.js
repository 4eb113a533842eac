// The box to ask in, the filters, and the buttons under an answer.
const box = $("#question");
let editing = null; // the place of the answer that the next question replaces

function grow() {
  box.style.height = "auto";
  box.style.height = `${Math.min(box.scrollHeight + 2, innerHeight / 3)}px`;
}
box.addEventListener("input", grow);
box.addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    actions.ask();
  }
});

// What a form of filters says.
function filters(form) {
  const data = new FormData(form);
  const picked = {};
  for (const name of ["since", "until", "most_articles", "question"]) if (data.get(name)) picked[name] = data.get(name);
  for (const name of ["outlets", "sections", "articles"]) picked[name] = data.getAll(name);
  return picked;
}

actions.ask = (button) => {
  const asked = button?.dataset.question;
  const question = asked ?? box.value;
  if (!question.trim() || isRunning()) return;
  const more = filters($("[data-form=filters]"));
  if (editing !== null && asked === undefined) more.instead_of = editing;
  ask(question, more);
  if (asked === undefined) {
    box.value = "";
    grow();
  }
  leaveEdit();
};

actions.search = (form) => {
  const edited = filters(form);
  ask(edited.question ?? "", { ...edited, instead_of: Number(form.dataset.place), alone: true });
};

actions.edit = (button) => {
  box.value = button.dataset.question;
  editing = Number(button.dataset.place);
  const last = "last" in button.dataset;
  $(".editing").hidden = false;
  $(".editing .last").hidden = !last;
  $(".editing .earlier").hidden = last;
  say(last ? "You are editing your last question." : "You are editing an earlier question, in a new conversation.");
  grow();
  box.focus();
};

function leaveEdit() {
  editing = null;
  $(".editing").hidden = true;
}
actions["leave-edit"] = () => {
  leaveEdit();
  box.value = "";
  grow();
  box.focus();
};

actions.stop = () => {
  if (!isRunning()) return;
  trigger("stop");
  if (waitingFor !== null) {
    box.value = waitingFor;
    waitingFor = null;
  }
  $("#present .turn.running")?.classList.add("stopped");
  say("Stopped.");
  listening = false;
  settled();
  box.focus();
};

// Filters
function inForce() {
  const form = $("[data-form=filters]");
  if (!form) return;
  const picked = filters(form);
  const parts = [];
  if (picked.since) parts.push(`from ${picked.since}`);
  if (picked.until) parts.push(`until ${picked.until}`);
  parts.push(...picked.outlets, ...picked.sections);
  if (picked.articles.length) parts.push(`${picked.articles.length} chosen article${picked.articles.length > 1 ? "s" : ""}`);
  $(".filters .in-force").textContent = parts.length ? `: ${parts.join(", ")}` : "";
}
document.addEventListener("change", (event) => event.target.closest("[data-form=filters]") && inForce());

actions["clear-filters"] = () => {
  const form = $("[data-form=filters]");
  form.reset();
  $(".articles ul", form).replaceChildren();
  $(".articles", form).hidden = true;
  inForce();
};

actions.only = (button) => {
  const chosen = $("[data-form=filters] .articles");
  if (!$$("input", chosen).some((one) => one.value === button.dataset.article)) {
    const item = document.createElement("li");
    const input = Object.assign(document.createElement("input"), {
      type: "hidden", name: "articles", value: button.dataset.article,
    });
    const remove = Object.assign(document.createElement("button"), {
      type: "button", className: "plain", textContent: "Remove",
    });
    remove.setAttribute("aria-label", `Remove ${button.dataset.title}`);
    remove.addEventListener("click", () => {
      item.remove();
      chosen.hidden = !$("li", chosen);
      inForce();
      box.focus();
    });
    item.append(`${button.dataset.title} `, input, remove);
    $("ul", chosen).append(item);
  }
  chosen.hidden = false;
  $(".filters").open = true;
  isOpen.set("filters", true);
  inForce();
  closeReader(false);
  box.focus();
};

// Under an answer
function confirmOn(button, words) {
  const before = button.dataset.name0 ?? button.textContent;
  button.dataset.name0 = before;
  button.textContent = words;
  say(words);
  setTimeout(() => (button.textContent = before), 2000);
}

actions.copy = async (button) => {
  try {
    await navigator.clipboard.writeText(button.dataset.markdown);
    confirmOn(button, "Copied");
  } catch {
    confirmOn(button, "Not allowed here");
  }
};

actions.download = (button) => {
  const markdown = $("[data-markdown]", button.parentElement).dataset.markdown;
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([markdown], { type: "text/markdown;charset=utf-8" }));
  link.download = button.dataset.name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1000);
};

actions["open-opinion"] = (button) => {
  const form = $(".opinion", button.parentElement);
  form.hidden = !form.hidden;
  button.setAttribute("aria-expanded", String(!form.hidden));
  if (!form.hidden) $("select", form).focus();
};

actions.rate = (from) => {
  const words = from.tagName === "FORM" ? Object.fromEntries(new FormData(from)) : {};
  const send = () => {
    trigger("like", { place: Number(from.dataset.place), rating: from.dataset.rating, ...words });
    say("Thank you. It is written down.");
  };
  if (from.tagName === "FORM") from.hidden = true;
  if (!isRunning()) return send();
  later.push(send);
  if (from.tagName !== "FORM") from.setAttribute("aria-pressed", "true");
};
