// A part of a page that follows what it shows: [data-live] is asked for again under its tag, more seldom
// while nothing changes, not at all while nobody looks. Without this module the page is read again by hand.

const SOONEST = 2000;
const LATEST = 20000;
const part = document.querySelector("[data-live]");
let tag = part?.dataset.tag ?? "";
let wait = SOONEST;
let timer = 0;

async function look() {
  try {
    const answer = await fetch(part.dataset.live, { headers: { "If-None-Match": tag }, redirect: "error" });
    if (answer.status === 401 || answer.status === 403 || answer.status === 404) return;
    wait = answer.status === 200 ? SOONEST : Math.min(LATEST, wait * 1.5);
    // What somebody is at stays where it is; the next look brings the news.
    if (answer.status === 200 && !part.contains(document.activeElement)) {
      part.innerHTML = await answer.text();
      tag = answer.headers.get("ETag") ?? "";
    }
  } catch {
    wait = Math.min(LATEST, wait * 2);
  }
  later();
}

function later() {
  clearTimeout(timer);
  if (!document.hidden) timer = setTimeout(look, wait);
}

if (part) {
  document.querySelector("[data-live-state]")?.removeAttribute("hidden");
  document.addEventListener("visibilitychange", () => {
    wait = SOONEST;
    later();
  });
  later();
}
