"""Runs TwiML: fetch a document, run its verbs in turn, follow where they lead."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, TypeAlias
from urllib.parse import urljoin

from sandbox.carrier.parameters import voice_parameters
from sandbox.carrier.twiml.document import Document, Element, TwimlError, parse
from sandbox.carrier.twiml.request import Ending, Given, Next, Request, Source
from sandbox.carrier.webhooks.client import WebhookFailed

if TYPE_CHECKING:
    from sandbox.carrier.exchange import Exchange
    from sandbox.carrier.twiml.session import Session

_XML = ("text/xml", "application/xml", "text/html", "application/octet-stream")
_MOST_DOCUMENTS = 1_000  # a document that redirects to itself must not run for ever
Extra: TypeAlias = Callable[[], Mapping[str, str]]


class RunFailed(Exception):
    """The next document cannot be had or cannot be run."""

    def __init__(self, code: int, message: str, url: str) -> None:
        super().__init__(message)
        self.code, self.message, self.url = code, message, url


@dataclass
class Scope:
    """What a verb is given: its call's session, the document's address, and what may be done here."""

    session: Session
    url: str = ""
    method: str = "POST"
    allowed: frozenset[str] | None = None
    extra: Extra = field(default=dict)

    @property
    def exchange(self) -> Exchange:
        """The carrier this runs on."""
        return self.session.exchange

    def note(self, kind: str, text: str) -> None:
        """Write a line of the call's transcript."""
        self.session.call.note(self.exchange.clock.now(), kind, text)

    def warn(self, code: int, message: str) -> None:
        """Log a warning about this document."""
        self.exchange.notifications.add(
            code,
            message,
            self.exchange.clock.now(),
            call_sid=self.session.call.sid,
            url=self.url,
            level="warning",
        )

    def absolute(self, url: str) -> str:
        """A URL of the document, relative to the document."""
        return urljoin(self.url, url.strip())

    def action(self, element: Element, parameters: Mapping[str, str]) -> Request:
        """The request that an element's ``action`` asks for; without one, this document's own address."""
        url = element.get("action")
        return Request(
            self.absolute(url) if url else self.url, element.get("method", "POST").upper(), parameters
        )


Run: TypeAlias = Callable[["Session", Source], Awaitable[Ending]]


async def with_fallback(session: Session, source: Source, runs: Run) -> Ending:
    """Run a call's TwiML; when that fails, once more from the number's fallback URL."""
    try:
        return await runs(session, source)
    except RunFailed as failed:
        target = session.call.target
        if not target.voice_fallback_url:
            raise
        session.exchange.notifications.add(
            failed.code,
            failed.message,
            session.exchange.clock.now(),
            call_sid=session.call.sid,
            url=failed.url,
        )
        fields = {"ErrorCode": str(failed.code), "ErrorUrl": failed.url}
        return await runs(session, Request(target.voice_fallback_url, target.voice_fallback_method, fields))


async def run(
    session: Session, source: Source, allowed: frozenset[str] | None = None, extra: Extra = dict
) -> Ending:
    """Run documents until one runs out (FINISHED), hangs up or leaves a queue. Raises ``RunFailed``."""
    for _ in range(_MOST_DOCUMENTS):
        if await session.is_over():
            return Ending.HANGUP
        document, scope = await _load(session, source, allowed, extra)
        outcome = await run_verbs(scope, document.verbs)
        if isinstance(outcome, Request):
            source = outcome
            continue
        return outcome or Ending.FINISHED
    raise RunFailed(12100, f"More than {_MOST_DOCUMENTS} documents without an end", scope.url)


async def run_verbs(scope: Scope, verbs: tuple[Element, ...]) -> Next:
    """Run verbs in turn; the first that leads elsewhere ends the document."""
    from sandbox.carrier.twiml.verbs import VERBS

    for verb in verbs:
        if await scope.session.is_over():
            return Ending.HANGUP
        if scope.allowed is not None and verb.name not in scope.allowed:
            scope.warn(13000, f"<{verb.name}> is not allowed here")
            continue
        outcome = await VERBS[verb.name](scope, verb)
        if outcome is not None:
            return outcome
    return None


async def _load(
    session: Session, source: Source, allowed: frozenset[str] | None, extra: Extra
) -> tuple[Document, Scope]:
    if isinstance(source, Given):
        return source.document, Scope(session, source.url, "POST", allowed, extra)
    fields = (
        voice_parameters(session.exchange.account, session.call) | dict(extra()) | dict(source.parameters)
    )
    try:
        answer = await session.exchange.webhooks.request(
            source.method, source.url, fields, session.call.cookies
        )
    except WebhookFailed as failed:
        raise RunFailed(failed.code, failed.message, failed.url) from None
    scope = Scope(session, answer.url, source.method, allowed, extra)
    if answer.content_type.startswith("audio/"):
        return Document((Element("Play", text=answer.url),)), scope
    if answer.content_type == "text/plain":
        return Document((Element("Say", text=answer.text),)), scope
    if answer.body and answer.content_type not in _XML:
        raise RunFailed(12300, f"Invalid Content-Type {answer.content_type}", answer.url)
    document = _parsed(answer.text, answer.url)
    for warning in document.warnings:
        scope.warn(12200, warning)
    return document, scope


def _parsed(text: str, url: str) -> Document:
    try:
        return parse(text)
    except TwimlError as wrong:
        raise RunFailed(wrong.code, wrong.message, url) from None
