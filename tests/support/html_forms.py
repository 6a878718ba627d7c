"""The fields of a form as a browser would send them, unchanged."""

from html.parser import HTMLParser


class _Form(HTMLParser):
    """Collects the fields of the form with the most of them."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[dict[str, list[str]]] = []
        self._area: str | None = None
        self._select: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        name = given.get("name")
        if tag == "form":
            self.forms.append({})
        if not self.forms or (name is None and tag != "option"):
            return
        if tag == "input":
            self._input(name or "", given)
        elif tag == "textarea":
            self._area = name
            self.forms[-1][name or ""] = [""]
        elif tag == "select":
            self._select = name
            self.forms[-1][name or ""] = [""]
        elif tag == "option" and self._select and "selected" in given:
            self.forms[-1][self._select] = [given.get("value") or ""]

    def handle_endtag(self, tag: str) -> None:
        if tag == "textarea":
            self._area = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._area is not None:
            self.forms[-1][self._area][0] += data

    def _input(self, name: str, given: dict[str, str | None]) -> None:
        if given.get("type") in {"checkbox", "radio"} and "checked" not in given:
            return
        self.forms[-1].setdefault(name, []).append(given.get("value") or "")


def form_fields(html: str) -> dict[str, list[str]]:
    """The fields of the page's largest form. A line break that opens a text area is the markup's."""
    parser = _Form()
    parser.feed(html)
    largest = max(parser.forms, key=len)
    return {name: [value.removeprefix("\n") for value in values] for name, values in largest.items()}
