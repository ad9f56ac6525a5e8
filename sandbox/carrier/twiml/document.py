"""Reading a TwiML document. Strict: an element the carrier does not know fails the whole document."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from xml.etree import ElementTree

from sandbox.carrier.twiml.grammar import ATTRIBUTES, CHILDREN, SPEECH_MARKUP


class TwimlError(Exception):
    """The document cannot be run; ``code`` is 12100 (not XML) or 12200 (not TwiML)."""

    def __init__(self, code: int, message: str) -> None:
        super().__init__(message)
        self.code, self.message = code, message


@dataclass(frozen=True)
class Element:
    """One verb or noun."""

    name: str
    attributes: Mapping[str, str] = field(default_factory=dict)
    text: str = ""
    children: tuple["Element", ...] = ()

    def get(self, name: str, default: str = "") -> str:
        """An attribute's value, or the default when it is absent or empty."""
        return self.attributes.get(name) or default

    def number(self, name: str, default: float) -> float:
        """A numeric attribute; what is not a number counts as absent."""
        try:
            return float(self.attributes[name])
        except (KeyError, ValueError):
            return default

    def is_set(self, name: str, default: bool = False) -> bool:
        """A true/false attribute."""
        value = self.attributes.get(name)
        return default if value is None else value.lower() == "true"


@dataclass(frozen=True)
class Document:
    """A ``<Response>``: its verbs, and warnings about attributes that were ignored."""

    verbs: tuple[Element, ...]
    warnings: tuple[str, ...] = ()


def parse(text: str) -> Document:
    """Read TwiML. Raises ``TwimlError``; an empty body is an empty response."""
    if not text.strip():
        return Document(())
    if "<!DOCTYPE" in text or "<!ENTITY" in text:
        raise TwimlError(12100, "Document parse failure: a TwiML document has no DTD")
    try:
        root = ElementTree.fromstring(text.strip())  # noqa: S314 - document types are refused above
    except ElementTree.ParseError as broken:
        raise TwimlError(12100, f"Document parse failure: {broken}") from None
    if root.tag != "Response":
        raise TwimlError(12100, f"Document parse failure: the root is <{root.tag}>, expected <Response>")
    warnings: list[str] = []
    response = _read(root, warnings)
    return Document(response.children, tuple(warnings))


def _read(node: ElementTree.Element, warnings: list[str]) -> Element:
    unknown = set(node.attrib) - ATTRIBUTES[node.tag]
    warnings += [f"<{node.tag}> has no attribute {name!r}" for name in sorted(unknown)]
    if node.tag == "Say":
        return Element("Say", dict(node.attrib), _spoken(node))
    return Element(node.tag, dict(node.attrib), (node.text or "").strip(), tuple(_children(node, warnings)))


def _children(node: ElementTree.Element, warnings: list[str]) -> Iterator[Element]:
    allowed = CHILDREN.get(node.tag, frozenset())
    for child in node:
        if child.tag not in allowed:
            raise TwimlError(12200, f"Document parse failure: <{child.tag}> is not allowed in <{node.tag}>")
        yield _read(child, warnings)


def _spoken(node: ElementTree.Element) -> str:
    for child in node.iter():
        if child is not node and child.tag not in SPEECH_MARKUP:
            raise TwimlError(12200, f"Document parse failure: <{child.tag}> is not allowed in <Say>")
    return " ".join("".join(node.itertext()).split())
