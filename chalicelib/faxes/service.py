"""The fax service, over HTTP. The carrier ended its own fax product, so a center brings one.

    POST {fax_url}/faxes
        {"to": "+861088886666", "subject": "...", "html": "<!doctype html>...", "language": "zh-CN",
         "idempotency_key": "FX...-1"}
        -> 202 {"id": "..."}; the same id, and no second fax, when the key was there before
    GET {fax_url}/faxes/{id}
        -> 200 {"status": "queued" | "sending" | "sent" | "failed", "reason": "..."}

Both with `Authorization: Bearer {fax_key}`. 400 to 499 refuses the fax for good, except 408 and 429;
`reason`, where the body has one, says why. Anything else is tried again. A service that speaks
otherwise is given this face by a few lines in front of it.
"""

import json
from collections.abc import Mapping
from http.client import HTTPException
from typing import Any
from urllib.error import HTTPError
from urllib.parse import quote
from urllib.request import Request, urlopen

from chalicelib.aws.settings import settings
from chalicelib.faxes.fax import Fax

_TIMEOUT_SECONDS = 8
_MOST_BYTES = 64 * 1024
_TRY_AGAIN = {408, 429}
_LONGEST_REASON = 200
STATUSES = ("queued", "sending", "sent", "failed")


class FaxRefused(Exception):
    """The service will not send this fax, however often it is asked."""


class FaxServiceDown(Exception):
    """There is no service, it does not answer, or it answers something else."""


def hand_over(fax: Fax) -> str:
    """Give the fax to the service: its id there. Raises FaxRefused and FaxServiceDown."""
    said = _asked(
        "POST",
        "/faxes",
        {
            "to": fax.to,
            "subject": fax.subject,
            "html": fax.html,
            "language": fax.language,
            "idempotency_key": fax.idempotency_key,
        },
    )
    if not said.get("id"):
        raise FaxServiceDown("the fax service gave no id")
    return str(said["id"])


def what_became_of(service_id: str) -> tuple[str, str | None]:
    """Its status, one of STATUSES, and the reason of a failed one. Raises as `hand_over`."""
    said = _asked("GET", f"/faxes/{quote(service_id, safe='')}")
    if said.get("status") not in STATUSES:
        raise FaxServiceDown("the fax service gave no status")
    return said["status"], str(said["reason"])[:_LONGEST_REASON] if said.get("reason") else None


def _asked(method: str, path: str, body: Mapping[str, Any] | None = None) -> Mapping[str, Any]:
    known = settings()
    if not known.fax_url:
        raise FaxServiceDown("TRUNKLINE_FAX_URL is not set")
    data = json.dumps(body, ensure_ascii=False).encode() if body else None
    headers = {"Authorization": f"Bearer {known.fax_key}", "Accept": "application/json"}
    if data:
        headers["Content-Type"] = "application/json; charset=utf-8"
    request = Request(known.fax_url + path, data, headers, method=method)  # noqa: S310  our own settings
    try:
        with urlopen(request, timeout=_TIMEOUT_SECONDS) as answer:  # noqa: S310
            said = json.loads(answer.read(_MOST_BYTES))
    except HTTPError as refused:
        raise _refusal(refused) from refused
    except (OSError, HTTPException, ValueError) as error:
        raise FaxServiceDown(f"the fax service does not answer: {error}") from error
    if not isinstance(said, dict):
        raise FaxServiceDown("the fax service did not answer an object")
    return said


def _refusal(refused: HTTPError) -> Exception:
    is_final = 400 <= refused.code < 500 and refused.code not in _TRY_AGAIN
    with refused:
        reason = _reason(refused.read(_MOST_BYTES))
    return (FaxRefused if is_final else FaxServiceDown)(reason or f"the fax service answered {refused.code}")


def _reason(body: bytes) -> str:
    try:
        said = json.loads(body)
    except ValueError:
        return ""
    return str(said.get("reason") or "")[:_LONGEST_REASON] if isinstance(said, dict) else ""
