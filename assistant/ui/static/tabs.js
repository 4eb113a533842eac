// Other tabs of this browser keep the same conversations: what one of them changes, the others take in when they are idle.
const channel = new BroadcastChannel("news-assistant");
let told = null; // what another tab has kept last; taking it in twice changes nothing

document.addEventListener("news-assistant-kept", ({ detail: kept }) => {
  sessionStorage.setItem("news-assistant-current", JSON.stringify(kept.current ?? null));
  channel.postMessage(kept);
});
channel.addEventListener("message", (message) => {
  told = message.data;
  takeIn();
});

function takeIn() {
  if (told !== null && !isRunning()) trigger("input", { kept: told });
}
