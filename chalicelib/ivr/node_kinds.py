"""What kind of node a widget is in its flow (IVR-31). Pure."""

import re
from collections.abc import Iterator

from chalicelib.ivr.definition import Flow, Widget
from chalicelib.ivr.widgets import BEHAVIOURS
from chalicelib.ivr.widgets.behaviour import NodeKind

_READS = re.compile(r"widgets(?:\.([\w-]+)|\[['\"](.+?)['\"]\])")


def kind_of(flow: Flow, widget: Widget) -> NodeKind:
    """The kind of node; a menu that reads out a function's answer is both function and connection."""
    kind = BEHAVIOURS[widget.type].kind
    if kind is NodeKind.CONNECTION and widget.type != "split-based-on" and reads_answer(flow, widget):
        return NodeKind.FUNCTION_CONNECTION
    return kind


def reads_answer(flow: Flow, widget: Widget) -> bool:
    """Whether what the widget says holds the answer of a function."""
    return any(
        source in flow.widgets and flow.widgets[source].type in {"run-function", "make-http-request"}
        for source in _sources(str(widget.properties.get("say") or ""))
    )


def _sources(template: str) -> Iterator[str]:
    for dotted, bracketed in _READS.findall(template):
        yield dotted or bracketed
