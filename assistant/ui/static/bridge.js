// Runs once, when the page is there. Gradio hands over `trigger` (an event for Python) and `server` (Python's functions).
const $ = (selector, inside = document) => inside.querySelector(selector);
const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];
const actions = {}; // what a button with data-act does; the other files fill it
const isOpen = new Map(); // which closed sections the reader has opened, since Python sends them closed

document.addEventListener("click", (event) => {
  const button = event.target.closest("button[data-act]");
  if (button && actions[button.dataset.act]) actions[button.dataset.act](button);
});

document.addEventListener("submit", (event) => {
  const form = event.target.closest("form[data-form], form[data-act]");
  if (!form) return;
  event.preventDefault();
  actions[form.dataset.form ?? form.dataset.act](form);
});

document.addEventListener(
  "toggle",
  (event) => event.target.dataset?.keep && isOpen.set(event.target.dataset.keep, event.target.open),
  true,
);

// Each finished sentence is spoken once; sentences that were there when the page was opened are not.
const spoken = new Set();
let listening = false;

function say(words) {
  const line = document.createElement("p");
  line.textContent = words;
  $("#spoken").append(line);
  while ($("#spoken").childElementCount > 40) $("#spoken").firstElementChild.remove();
}

function hear() {
  if (!listening || waitingFor !== null) return;
  for (const sentence of $$("#present [data-say]")) {
    if (spoken.has(sentence.dataset.say)) continue;
    spoken.add(sentence.dataset.say);
    const words = $(".words", sentence) ?? sentence;
    say(words.textContent);
  }
}

let waitingFor = null; // a question that was sent and that Python has not taken up yet
let before = ""; // what stood there when it was sent
let underWay = false; // whether Gradio has said that it waits
// Gradio changes elements rather than replacing them, so it is their text that tells; what a reader opens or presses is left out.
function inPlace() {
  const shown = $("#present :is(.turn, .welcome)")?.cloneNode(true);
  if (!shown) return "";
  for (const pressed of $$(".actions", shown)) pressed.remove();
  shown.classList.remove("replaced");
  return shown.outerHTML.replace(/ (aria-describedby|aria-current|open)="[^"]*"/g, "");
}

function isRunning() {
  return waitingFor !== null || Boolean($("#present .turn.running:not(.stopped)"));
}

// Whoever waits sees the place in the queue, as Gradio tells it.
function queue() {
  const line = $(".ask .waiting");
  const status = $("#present [data-testid=status-tracker]")?.textContent ?? "";
  const pending = /queue:|processing|\d\.\ds/.test(status);
  if (inPlace() !== before || (underWay && !pending)) waitingFor = null;
  underWay = pending;
  const told = waitingFor !== null && status.match(/queue: (\d+)\/(\d+)/);
  line.hidden = !told;
  if (told) line.textContent = `Others are being answered. Your question is number ${told[1]} of ${told[2]} that wait.`;
}

let wasRunning = false;
const later = []; // what the reader did meanwhile that would draw the page anew

// Python has changed a part of the page.
function settled() {
  for (const section of $$("details[data-keep]")) {
    if (isOpen.has(section.dataset.keep)) section.open = isOpen.get(section.dataset.keep);
  }
  queue();
  document.body.classList.toggle("coming", waitingFor !== null);
  hear();
  const running = isRunning();
  $(".ask .halt").hidden = !running;
  $(".ask .go").hidden = running;
  if (running !== wasRunning) follow();
  if (wasRunning && !running && listening) {
    const problem = $("#present .problem");
    say(problem ? problem.textContent : "The answer is complete.");
    listening = false;
  }
  if (wasRunning && !running) takeIn();
  if (!running) later.splice(0).forEach((send) => send());
  wasRunning = running;
  markCurrent();
}

let waiting = false;
new MutationObserver(() => {
  if (waiting) return;
  waiting = true;
  const once = () => {
    if (!waiting) return;
    waiting = false;
    settled();
  };
  requestAnimationFrame(once);
  setTimeout(once, 100); // a tab in the background paints no frames
}).observe($("#desk"), { childList: true, subtree: true, characterData: true });

function ask(question, more = {}) {
  if (!question.trim() || isRunning()) return;
  spoken.clear();
  isOpen.clear();
  listening = true;
  closeReader(false);
  say("Searching.");
  waitingFor = question;
  underWay = false;
  following = true;
  come(question, more.instead_of ?? Infinity);
  trigger("submit", { question, ...more });
}

// The question and its first stage stand there at once; what Python sends takes their place.
function come(question, instead_of) {
  $$("#past .turn, #present .turn").forEach((turn, place) => {
    turn.classList.toggle("replaced", place >= instead_of || turn.matches(".running, .failed"));
  });
  before = inPlace();
  $("#coming .question").textContent = question;
  settled();
}

// The page follows a new question until the reader scrolls.
let following = false;
for (const moved of ["wheel", "touchmove"]) document.addEventListener(moved, () => (following = false), { passive: true });

function follow() {
  if (following) $(waitingFor === null ? "#present" : "#coming").scrollIntoView({ block: "start", behavior: calm() ? "auto" : "smooth" });
}

function calm() {
  return matchMedia("(prefers-reduced-motion: reduce)").matches;
}

// The browser refuses to keep more than it has room for; Gradio says so only in the console.
const setItem = Storage.prototype.setItem;
Storage.prototype.setItem = function (key, value) {
  try {
    return setItem.call(this, key, value);
  } catch (error) {
    const line = document.createElement("p");
    line.className = "problem";
    line.setAttribute("role", "alert");
    line.textContent =
      "The browser's storage is full: what was said last is not kept when you close the page. " +
      "Delete some conversations.";
    $("#paper").prepend(line);
    throw error;
  }
};
