// The inbox as it fills. Each event's id is a place in the inbox; the browser comes back with the last one, so
// that nothing is missed. What is shown already is known by its id. Without this module the page is read again.

const AGAIN = 5000;
const bar = document.querySelector("[data-inbox]");
const list = document.querySelector("[data-inbox-items]");
const template = document.querySelector("[data-inbox-item]");
const news = bar?.querySelector("[data-inbox-news]");
const live = bar?.hasAttribute("data-live") && list;
const seen = new Set([...document.querySelectorAll("[data-message]")].map((item) => item.dataset.message));
let place = bar?.dataset.place ?? "";
let arrived = 0;

function show(message) {
  const item = template.content.firstElementChild.cloneNode(true);
  item.dataset.message = message.id;
  const link = item.querySelector("a");
  link.textContent = message.subject;
  if (message.language !== "zh") link.lang = message.language;
  link.href = `/my/inbox/${message.id}`;
  item.querySelector(".tag").textContent = message.label;
  const time = item.querySelector("time");
  time.textContent = message.created;
  time.dateTime = message.created_at;
  list.prepend(item);
}

function take(event) {
  place = event.lastEventId || place;
  const message = JSON.parse(event.data);
  if (seen.has(message.id) || message.read) return;
  seen.add(message.id);
  arrived += 1;
  if (live) show(message);
  news.textContent = live ? `新收到 ${arrived} 条消息，已列在最前面。` : `新收到 ${arrived} 条消息。`;
  bar.hidden = false;
}

function listen() {
  const source = new EventSource(`${bar.dataset.inbox}?after=${encodeURIComponent(place)}`);
  source.addEventListener("message", take);
  source.addEventListener("error", () => {
    // The browser comes back by itself, unless the answer was an error: then the service is starting again.
    if (source.readyState === EventSource.CLOSED) setTimeout(listen, AGAIN);
  });
  addEventListener("pagehide", () => source.close(), { once: true });
}

if (bar) {
  listen();
  addEventListener("pageshow", (event) => event.persisted && listen());
}
