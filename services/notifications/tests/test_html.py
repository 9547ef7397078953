"""The HTML part of a mail."""

from html.parser import HTMLParser
from typing import Any

import pytest
from liaison_kit.database import new_id
from liaison_notifications import mime, texts
from liaison_notifications.html import html_of

from services.notifications.tests.test_texts import LINK, NOW, SENDER, body, contact, event, sent_and_read

TEXT = f"Вітаємо!\n\nКоли: субота, 18:00\nДе: Офіс\n\nСкасувати:\n{LINK}\n\n--\nОфіси взаємодії\nНе відповідайте."


class Read(HTMLParser):
    """What a mail program makes of it: its elements, its links and its words."""

    def __init__(self, content: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.links: list[str | None] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self._quiet = False
        self.feed(content)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs
        self._quiet = tag in {"style", "title"}
        self.links += [value for name, value in attrs if tag == "a" and name == "href"]

    def handle_data(self, data: str) -> None:
        self.words += "" if self._quiet else f" {data}"


def html(message: Any) -> str:
    part = message.get_body(("html",))
    assert part is not None
    return str(part.get_content())


def test_a_mail_has_its_text_first_then_the_same_as_html_then_its_file() -> None:
    message = sent_and_read(event(), contact())
    assert message.get_content_type() == "multipart/mixed"
    alternative, calendar = message.iter_parts()
    assert [part.get_content_type() for part in alternative.iter_parts()] == ["text/plain", "text/html"]
    assert calendar.get_filename() == "event.ics"
    said = " ".join(Read(html(message)).words.split())
    for line in body(message).partition("\n--\n")[0].split("\n"):
        assert " ".join(line.replace("Коли: ", "").replace("Де: ", "").replace("Адреса: ", "").split()) in said


def test_two_lines_of_a_name_and_what_it_is_are_a_table_with_headers() -> None:
    page = html_of(TEXT, "Тема", "uk", LINK)
    for label, value in (("Коли", "субота, 18:00"), ("Де", "Офіс")):
        assert f">{label}</th><td" in page
        assert f">{value}</td>" in page
    assert Read(page).tags.count("table") == 1
    assert Read(html_of("Увага: одне.\n\nЧас: 18:00 і далі\nбудь-коли", "", "uk")).tags.count("table") == 0


def test_its_language_stands_in_it_and_nothing_comes_from_elsewhere() -> None:
    for language in ("uk", "en"):
        read = Read(html_of(TEXT, "Тема", language, LINK))
        assert ("lang", language) in read.attributes
        assert read.links == [LINK]
        assert not {"img", "script", "link", "iframe", "form", "object"} & set(read.tags)
        assert not [name for name, _ in read.attributes if name in {"src", "background"} or name.startswith("on")]
    assert "url(" not in html_of(TEXT, "Тема", "uk", LINK)


@pytest.mark.parametrize(
    "hostile",
    [
        "<img src=x onerror=alert(1)>",
        "</p></body><script>alert(1)</script>",
        '" onmouseover="alert(1)',
        "{{ 7 * 7 }}{% raw %}",
        "&lt;b&gt;",
        "-->]]><!--",
    ],
)
def test_a_hostile_name_or_title_stays_what_it_is(hostile: str) -> None:
    message = sent_and_read(event(title=hostile), contact(name=hostile))
    read = Read(html(message))
    assert {"img", "script", "b"}.isdisjoint(read.tags)
    assert not [name for name, _ in read.attributes if name.startswith("on")]
    assert read.words.count(hostile) == 2


@pytest.mark.parametrize(
    "name", ["Олена http://evil.example/", "https://liaison.example.evil.example/x", "javascript://x"]
)
def test_an_address_in_a_name_is_no_link(name: str) -> None:
    message = sent_and_read(event(), contact(name=name))
    assert Read(html(message)).links == [LINK]


def test_a_link_ends_before_the_sentence_does() -> None:
    read = Read(html_of("Див. https://x.example/a?b=1&c=(2). Або (https://y.example/).", "", "uk"))
    assert read.links == ["https://x.example/a?b=1&c=(2", "https://y.example/"]


def test_whatever_is_in_it_each_line_of_a_mail_ends_as_smtp_wants_it() -> None:
    for text in ("a\r\n.\r\nMAIL FROM:<x@y.z>", "a\n.\nb", "a\r.\rb", ".", "a\x0b.\x0cb\x85.\u2028.", "", "x" * 2000):
        message = texts.headed("olena@example.org", SENDER, new_id(), NOW)
        mime.fill(message, text, text, new_id().hex, calendar=text.encode())
        data = mime.as_data(message)
        assert data.startswith(message.as_bytes().replace(b"\r\n.", b"\r\n.."))  # as the library puts it together
        assert data.endswith(b"\r\n.\r\n")
        assert b"\r\n.\r\n" not in data[:-5]
        assert b"\n" not in data.replace(b"\r\n", b"")
        assert b"\r" not in data.replace(b"\r\n", b"")
        assert max(map(len, data.split(b"\r\n"))) <= 998


def test_a_line_that_begins_with_a_dot_keeps_it() -> None:
    message = texts.headed("olena@example.org", SENDER, new_id(), NOW)
    mime.fill(message, "a\n.hidden\n..", "b", new_id().hex)
    assert b"\r\n..hidden\r\n" in mime.as_data(message)
    assert b"\r\n.hidden\r\n" in message.as_bytes()
