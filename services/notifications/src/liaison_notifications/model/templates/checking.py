"""Whether a template that somebody has written can be used: what it may consist of, told by line and placeholder.

Of the language of templates only this is taken: placeholders, the functions that say a moment, a few filters, and
conditions. What can be written in it ends, costs next to nothing, and speaks of nothing that is not declared.
"""

from collections.abc import Mapping
from typing import Any

from jinja2 import TemplateSyntaxError, nodes
from liaison_kit.errors import FieldError, Refusal

from liaison_notifications.model.templates.placeholders import Kind
from liaison_notifications.model.templates.rendering import SANDBOXES

SAYING = frozenset({"day", "time", "weekday", "short_day"})
FILTERS = frozenset({"one_line", "shortened", "capitalize", "upper", "lower", "trim"})
LONGEST_TITLE = "longest_title"
SHORTEST, LONGEST = 10, 500


class TextUnusable(Refusal):
    """This text cannot be used."""

    def __init__(self, field: str, **values: Any) -> None:
        message = (type(self).__doc__ or "").strip()
        super().__init__(errors=[FieldError(field, message, values)], **values)


class NotWritten(TextUnusable):
    """Line {line}: the braces or what stands between them are not written right."""


class NoSuchPlaceholder(TextUnusable):
    """Line {line}: there is nothing called {name} in this message. What there is stands below."""


class NotAMoment(TextUnusable):
    """Line {line}: {name} is no moment. Write it without day, time and the like."""


class BareMoment(TextUnusable):
    """Line {line}: say how {name} is to be written: day({name}), short_day({name}), weekday({name}) or time({name})."""


class NotAllowed(TextUnusable):
    """Line {line}: {name} cannot be used in a message. Use what is listed below."""


def check_source(field: str, source: str, declared: Mapping[str, Kind]) -> None:
    """TextUnusable if it consists of anything but what is taken."""
    try:
        tree = SANDBOXES["uk"].parse(source)
    except TemplateSyntaxError as error:
        raise NotWritten(field, line=error.lineno) from None
    _Check(field, declared).statements(tree.body)


class _Check:
    def __init__(self, field: str, declared: Mapping[str, Kind]) -> None:
        self._field, self._declared = field, declared

    def statements(self, body: list[nodes.Node]) -> None:
        for node in body:
            if isinstance(node, nodes.Output):
                for one in node.nodes:
                    self._text(one)
            elif isinstance(node, nodes.If):
                self._text(node.test)
                self.statements([*node.body, *node.elif_, *node.else_])
            else:
                self._refuse(node)

    def _text(self, node: nodes.Node) -> None:
        """An expression that can be said or compared."""
        if isinstance(node, nodes.TemplateData | nodes.Const):
            return
        if isinstance(node, nodes.Name | nodes.Getattr):
            name, kind = self._placeholder(node)
            if kind == Kind.MOMENT:
                raise BareMoment(self._field, line=node.lineno, name=name)
        elif isinstance(node, nodes.Call):
            self._call(node)
        elif isinstance(node, nodes.Filter):
            self._filter(node)
        elif isinstance(node, nodes.Compare) and all(one.op in {"eq", "ne"} for one in node.ops):
            for one in (node.expr, *(operand.expr for operand in node.ops)):
                self._text(one)
        elif isinstance(node, nodes.And | nodes.Or):
            self._text(node.left)
            self._text(node.right)
        elif isinstance(node, nodes.Not):
            self._text(node.node)
        elif isinstance(node, nodes.CondExpr) and node.expr2:
            for one in (node.test, node.expr1, node.expr2):
                self._text(one)
        else:
            self._refuse(node)

    def _call(self, node: nodes.Call) -> None:
        function = node.node
        if not isinstance(function, nodes.Name) or function.name not in SAYING:
            raise NotAllowed(self._field, line=node.lineno, name=_named(function))
        if len(node.args) != 1 or node.kwargs or node.dyn_args or node.dyn_kwargs:
            raise NotWritten(self._field, line=node.lineno)
        name, kind = self._placeholder(node.args[0])
        if kind != Kind.MOMENT:
            raise NotAMoment(self._field, line=node.lineno, name=name)

    def _filter(self, node: nodes.Filter) -> None:
        if node.name not in FILTERS or node.node is None:
            raise NotAllowed(self._field, line=node.lineno, name=node.name)
        if node.kwargs or node.dyn_args or node.dyn_kwargs or len(node.args) != (node.name == "shortened"):
            raise NotWritten(self._field, line=node.lineno)
        if not all(_is_a_length(one) for one in node.args):
            raise NotWritten(self._field, line=node.lineno)
        self._text(node.node)

    def _placeholder(self, node: nodes.Node) -> tuple[str, Kind]:
        if not isinstance(node, nodes.Name | nodes.Getattr):
            self._refuse(node)
        name = _named(node)
        if name not in self._declared:
            raise NoSuchPlaceholder(self._field, line=node.lineno, name=name)
        return name, self._declared[name]

    def _refuse(self, node: nodes.Node) -> None:
        raise NotAllowed(self._field, line=node.lineno, name=_named(node))


def _named(node: nodes.Node) -> str:
    if isinstance(node, nodes.Name):
        return node.name
    if isinstance(node, nodes.Getattr):
        return f"{_named(node.node)}.{node.attr}"
    return type(node).__name__.lower()


def _is_a_length(node: nodes.Node) -> bool:
    if isinstance(node, nodes.Const):
        return isinstance(node.value, int) and SHORTEST <= node.value <= LONGEST
    return isinstance(node, nodes.Name) and node.name == LONGEST_TITLE
