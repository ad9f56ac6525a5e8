"""Declaring the addresses the carrier calls: genuine requests only, and never an error for a caller."""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from urllib.parse import parse_qs

from chalice import Blueprint, Response

from chalicelib.aws.logs import logger
from chalicelib.aws.settings import settings
from chalicelib.carrier.instructions import Dial, Hangup, Instruction, NumberTarget, Say
from chalicelib.carrier.signature import Keys, is_from_carrier
from chalicelib.carrier.twiml import render
from chalicelib.carrier.urls import signed_urls
from chalicelib.values import dataclass

FORM = "application/x-www-form-urlencoded"
_XML: dict[str, str | list[str]] = {"Content-Type": "text/xml; charset=utf-8"}
_paths: set[str] = set()


@dataclass(frozen=True)
class WebhookRequest:
    """One genuine request of the carrier. The idempotency token is the same on each retry of it."""

    params: Mapping[str, str]
    query: Mapping[str, str]
    now: datetime
    idempotency_token: str | None = None


VoiceHandler = Callable[[WebhookRequest], Sequence[Instruction]]
StatusHandler = Callable[[WebhookRequest], None]


def voice_webhook(
    blueprint: Blueprint, path: str, fallback: VoiceHandler | None = None
) -> Callable[[VoiceHandler], VoiceHandler]:
    """Declare POST `path`, answered with TwiML. When the handler fails, `fallback` answers instead, and
    when that fails too the caller hears an apology and goes to the fallback number if there is one."""

    def declare(handler: VoiceHandler) -> VoiceHandler:
        def answer(request: WebhookRequest) -> Response:
            return Response(body=_without_error(handler, fallback, request, path), headers=_XML)

        _register(blueprint, path, handler.__name__, answer)
        return handler

    return declare


def status_webhook(blueprint: Blueprint, path: str) -> Callable[[StatusHandler], StatusHandler]:
    """Declare POST `path` for news the carrier tells us; answered 204, or 500 so that it tells us again."""

    def declare(handler: StatusHandler) -> StatusHandler:
        def answer(request: WebhookRequest) -> Response:
            try:
                handler(request)
            except Exception:
                _report(request, path)
                return Response(body={"error": {"code": "internal"}}, status_code=500)
            return Response(body="", status_code=204)

        _register(blueprint, path, handler.__name__, answer)
        return handler

    return declare


def webhook_paths() -> frozenset[str]:
    """Every path declared here; they need a signature instead of a permission."""
    return frozenset(_paths)


def apology() -> Sequence[Instruction]:
    """What a caller hears when nothing else can be done for them."""
    number = settings().fallback_number
    words: tuple[Instruction, ...] = (
        Say("抱歉，系统暂时无法为您服务。", language="zh-CN"),
        Say("We are sorry, something went wrong on our side.", language="en-US"),
    )
    if number:
        return (*words, Dial(targets=(NumberTarget(number),)))
    return (*words, Hangup())


def _register(
    blueprint: Blueprint, path: str, name: str, answer: Callable[[WebhookRequest], Response]
) -> None:
    def view() -> Response:
        request = blueprint.current_request
        form = _form_of(request.raw_body)
        asked = request.query_params
        query = {key: asked.getlist(key) for key in asked} if asked else {}
        urls = signed_urls(path, query)
        if not any(_is_from_carrier(url, form, request.headers) for url in urls):
            logger.warning("webhook with a wrong signature refused", extra={"path": path})
            return Response(body={"error": {"code": "signature"}}, status_code=403)
        return answer(
            WebhookRequest(
                params={key: values[-1] for key, values in form.items()},
                query={key: values[-1] for key, values in query.items()},
                now=datetime.now(UTC),
                idempotency_token=request.headers.get("i-twilio-idempotency-token"),
            )
        )

    _paths.add(path)
    blueprint.route(path, methods=["POST"], content_types=[FORM], name=f"webhook_{name}")(view)


def _is_from_carrier(url: str, form: dict[str, list[str]], headers: Mapping[str, str]) -> bool:
    ours = settings()
    keys = Keys(ours.auth_token, ours.shared_key, ours.shared_key_secret)
    named = headers.get("x-twilio-webhooks-signature-settings", "")
    return is_from_carrier(keys, url, form, headers.get("x-twilio-signature", ""), named)


def _form_of(body: str | bytes) -> dict[str, list[str]]:
    text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else body
    return parse_qs(text, keep_blank_values=True)


def _without_error(
    handler: VoiceHandler, fallback: VoiceHandler | None, request: WebhookRequest, path: str
) -> str:
    for attempt in filter(None, (handler, fallback)):
        try:
            return render(attempt(request))
        except Exception:
            _report(request, path)
    return render(apology())


def _report(request: WebhookRequest, path: str) -> None:
    """One error line with its trace, and a metric that an alarm watches."""
    contact_id = request.query.get("c") or contact_id_of(request.params)
    logger.exception("webhook failed", extra={"path": path, "contact_id": contact_id})
    _count_failure(path)


def _count_failure(path: str) -> None:
    from aws_lambda_powertools.metrics import MetricUnit, single_metric

    # One dimension, that of the alarm in infra/template.py; the path is in the log line.
    center = settings().table_prefix
    with single_metric(name="WebhookFailed", unit=MetricUnit.Count, value=1, namespace="Trunkline") as metric:
        metric.add_dimension(name="center", value=center)
        metric.add_metadata("path", path)


def contact_id_of(params: Mapping[str, str]) -> str:
    """The contact of an incoming call: one per call sid, so a repeated webhook makes the same contact."""
    return f"CT{params.get('CallSid', '')[2:]}"
