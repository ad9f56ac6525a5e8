"""Getting a flow's requests answered, in time: our own functions, services over HTTP, the carrier's REST."""

import base64
import json
import threading
import time
from collections.abc import Callable
from datetime import datetime
from http.client import HTTPException, HTTPResponse
from typing import Any
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qs, urlencode, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, build_opener
from urllib.request import Request as HttpRequest

from chalicelib import carrier
from chalicelib.aws.logs import logger
from chalicelib.aws.settings import settings
from chalicelib.ivr import flow_store, functions
from chalicelib.ivr.definition import Flow
from chalicelib.ivr.effects import FindSubflow, PlaceCall, RecordCall, SendMessage
from chalicelib.ivr.execution import FunctionCall, HttpCall, Request
from chalicelib.problems import NotFound, Problem

MOST_BYTES = 64 * 1024
NO_ANSWER: dict[str, Any] = {"status_code": 0, "content_type": "", "body": ""}


def answer_to(request: Request, token: str, now: datetime, seconds: float) -> dict[str, Any] | None:
    """`status_code`, `content_type` and `body`; status 0 when nobody answers there; None when there was no
    answer in so many seconds. `token` is the same when the same step is asked again, so that a service can
    tell a repeat."""
    match request:
        case FunctionCall(name) if functions.is_once(name):
            return _function(request, token, now)
        case FunctionCall():
            return _within(seconds, lambda: _function(request, token, now))
        case FindSubflow():
            return _subflow(request)
        case HttpCall():
            return _over_http(request, token, seconds)
    try:
        return _json(201, _done(request))
    except carrier.CarrierError as error:
        logger.warning("the carrier refused a flow", extra={"place": request.place, "why": str(error)})
        return _json(error.status, {"Status": "failed", "ErrorCode": error.code, "ErrorMessage": str(error)})


def _function(call: FunctionCall, token: str, now: datetime) -> dict[str, Any]:
    """One of our own; its failure is an answer that a flow can branch on, and ours to look into."""
    try:
        return functions.answer(call.name, call.parameters, now, token)
    except Problem as problem:
        return _json(problem.status, {"message": problem.message})
    except Exception:
        logger.exception("a flow's function failed", extra={"function": call.name})
        return _json(500, {"message": "the function failed"})


def _within(seconds: float, work: Callable[[], dict[str, Any]]) -> dict[str, Any] | None:
    """What `work` returns, if it does in so many seconds; it cannot be stopped, only left alone."""
    done: list[dict[str, Any]] = []
    thread = threading.Thread(target=lambda: done.append(work()), daemon=True)
    thread.start()
    thread.join(seconds)
    return done[0] if done else None


def _done(request: SendMessage | PlaceCall | RecordCall) -> dict[str, str]:
    """What the carrier's REST made of it."""
    match request:
        case SendMessage(sender, to, body, media_url, content_sid, variables, status_url):
            content = {"content_sid": content_sid, "content_variables": json.dumps(dict(variables))}
            return carrier.rest.send_message(
                sender, to, body, media_url, status_url, **(content if content_sid else {})
            )
        case PlaceCall(sender, to, url, seconds, options, status_url):
            events = ("completed",)
            sid = carrier.rest.place_call(
                to, sender, url, status_url, events=events, timeout_seconds=seconds, **options
            )
            return {"CallSid": sid, "CallStatus": "queued"}
        case RecordCall(call_sid, True, options):
            return carrier.rest.start_recording(call_sid, **options)
        case RecordCall(call_sid):
            return carrier.rest.stop_recording(call_sid)


def _subflow(wanted: FindSubflow) -> dict[str, Any]:
    """The sid and revision to run; 404 when there is none. `LatestDraft` is the draft as it is now, where
    there is one that could be published."""
    flow: Flow | None = None
    try:
        if wanted.revision.isdigit():
            flow = flow_store.flow_at(wanted.flow_sid, int(wanted.revision))
        elif wanted.revision == "LatestDraft":
            from chalicelib.ivr.editing.frozen import frozen_draft

            flow = frozen_draft(wanted.flow_sid)
        flow = flow or flow_store.latest_flow(wanted.flow_sid)
    except NotFound:
        pass
    if flow is None:
        return _json(404, {"message": "this flow was never published"})
    return _json(200, {"sid": flow.sid, "revision": flow.revision})


def _json(status: int, content: dict[str, Any]) -> dict[str, Any]:
    body = json.dumps(content, ensure_ascii=False, separators=(",", ":"))
    return {"status_code": status, "content_type": "application/json", "body": body}


def _over_http(request: HttpCall, token: str, seconds: float) -> dict[str, Any] | None:
    try:
        return _fetched(_request(request, token), seconds)
    except TimeoutError:
        logger.warning("a flow's service takes its time", extra={"url": _place(request.url)})
        return None
    except (OSError, HTTPException, ValueError) as error:
        logger.warning(
            "a flow's service did not answer", extra={"url": _place(request.url), "why": str(error)}
        )
        return dict(NO_ANSWER)


def _request(call: HttpCall, token: str) -> HttpRequest:
    if urlsplit(call.url).scheme not in {"http", "https"}:
        raise ValueError("only http and https can be asked")
    url, body = call.url, call.body or urlencode(call.form)
    kind = call.content_type or carrier.FORM + ";charset=utf-8"
    if call.method == "GET":
        url, body = _with_query(url, call), ""
    request = HttpRequest(url, method=call.method, data=body.encode() if call.method != "GET" else None)  # noqa: S310
    request.add_header("Content-Type", kind)
    request.add_header("User-Agent", "Trunkline")
    request.add_header("I-Twilio-Idempotency-Token", token)
    if call.is_signed:
        form = parse_qs(body, keep_blank_values=True)
        request.add_header("X-Twilio-Signature", carrier.sign(settings().auth_token, url, form))
    if call.has_account and _is_carriers(url):
        pair = f"{settings().account_sid}:{settings().auth_token}".encode()
        request.add_header("Authorization", "Basic " + base64.b64encode(pair).decode())
    return request


def _with_query(url: str, call: HttpCall) -> str:
    if not call.form:
        return url
    return f"{url}{'&' if urlsplit(url).query else '?'}{urlencode(call.form)}"


def _is_carriers(url: str) -> bool:
    """Credentials go to the carrier's host and nowhere else, whatever a flow says."""
    return urlsplit(url).netloc == urlsplit(settings().carrier_url).netloc


class _NoRedirects(HTTPRedirectHandler):
    """A redirect is the answer: a flow branches on its status."""

    def redirect_request(self, *_: Any) -> None:
        return None


def _fetched(request: HttpRequest, seconds: float) -> dict[str, Any]:
    deadline = time.monotonic() + seconds
    try:
        answer = _opener().open(request, timeout=seconds)
    except HTTPError as refused:
        answer = refused
    except URLError as error:
        raise error.reason if isinstance(error.reason, OSError) else OSError(error.reason) from error
    with answer:
        body = _read(answer, deadline)
        kind = answer.headers.get("Content-Type", "")
        charset = answer.headers.get_content_charset() or "utf-8"
        return {
            "status_code": answer.status,
            "content_type": kind,
            "body": body.decode(charset, errors="replace"),
        }


def _read(answer: HTTPResponse, deadline: float) -> bytes:
    """The whole body; a service that drips or floods has not answered."""
    body = b""
    while chunk := answer.read1(16 * 1024):
        body += chunk
        if len(body) > MOST_BYTES:
            raise ValueError("the answer is too long")
        if time.monotonic() > deadline:
            raise TimeoutError("the answer took too long")
    return body


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirects)


def _place(url: str) -> str:
    """Where it was, without what was asked."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"
