"""What a page must never hold: anything that runs because of what somebody wrote."""

from html.parser import HTMLParser

AS_ADDRESS = "javascript:alert(1)"
PAYLOADS = (
    "<script>alert(1)</script>",
    "\"'><img src=x onerror=alert(1)>",
    '" autofocus onfocus=alert(1) x="',
    "{{ 7919 * 104729 }}{% raw %}",
    AS_ADDRESS,
    "</title></textarea></style><svg onload=alert(1)>",
)
ALL = "".join(PAYLOADS)
ADDRESSES = {"href", "src", "action", "formaction", "data", "xlink:href"}
RUNS = ("javascript:", "data:", "vbscript:")
LEADS_AWAY = ("//", "http:", "https:")


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self._script = self._data = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        # A block of data runs nothing, as long as it holds no "<" with which something could break out of it.
        self._data = tag == "script" and given.get("type") == "application/ld+json"
        self._script = tag == "script" and not self._data
        # Our own drawings say how large they are.
        if (tag == "svg" and "viewbox" not in given) or given.get("src") == "x":
            self.found.append(f"<{tag}> of a stranger")
        for name, value in attrs:
            if name.startswith("on") or name == "style":
                self.found.append(f"<{tag} {name}>")
            address = "".join((value or "").split()).lower()
            # A picture runs nothing, whatever is in it; ours stands in the page.
            picture = (tag == "img" or given.get("rel") == "icon") and address.startswith("data:image/svg+xml,")
            if name in ADDRESSES and not picture and address.startswith(RUNS if name == "href" else RUNS + LEADS_AWAY):
                self.found.append(f"<{tag} {name}={value}>")

    def handle_data(self, data: str) -> None:
        if self._script and data.strip():
            self.found.append("inline script")
        if self._data and "<" in data:
            self.found.append("markup in a block of data")
        if "829348951" in data:
            self.found.append("a template was run")


def running_in(page: str) -> list[str]:
    """All that would run in a reader's browser, or lead away from this site."""
    reader = _Reader()
    reader.feed(page)
    return reader.found
