"""Routes of the outbox."""

from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo

from chalice import Blueprint

from chalicelib import people
from chalicelib.aws.settings import settings
from chalicelib.faxes import sending, store
from chalicelib.faxes.fax import FaxStatus
from chalicelib.faxes.schemas import FaxOut, FaxQuery
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)


@route(
    bp, "GET", "/faxes", permission=Permission.CONTACTS_READ_ALL, query=FaxQuery, returns=Page[FaxOut],
    summary="Faxes of a day that callers asked for, the newest first", tag="faxes",
)  # fmt: skip
def list_faxes(call: Call) -> Page[FaxOut]:
    zone = ZoneInfo(settings().time_zone)
    day = call.query.day or call.now.astimezone(zone).date()
    begin, end = (datetime.combine(each, time(), zone) for each in (day, day + timedelta(days=1)))
    statuses = [FaxStatus(call.query.status)] if call.query.status else list(FaxStatus)
    found = store.faxes(statuses, begin, end)
    return Page(items=[FaxOut.model_validate(fax) for fax in found])


@route(
    bp, "POST", "/faxes/{fax_id}/resend", permission=Permission.CONTACTS_READ_ALL, returns=FaxOut,
    summary="Send a failed fax again", tag="faxes",
)  # fmt: skip
def resend_fax(call: Call) -> FaxOut:
    """409 for one that has not failed."""
    fax = sending.resend(call.path["fax_id"], call.now)
    people.audit(call.identity, "fax.resent", fax.fax_id, None, {"to": fax.to}, call.now)
    return FaxOut.model_validate(fax)
