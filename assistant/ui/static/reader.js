// The article beside the answer: opened at a citation, with previous and next, and closed back to it.
let opener = null; // what had the focus before the article was opened
let opened = null; // the entry of the passage that is shown: an element with data-article, data-start, …

const passages = () =>
  opened && $$(".sources li[data-article]", opened.closest(".turn"));

async function openPassage(id, from) {
  const entry = document.getElementById(id);
  if (!entry) return;
  if (from) opener = from;
  opened = entry;
  hideCard();
  const { article, version, start, end } = entry.dataset;
  const page = $(".reader-page");
  page.setAttribute("aria-busy", "true");
  document.body.classList.add("reading");
  $(".reader").hidden = false;
  let shown;
  try {
    shown = await server.passage({ article, version, start, end });
  } catch {
    shown = "<p class='problem'>The article cannot be read: the server does not answer.</p>";
  }
  if (opened !== entry) return;
  page.innerHTML = shown; // escaped by Python
  page.removeAttribute("aria-busy");
  place();
  markCurrent();
  const mark = $("mark", page);
  const target = mark ?? page;
  target.tabIndex = -1;
  target.focus({ preventScroll: true });
  if (mark) {
    const offset = mark.getBoundingClientRect().top - page.getBoundingClientRect().top - page.clientHeight / 3;
    page.scrollBy({ top: offset, behavior: "auto" });
  } else {
    page.scrollTop = 0;
  }
}

function place() {
  const all = passages() ?? [];
  const at = all.indexOf(opened);
  $(".position").textContent = at < 0 ? "Not cited" : `${opened.dataset.mark}: ${at + 1} of ${all.length}`;
  for (const act of ["previous", "next"]) $(`.reader [data-act=${act}]`).disabled = all.length < (at < 0 ? 1 : 2);
}

function step(by) {
  const all = passages() ?? [];
  if (!all.length) return;
  const at = all.indexOf(opened);
  const next = at < 0 ? 0 : (at + by + all.length) % all.length;
  openPassage(all[next].id, null);
}

function closeReader(back = true) {
  if ($(".reader").hidden) return;
  const mark = opened?.dataset.mark && opener?.dataset.cite ? $(`[data-cite="${opened.id}"]`) : null;
  $(".reader").hidden = true;
  document.body.classList.remove("reading");
  opened = null;
  markCurrent();
  if (!back) return;
  const target = mark ?? (opener?.isConnected ? opener : $("#present .question"));
  target?.focus();
}

function markCurrent() {
  for (const one of $$(".cite[aria-current]")) one.removeAttribute("aria-current");
  if (opened) for (const one of $$(`.cite[data-cite="${opened.id}"]`)) one.setAttribute("aria-current", "true");
}

actions.previous = () => step(-1);
actions.next = () => step(1);
actions.close = () => closeReader();

document.addEventListener("click", (event) => {
  const button = event.target.closest("[data-cite], [data-open]");
  if (button) openPassage(button.dataset.cite ?? button.dataset.open, button);
});

// The card: outlet, headline, byline, date and the exact sentence, beside a citation that is pointed at or focused.
let leaving = 0;
let pointed = null; // the citation whose card is shown

function showCard(cite) {
  clearTimeout(leaving);
  const entry = document.getElementById(cite.dataset.cite);
  if (!entry || opened) return;
  hideCard();
  pointed = cite;
  const source = entry.parentElement.closest("li");
  $("#card").replaceChildren(
    ...[".headline", ".byline"].map((part) => $(part, source).cloneNode(true)),
    $("blockquote", entry).cloneNode(true),
  );
  $("#card").hidden = false;
  cite.setAttribute("aria-describedby", "card");
  placeCard();
}

function placeCard() {
  if (!pointed) return;
  const card = $("#card");
  const at = pointed.getBoundingClientRect();
  if (!pointed.isConnected || at.bottom < 0 || at.top > innerHeight) return hideCard();
  const width = Math.min(380, innerWidth - 24);
  card.style.width = `${width}px`;
  card.style.left = `${Math.max(12, Math.min(at.left, innerWidth - width - 12))}px`;
  const below = at.bottom + 8 + card.offsetHeight < innerHeight;
  card.style.top = `${below ? at.bottom + 8 : Math.max(8, at.top - card.offsetHeight - 8)}px`;
}

function hideCard() {
  pointed?.removeAttribute("aria-describedby");
  pointed = null;
  $("#card").hidden = true;
}

const cited = (event) => event.target.closest?.(".cite");
const left = (event) => cited(event) || event.target.closest?.("#card");
document.addEventListener("mouseover", (event) => {
  if (cited(event)) showCard(cited(event));
  else if (event.target.closest?.("#card")) clearTimeout(leaving);
});
document.addEventListener("mouseout", (event) => left(event) && (leaving = setTimeout(hideCard, 250)));
document.addEventListener("focusin", (event) => (cited(event) ? showCard(cited(event)) : hideCard()));
document.addEventListener("scroll", placeCard, { passive: true });
