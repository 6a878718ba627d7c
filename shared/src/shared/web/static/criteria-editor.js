// The criteria editor without a round trip of the whole page: the server still makes every piece of it.
// Buttons replace the tree; typing replaces only what the conditions say, and what a search finds.

const form = document.querySelector("[data-composer]");
const TREE = "composer-tree";
const SAYS = "composer-says";
const PAUSE_MS = 400;
let latest = 0;
let timer;

async function ask(button) {
  const mine = ++latest;
  const body = new URLSearchParams(new FormData(form));
  body.set("do", button);
  const answer = await fetch(form.action, { method: "POST", body, headers: { Accept: "text/html" } });
  if (answer.redirected || mine !== latest) return null;
  return new DOMParser().parseFromString(await answer.text(), "text/html");
}

function replace(page, id) {
  const [old, fresh] = [document.getElementById(id), page.getElementById(id)];
  if (old && fresh) old.replaceWith(document.adoptNode(fresh));
}

// What was open stays open, also where it was opened by hand.
function replaceTree(page) {
  const open = [...form.querySelectorAll("details[open][id]")].map((each) => each.id);
  replace(page, TREE);
  for (const id of open) document.getElementById(id)?.setAttribute("open", "");
}

async function press(button) {
  const page = await ask(button);
  if (!page) return;
  replaceTree(page);
  replace(page, SAYS);
  form.querySelector(`#${TREE} [autofocus]`)?.focus();
}

// A select that decides what else is asked: the focus stays on it.
async function refresh(id) {
  const page = await ask("refresh");
  if (!page) return;
  replaceTree(page);
  replace(page, SAYS);
  document.getElementById(id)?.focus();
}

async function say() {
  const page = await ask("refresh");
  if (page) replace(page, SAYS);
}

async function find(id) {
  const page = await ask("refresh");
  if (!page) return;
  replace(page, id);
}

form.addEventListener("submit", (event) => {
  const button = event.submitter?.value ?? "refresh";
  if (button === "save") return;
  event.preventDefault();
  event.stopPropagation();
  clearTimeout(timer);
  press(button).catch(() => HTMLFormElement.prototype.submit.call(form));
});

form.addEventListener("change", (event) => {
  clearTimeout(timer);
  if (event.target.matches("[data-refresh]")) refresh(event.target.id);
  else if (!event.target.matches("[data-find]")) say();
});

form.addEventListener("input", (event) => {
  if (!event.target.matches("input[type=text], input:not([type]), textarea")) return;
  clearTimeout(timer);
  const results = event.target.dataset.find;
  timer = setTimeout(() => (results ? find(results) : say()), PAUSE_MS);
});
