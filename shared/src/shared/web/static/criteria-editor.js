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
  const page = await send(body);
  return mine === latest ? page : null;
}

// Whatever goes wrong on the way, what was typed stays where it is.
async function send(body) {
  try {
    const request = { method: "POST", body, headers: { Accept: "text/html" }, redirect: "manual" };
    const answer = await fetch(form.action, request);
    if (answer.ok) return new DOMParser().parseFromString(await answer.text(), "text/html");
    const expired = answer.type === "opaqueredirect" || [401, 403].includes(answer.status);
    tell(expired ? "登录已过期：请在新窗口重新登录，您填写的内容还在。" : "服务器没有接受，您填写的内容还在。");
  } catch {
    tell("没有连上服务器，您填写的内容还在，请稍后再试。");
  }
  return null;
}

function tell(text) {
  const said = document.createElement("p");
  said.className = "notice notice--warn";
  said.setAttribute("role", "status");
  said.textContent = text;
  const panel = document.getElementById(SAYS);
  panel.querySelector(".notice--warn")?.remove();
  panel.prepend(said);
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
  press(button);
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
