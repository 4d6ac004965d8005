// Follows the chain: when its tip or mempool changes, the middle of this page is fetched again.
// Without a script, or on a line that breaks, the page is simply as old as its last load.
const place = document.getElementById("live");

async function refresh() {
  const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
  if (!answer.ok || answer.redirected) return;
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").getElementById("live");
  if (!fresh) return;
  const open = [...place.querySelectorAll("details")].map((part) => part.open);
  place.replaceChildren(...fresh.childNodes);
  place.querySelectorAll("details").forEach((part, number) => { if (number < open.length) part.open = open[number]; });
}

if (place && "EventSource" in window) {
  let first = true;
  const events = new EventSource(place.dataset.live);
  events.onmessage = () => {
    if (!first) refresh().catch(() => {});
    first = false;
  };
  addEventListener("pagehide", () => events.close());
}
