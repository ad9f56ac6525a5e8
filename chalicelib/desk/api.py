"""The desk and the floor over HTTP."""

from chalice import Blueprint
from pydantic import BaseModel

from chalicelib import calls, carrier, contacts, routing
from chalicelib.calls import Voicemail, VoicemailStatus
from chalicelib.contacts import Text
from chalicelib.customers import CustomerOut
from chalicelib.desk.agents import set_skills, worker_of
from chalicelib.desk.desk_now import agent_out, contact_out, desk_of, worker_out
from chalicelib.desk.dispositions import dispositions, require_known
from chalicelib.desk.floor import floor
from chalicelib.desk.floor_schemas import FloorOut
from chalicelib.desk.link_customer import link_customer
from chalicelib.desk.presence import require_reachable
from chalicelib.desk.schemas import (
    ActivityIn,
    AgentSkillsIn,
    AgentSkillsOut,
    DeclineIn,
    DeskContactOut,
    DeskOut,
    DispositionOut,
    DispositionsOut,
    DraftIn,
    HoldIn,
    LinkCustomerIn,
    NextActivityIn,
    PhoneTokenOut,
    VoicemailIn,
    VoicemailOut,
    VoicemailsQuery,
    WorkerOut,
    WrapUpIn,
)
from chalicelib.problems import Forbidden, Invalid, NotFound
from chalicelib.routing import ActivityName
from chalicelib.web import Call, Page, Permission, route

bp = Blueprint(__name__)
PHONE_TOKEN_SECONDS = 3600


class DispositionsQuery(BaseModel):
    """Whose codes."""

    queue: str


@route(
    bp, "GET", "/desk/me", permission=Permission.DESK_USE, returns=DeskOut,
    summary="The agent, the offer and the contact, as they are now", tag="desk",
)  # fmt: skip
def show_desk(call: Call) -> DeskOut:
    worker = worker_of(call.identity, call.now)
    if worker is None:
        raise _without_desk()
    return desk_of(worker.sid, call.now)


@route(
    bp, "POST", "/desk/phone-token", permission=Permission.DESK_USE, returns=PhoneTokenOut, status=201,
    summary="A token for the softphone", tag="desk",
)  # fmt: skip
def give_phone_token(call: Call) -> PhoneTokenOut:
    identity = routing.worker(_worker_sid(call)).friendly_name
    token = carrier.phone_token(identity, PHONE_TOKEN_SECONDS)
    return PhoneTokenOut(token=token, identity=identity, expires_in_seconds=PHONE_TOKEN_SECONDS)


@route(
    bp, "POST", "/desk/activity", permission=Permission.DESK_USE, body=ActivityIn, returns=WorkerOut,
    summary="Be ready, or not, and why", tag="desk",
)  # fmt: skip
def choose_activity(call: Call) -> WorkerOut:
    worker_sid, wanted = _worker_sid(call), ActivityName(call.body.activity)
    if wanted is ActivityName.READY:
        require_reachable(call.identity, routing.worker(worker_sid))
    calls.run(routing.set_activity(worker_sid, wanted, call.body.reason, call.now), call.now)
    return worker_out(routing.worker(worker_sid))


@route(
    bp, "POST", "/desk/next-activity", permission=Permission.DESK_USE, body=NextActivityIn,
    returns=WorkerOut, summary="What to change to after the current contact", tag="desk",
)  # fmt: skip
def choose_next_activity(call: Call) -> WorkerOut:
    wanted = ActivityName(call.body.activity) if call.body.activity else None
    worker_sid = _worker_sid(call)
    routing.set_next_activity(worker_sid, wanted, call.now)
    return worker_out(routing.worker(worker_sid))


@route(
    bp, "POST", "/desk/offers/{reservation_sid}/decline", permission=Permission.DESK_USE, body=DeclineIn,
    summary="Pass an offer on to somebody else", tag="desk",
)  # fmt: skip
def decline(call: Call) -> None:
    reservation = routing.reservation(call.path["reservation_sid"])
    if reservation.worker_sid != _worker_sid(call):
        raise NotFound("There is no such offer.")
    calls.run(routing.reject(reservation.sid, call.body.reason, call.now), call.now)


@route(
    bp, "GET", "/desk/pop/{contact_id}", permission=Permission.DESK_USE, returns=calls.PopOut,
    summary="Everything about the caller", tag="desk",
)  # fmt: skip
def show_pop(call: Call) -> calls.PopOut:
    return calls.pop(call.path["contact_id"], _worker_sid(call), call.now)


@route(
    bp, "POST", "/desk/contacts/{contact_id}/hold", permission=Permission.DESK_USE, body=HoldIn,
    returns=DeskContactOut, summary="Hold the customer, or take them back", tag="desk",
)  # fmt: skip
def hold(call: Call) -> DeskContactOut:
    calls.hold(call.path["contact_id"], _worker_sid(call), call.body.is_held, call.now)
    return _shown(call.path["contact_id"])


@route(
    bp, "POST", "/desk/contacts/{contact_id}/end", permission=Permission.DESK_USE, returns=DeskContactOut,
    summary="Hang up", tag="desk",
)  # fmt: skip
def end(call: Call) -> DeskContactOut:
    calls.hang_up(call.path["contact_id"], _worker_sid(call), call.now)
    return _shown(call.path["contact_id"])


@route(
    bp, "PUT", "/desk/contacts/{contact_id}/draft", permission=Permission.DESK_USE, body=DraftIn,
    summary="Keep what has been typed so far", tag="desk",
)  # fmt: skip
def save_draft(call: Call) -> None:
    contact_id = call.path["contact_id"]
    if call.body.disposition:
        require_known(contacts.fetch(contact_id).queue, call.body.disposition)
    calls.save_draft(contact_id, _worker_sid(call), call.body.disposition, call.body.note)


@route(
    bp, "POST", "/desk/contacts/{contact_id}/wrap-up", permission=Permission.DESK_USE, body=WrapUpIn,
    returns=WorkerOut, summary="Give the outcome and be free again", tag="desk",
)  # fmt: skip
def wrap_up(call: Call) -> WorkerOut:
    worker_sid = _worker_sid(call)
    contact, known = calls.own_story(call.path["contact_id"], worker_sid)
    code = call.body.disposition or contact.disposition
    if code is None:
        raise Invalid("Choose how it ended.", field="disposition", rule="required")
    require_known(contact.queue, code)
    outcome = calls.finish_wrap_up(contact.contact_id, worker_sid, code, call.body.note, call.now, known)
    calls.run(outcome, call.now)
    return worker_out(routing.worker(worker_sid))


@route(
    bp, "POST", "/desk/contacts/{contact_id}/customer", permission=Permission.DESK_USE,
    body=LinkCustomerIn, returns=CustomerOut, summary="Say who the caller is", tag="desk",
)  # fmt: skip
def say_who(call: Call) -> CustomerOut:
    details = call.body.customer.details() if call.body.customer else None
    customer = link_customer(call.path["contact_id"], call.identity, call.body.customer_id, details, call.now)
    return CustomerOut.model_validate(customer)


@route(
    bp, "GET", "/desk/dispositions", permission=Permission.DESK_USE, query=DispositionsQuery,
    returns=DispositionsOut, summary="The outcome codes of a queue", tag="desk",
)  # fmt: skip
def list_dispositions(call: Call) -> DispositionsOut:
    items = [
        DispositionOut(code=one.code, title=Text(zh=one.zh, en=one.en))
        for one in dispositions(call.query.queue)
    ]
    return DispositionsOut(queue=call.query.queue, items=items)


@route(
    bp, "GET", "/desk/agents", permission=Permission.USERS_READ, returns=Page[AgentSkillsOut],
    summary="The agents and what they can do, by username", tag="agents",
)  # fmt: skip
def list_agents(call: Call) -> Page[AgentSkillsOut]:
    return Page(items=[agent_out(worker) for worker in routing.workers()])


@route(
    bp, "GET", "/desk/agents/{worker_sid}", permission=Permission.USERS_READ, returns=AgentSkillsOut,
    summary="What an agent can do", tag="agents",
)  # fmt: skip
def show_agent(call: Call) -> AgentSkillsOut:
    return agent_out(routing.worker(call.path["worker_sid"]))


@route(
    bp, "PUT", "/desk/agents/{worker_sid}", permission=Permission.AGENTS_ASSIGN, body=AgentSkillsIn,
    returns=AgentSkillsOut, summary="Say what an agent can do", tag="agents",
)  # fmt: skip
def put_agent(call: Call) -> AgentSkillsOut:
    wanted = call.body.model_dump(exclude_unset=True)
    return agent_out(set_skills(call.path["worker_sid"], wanted, call.identity, call.now))


@route(
    bp, "GET", "/floor", permission=Permission.FLOOR_VIEW, returns=FloorOut,
    summary="Trunks, queues and agents now, and today's figures", tag="floor",
)  # fmt: skip
def show_floor(call: Call) -> FloorOut:
    return floor(call.now)


@route(
    bp, "GET", "/voicemails", permission=Permission.RECORDINGS_PLAY, query=VoicemailsQuery,
    returns=Page[VoicemailOut], summary="Messages that callers left, newest first", tag="voicemails",
)  # fmt: skip
def list_voicemails(call: Call) -> Page[VoicemailOut]:
    status = VoicemailStatus(call.query.status) if call.query.status else None
    found = calls.voicemails(call.query.queue, status)
    return Page(items=[VoicemailOut.model_validate(one) for one in found if _may_hear(call, one)])


@route(
    bp, "PATCH", "/voicemails/{voicemail_id}", permission=Permission.RECORDINGS_PLAY, body=VoicemailIn,
    returns=VoicemailOut, summary="Mark a message as heard or done", tag="voicemails",
)  # fmt: skip
def mark_voicemail(call: Call) -> VoicemailOut:
    if not _may_hear(call, calls.find_voicemail(call.path["voicemail_id"])):
        raise NotFound("There is no such message.")
    marked = calls.mark(call.path["voicemail_id"], VoicemailStatus(call.body.status))
    return VoicemailOut.model_validate(marked)


def _may_hear(call: Call, message: Voicemail) -> bool:
    """Supervisors hear every message, agents those of the queues they serve."""
    if message.queue is None or call.identity.may(Permission.CONTACTS_READ_ALL):
        return True
    worker_sid = call.identity.worker_sid
    return worker_sid is not None and message.queue in routing.worker(worker_sid).queues


def _worker_sid(call: Call) -> str:
    if call.identity.worker_sid is None:
        raise _without_desk()
    return call.identity.worker_sid


def _without_desk() -> Forbidden:
    return Forbidden("Only agents have a desk.", code="no_worker")


def _shown(contact_id: str) -> DeskContactOut:
    story = contacts.story(contact_id)
    if story.contact is None:
        raise NotFound(f"no contact {contact_id}")
    return contact_out(story.contact, story.events)
