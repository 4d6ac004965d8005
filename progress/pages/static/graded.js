// On the instructor's page, while hand-ins wait: ask every five seconds how many are graded.
"use strict";
const ask = document.currentScript.dataset.ask;
async function look() {
  try {
    const answer = await fetch(ask, { headers: { Accept: "application/json" } });
    if (answer.ok) show(new Map((await answer.json()).map((item) => [item.assignment, item])));
  } catch { /* the network is away; the next look may succeed */ }
  if (document.querySelector(".working[data-graded]")) setTimeout(look, 5000);
}
function show(waiting) {
  for (const tag of document.querySelectorAll(".working[data-graded]")) {
    const item = waiting.get(tag.dataset.graded);
    tag.textContent = item ? `Graded ${item.done} of ${item.total}` : "Everything is graded";
    if (!item) tag.className = "tag good";
  }
}
setTimeout(look, 5000);
