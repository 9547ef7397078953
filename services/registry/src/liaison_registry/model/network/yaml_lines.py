"""YAML whose every place knows its line, so that a mistake in a file can be pointed at."""

from typing import Any

import yaml
from liaison_kit.errors import FieldError

from liaison_registry.model.files import uploaded
from liaison_registry.model.imports.imports import BrokenFile

Path = tuple[str | int, ...]
LARGEST = 256 * 1024
DEEPEST = 10
MOST_SHOWN = 100
EMPTY_VALUES = {"", "~", "null"}

YAML_TEXTS = {
    "not_utf8": "Line {line}: the text is not UTF-8.",
    "control": "Line {line}: a control character stands here.",
    "broken": "Line {line}, column {column}: this is not YAML ({problem}).",
    "twice": "Line {line}: “{key}” is given a second time.",
    "more": "And {count} more mistakes.",
}


class _Loader(yaml.BaseLoader):
    """Every value is text. Aliases and deep nesting are refused: a few bytes of them can fill a machine's memory."""

    depth = 0

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        mark = self.peek_event().start_mark  # type: ignore[no-untyped-call]  # types-pyyaml leaves it open
        if self.check_event(yaml.AliasEvent):
            raise yaml.composer.ComposerError(None, None, "aliases are not allowed here", mark)
        if self.depth > DEEPEST:
            raise yaml.composer.ComposerError(None, None, "nested too deeply", mark)
        self.depth += 1
        node = super().compose_node(parent, index)
        self.depth -= 1
        return node


class Document:
    """A file's content as lists, dicts and text, the line of each path in it, and the mistakes found so far."""

    def __init__(self, content: bytes) -> None:
        """BrokenFile if it is not YAML at all."""
        self.errors: list[FieldError] = []
        self._lines: dict[Path, int] = {(): 1}
        uploaded.check(content, "YAML", LARGEST)
        self.data = self._plain(_compose(content), ())

    def refuse(self, path: Path, sentence: str, **values: Any) -> None:
        """Notes a mistake; `sentence` has a place for {line}, and may have one for {key}, the last name in the path."""
        field = ".".join(printable(str(part)) for part in path)
        names = [printable(part) for part in path if isinstance(part, str)]
        known = {"line": self.line(path), "key": names[-1] if names else ""} | values
        kept = {name: value for name, value in known.items() if f"{{{name}}}" in sentence}
        self.errors.append(FieldError(field, sentence, kept))

    def line(self, path: Path) -> int:
        """The line of a place, or of the nearest one around it; lines count from 1."""
        while path not in self._lines:
            path = path[:-1]
        return self._lines[path]

    def finish(self) -> None:
        """BrokenFile with every mistake, in the order of the lines, if there was any."""
        if self.errors:
            found = sorted(self.errors, key=lambda error: int(error.values["line"]))
            more = FieldError("", YAML_TEXTS["more"], {"count": len(found) - MOST_SHOWN})
            raise BrokenFile(found[:MOST_SHOWN] + [more] * (len(found) > MOST_SHOWN))

    def _plain(self, node: yaml.Node | None, path: Path) -> Any:
        if isinstance(node, yaml.SequenceNode):
            for index, item in enumerate(node.value):
                self._lines[*path, index] = item.start_mark.line + 1
            return [self._plain(item, (*path, index)) for index, item in enumerate(node.value)]
        if isinstance(node, yaml.MappingNode):
            return self._mapping(node, path)
        if not isinstance(node, yaml.ScalarNode):
            return None
        return None if node.style is None and node.value in EMPTY_VALUES else node.value

    def _mapping(self, node: yaml.MappingNode, path: Path) -> dict[str, Any]:
        found: dict[str, Any] = {}
        for key, value in node.value:
            name = key.value if isinstance(key, yaml.ScalarNode) else "?"
            place = (*path, name)
            if name in found:
                self.refuse(place, YAML_TEXTS["twice"], line=key.start_mark.line + 1)
                continue
            self._lines[place] = key.start_mark.line + 1
            found[name] = self._plain(value, place)
        return found


def _compose(content: bytes) -> yaml.Node | None:
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = content[: error.start].count(b"\n") + 1
        raise BrokenFile([FieldError("", YAML_TEXTS["not_utf8"], {"line": line})]) from None
    try:
        return _Loader(text).get_single_node()
    except yaml.reader.ReaderError as error:
        where = {"line": text[: error.position].count("\n") + 1}
        raise BrokenFile([FieldError("", YAML_TEXTS["control"], where)]) from None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        where = {"line": mark.line + 1 if mark else 1, "column": mark.column + 1 if mark else 1}
        values = where | {"problem": printable(error.problem or "")}
        raise BrokenFile([FieldError("", YAML_TEXTS["broken"], values)]) from None


def printable(text: str) -> str:
    """The same, short and safe to show: broken characters would break the answer that quotes them."""
    return "".join(character if character.isprintable() else "?" for character in text[:80])
