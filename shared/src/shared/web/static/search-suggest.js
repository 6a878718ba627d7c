// Completes what is typed into a search box. The list is the browser's own, so that keyboard and screen readers know it.

const box = document.querySelector("main input[type=search][name=q]");
if (box) {
  const list = document.createElement("datalist");
  list.id = "suggestions";
  box.after(list);
  box.setAttribute("list", list.id);
  let places = new Map();
  let asked;

  box.addEventListener("input", async (event) => {
    // A title that was chosen from the list leads to its document at once.
    if (event.inputType === "insertReplacementText" && places.has(box.value)) {
      location.assign(places.get(box.value));
      return;
    }
    const typed = box.value.trim();
    asked?.abort();
    if (!typed || event.isComposing) return;
    asked = new AbortController();
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(typed)}`, { signal: asked.signal });
      if (answer.ok) show(typed, await answer.json());
    } catch (error) {
      if (error.name !== "AbortError") list.replaceChildren();
    }
  });

  function show(typed, [, words, , urls]) {
    places = new Map(words.map((word, n) => [word, urls[n]]));
    list.replaceChildren(...words.map((word) => {
      const option = document.createElement("option");
      option.value = word;
      // The browser leaves out what does not have the letters typed; pinyin is never in the word itself.
      if (!word.toLowerCase().includes(typed.toLowerCase())) option.label = `${typed} → ${word}`;
      return option;
    }));
  }
}
