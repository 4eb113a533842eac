// The parts of the page, the conversations of this browser, the theme, and the help sheet.
const places = new Map(); // how far each part was scrolled

function showView() {
  const links = $$(".views a");
  const current = links.find((link) => link.hash === location.hash) ?? links[0];
  for (const link of links) {
    if (link === current) link.setAttribute("aria-current", "page");
    else link.removeAttribute("aria-current");
  }
  places.set(document.documentElement.dataset.view, scrollY);
  document.documentElement.dataset.view = current.hash.slice(1);
  scrollTo(0, places.get(current.hash.slice(1)) ?? 0);
}
addEventListener("hashchange", () => {
  showView();
  const untouched = $("#present .welcome") && !isRunning() && !$(".filters .in-force").textContent;
  if (untouched) trigger("focus"); // the library may have grown meanwhile
});

function leave(then) {
  if (isRunning()) actions.stop();
  closeReader(false);
  leaveEdit();
  isOpen.clear();
  then();
}
const id = (button) => button.closest("[data-id]").dataset.id;

actions.new = () =>
  leave(() => {
    trigger("select", { id: null });
    box.focus();
  });
actions.choose = (button) => leave(() => trigger("select", { id: id(button) }));
actions.undo = () => leave(() => trigger("undo"));
actions.clear = () => confirm("Delete every question and answer of this conversation?") && leave(() => trigger("clear"));
actions.delete = (button) => {
  const title = $(".title", button.closest("[data-id]")).textContent;
  if (confirm(`Delete the conversation “${title}”?`)) leave(() => trigger("delete", { id: id(button) }));
};

actions.rename = (button) => {
  const item = button.closest("[data-id]");
  const title = $(".title", item);
  const input = Object.assign(document.createElement("input"), { type: "text", value: title.textContent, maxLength: 80 });
  input.setAttribute("aria-label", "Title of the conversation");
  const form = document.createElement("form");
  form.className = "renaming";
  form.append(input);
  let done = false;
  const finish = (save) => {
    if (done) return;
    done = true;
    form.remove();
    title.hidden = false;
    if (save && input.value.trim()) trigger("edit", { id: item.dataset.id, title: input.value });
    button.focus();
  };
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    finish(true);
  });
  input.addEventListener("keydown", (event) => event.key === "Escape" && finish(false));
  input.addEventListener("blur", () => finish(true));
  title.hidden = true;
  title.after(form);
  input.select();
};

// Theme: the system's, unless the reader has chosen.
const themeButton = $("[data-act=theme]");
function wear(dark) {
  document.body.classList.toggle("dark", dark);
  themeButton.textContent = dark ? "Light page" : "Dark page";
}
const chosen = localStorage.getItem("news-assistant-theme");
const system = matchMedia("(prefers-color-scheme: dark)");
wear(chosen ? chosen === "dark" : system.matches);
system.addEventListener("change", () => localStorage.getItem("news-assistant-theme") || wear(system.matches));
actions.theme = () => {
  const dark = !document.body.classList.contains("dark");
  localStorage.setItem("news-assistant-theme", dark ? "dark" : "light");
  wear(dark);
};

actions.help = () => $("#help").showModal();
