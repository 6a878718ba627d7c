// Completes what is typed into a search box: a combobox with a list box (WAI-ARIA APG, manual selection).
// The focus stays in the box; the form works as before, whatever becomes of the list.

const PAUSE_MS = 100;

class Suggesting {
  #box; #list; #said; #asked; #timer; #active = -1; #shown = "";

  constructor(box) {
    this.#box = box;
    this.#list = Object.assign(document.createElement("ul"), { id: `${box.id}-suggestions`, className: "suggest__list", hidden: true });
    this.#list.setAttribute("role", "listbox");
    this.#list.setAttribute("aria-label", "搜索建议");
    this.#said = Object.assign(document.createElement("span"), { className: "visually-hidden" });
    this.#said.setAttribute("role", "status");
    box.after(this.#list, this.#said);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.#list.id };
    for (const [name, value] of Object.entries(attributes)) box.setAttribute(name, value);
    box.addEventListener("input", (event) => event.isComposing || this.#typed());
    box.addEventListener("compositionend", () => this.#typed());
    box.addEventListener("keydown", (event) => this.#pressed(event));
    box.addEventListener("blur", () => this.#close());
    // The box keeps the focus while one presses an option.
    this.#list.addEventListener("pointerdown", (event) => event.preventDefault());
    this.#list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) location.assign(option.dataset.to);
    });
  }

  #typed() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    const typed = this.#box.value.trim();
    if (!typed) return this.#close();
    this.#timer = setTimeout(() => this.#ask(typed), PAUSE_MS);
  }

  async #ask(typed) {
    this.#asked = new AbortController();
    try {
      const answer = await fetch(`/search/suggest?q=${encodeURIComponent(typed)}`, { signal: this.#asked.signal });
      if (answer.ok) this.#show(typed, await answer.json());
      else this.#close();
    } catch (error) {
      if (error.name !== "AbortError") this.#close();
    }
  }

  #show(typed, [, words, , places]) {
    if (document.activeElement !== this.#box || this.#box.value.trim() !== typed) return;
    this.#list.replaceChildren(...words.map((word, n) => this.#option(word, new URL(places[n]), n)));
    this.#choose(-1);
    this.#shown = typed;
    this.#list.hidden = !words.length;
    this.#box.setAttribute("aria-expanded", String(words.length > 0));
    this.#said.textContent = words.length ? `有 ${words.length} 条建议，用上下方向键选择。` : "没有建议。";
  }

  #option(word, place, n) {
    const option = Object.assign(document.createElement("li"), { id: `${this.#list.id}-${n}`, className: "suggest__option" });
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    // On the site that one is on, by whatever name it was reached.
    option.dataset.to = place.pathname + place.search;
    option.append(word);
    if (place.pathname !== "/search") {
      const kind = Object.assign(document.createElement("span"), { className: "tag", textContent: "文件" });
      option.append(" ", kind);
    }
    return option;
  }

  #pressed(event) {
    if (event.isComposing) return;
    const count = this.#list.hidden ? 0 : this.#list.children.length;
    if (event.key === "Escape" && count) {
      event.preventDefault();
      this.#close();
    } else if (event.key === "Enter" && count && this.#active >= 0) {
      event.preventDefault();
      location.assign(this.#list.children[this.#active].dataset.to);
    } else if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!count) this.#reopen();
      // Beyond either end is the box itself: nothing chosen, and Enter searches for what was typed.
      const places = this.#list.hidden ? 1 : this.#list.children.length + 1;
      const step = event.key === "ArrowDown" ? 1 : -1;
      this.#choose(((this.#active + 1 + step + places) % places) - 1);
    }
  }

  #reopen() {
    const typed = this.#box.value.trim();
    if (!typed) return;
    if (typed !== this.#shown || !this.#list.children.length) return void this.#ask(typed);
    this.#list.hidden = false;
    this.#box.setAttribute("aria-expanded", "true");
  }

  #choose(n) {
    this.#active = n;
    for (const [at, option] of [...this.#list.children].entries()) option.setAttribute("aria-selected", String(at === n));
    const chosen = this.#list.children[n];
    if (chosen) {
      this.#box.setAttribute("aria-activedescendant", chosen.id);
      chosen.scrollIntoView({ block: "nearest" });
    } else this.#box.removeAttribute("aria-activedescendant");
  }

  #close() {
    clearTimeout(this.#timer);
    this.#asked?.abort();
    this.#choose(-1);
    this.#list.hidden = true;
    this.#box.setAttribute("aria-expanded", "false");
    this.#said.textContent = "";
  }
}

for (const box of document.querySelectorAll(".suggest input[type=search]")) new Suggesting(box);
