"""capture-payments: the carrier asks for a card or account by keys, and charges it or makes a token of it.

We never see the number: it goes from the carrier to the payment connector.
"""

from chalicelib.carrier import Pay
from chalicelib.ivr.execution import Awaits, InputKind
from chalicelib.ivr.widgets.behaviour import (
    HANGUP,
    Behaviour,
    Ended,
    Go,
    News,
    NodeKind,
    Outcome,
    Visit,
    Wait,
)

_EVENTS = {
    "success": "success",
    "too-many-failed-attempts": "maxFailedAttempts",
    "payment-connector-error": "providerError",
    "internal-error": "providerError",
    "caller-interrupted-with-star": "payInterrupted",
    "caller-interrupted-with-pound": "payInterrupted",
    "caller-hung-up": "hangup",
    "input-matches-failed": "validationError",
    "validation-error": "validationError",
}


def enter(visit: Visit) -> Outcome:
    code = visit.widget.properties.get("security_code")
    pay = Pay(
        action=visit.return_url,
        connector=visit.text("payment_connector") or None,
        method=visit.text("payment_method").lower().replace("_", "-") or None,
        token_type=visit.text("payment_token_type") or None,
        amount=visit.text("payment_amount") or None,
        currency=visit.text("currency") or None,
        description=visit.text("description") or None,
        language=visit.text("language") or None,
        card_types=tuple(visit.widget.properties.get("valid_card_types") or ()),
        asks_security_code=code if isinstance(code, bool) else None,
        postal_code=visit.text("postal_code") or None,
        min_postal_code_length=visit.whole("min_postal_code_length", 0) or None,
        timeout_seconds=visit.whole("timeout", 5),
        max_attempts=visit.whole("max_attempts", 1),
        bank_account_type=visit.text("bank_account_type") or None,
        parameters=dict(visit.pairs("parameters")),
    )
    return Wait((pay,), awaits=Awaits.SESSION)


def resume(visit: Visit) -> Outcome:
    if visit.given.kind is InputKind.HANGUP:
        return Go("hangup", ended=Ended.USER_HANGUP)
    event = _EVENTS.get(str(visit.given.params.get("Result", "")), "providerError")
    ended = Ended.DIGITS_COMPLETE if event == "success" else Ended.ERROR_PROMPT
    return Go(event, visit.given.params, ended=Ended.USER_HANGUP if event == "hangup" else ended)


NEWS = {event: News({"Result": result}) for result, event in reversed(_EVENTS.items())} | {"hangup": HANGUP}
BEHAVIOUR = Behaviour(NodeKind.FUNCTION_CONNECTION, enter, resume, is_answer=True, news=NEWS)
