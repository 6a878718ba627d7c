// A passage that is selected in the text goes into the form for remarks: its place, its words, where it stands.
// Without this module the words are copied by hand, and the server finds where they stand.

const place = document.getElementById("place");
const quote = document.getElementById("quote");
const position = document.querySelector("[data-remark-position]");

function lineOf(node) {
  const element = node.nodeType === Node.TEXT_NODE ? node.parentElement : node;
  return element?.closest("[data-place]") ?? null;
}

// Characters of the line before the selection; the marks' numbers are no text.
function offsetIn(line, range) {
  const before = document.createRange();
  before.setStart(line, 0);
  before.setEnd(range.startContainer, range.startOffset);
  return [...before.toString()].length;
}

function take() {
  const selection = document.getSelection();
  if (!selection || selection.isCollapsed) return;
  const range = selection.getRangeAt(0);
  const line = lineOf(range.startContainer);
  if (!line) return;
  const text = line.contains(range.endContainer)
    ? range.toString()
    : line.textContent.slice(range.startOffset);
  if (!text.trim()) return;
  const lead = text.length - text.trimStart().length;
  place.value = line.dataset.place;
  quote.value = text.trim();
  position.value = String(Number(line.dataset.start) + offsetIn(line, range) + lead);
}

if (place && quote && position) {
  document.addEventListener("mouseup", take);
  document.addEventListener("touchend", take);
  quote.addEventListener("input", () => { position.value = ""; });
}
