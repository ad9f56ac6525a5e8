"""Participants of a conference: add by calling them, hold, mute, take out."""

from __future__ import annotations

from typing import Any

from aiohttp import web

from sandbox.carrier.call import CallDirection
from sandbox.carrier.clock import rfc2822
from sandbox.carrier.conferences import Conference, ConferenceStatus, Participant
from sandbox.carrier.destinations import read_destination
from sandbox.carrier.exchange import Exchange
from sandbox.carrier.hold_sound import hold_sound
from sandbox.carrier.media import SILENCE, music
from sandbox.carrier.outbound import new_call, ring_and_run
from sandbox.carrier.progress import hang_up
from sandbox.carrier.rest.errors import not_found
from sandbox.carrier.rest.form import Form
from sandbox.carrier.rest.paging import page
from sandbox.carrier.twiml.document import Document, Element
from sandbox.carrier.twiml.request import Given

_ATTRIBUTES = {
    "Muted": "muted",
    "Beep": "beep",
    "StartConferenceOnEnter": "startConferenceOnEnter",
    "EndConferenceOnExit": "endConferenceOnExit",
    "WaitUrl": "waitUrl",
    "WaitMethod": "waitMethod",
    "MaxParticipants": "maxParticipants",
    "ConferenceRecord": "record",
    "Label": "participantLabel",
    "ConferenceStatusCallback": "statusCallback",
    "ConferenceStatusCallbackMethod": "statusCallbackMethod",
    "ConferenceRecordingStatusCallback": "recordingStatusCallback",
    "CallSidToCoach": "coach",
}


class ParticipantsResource:
    """``/Conferences/{sid}/Participants``; the conference may also be given by its name."""

    def __init__(self, exchange: Exchange) -> None:
        self._exchange = exchange

    async def create(self, request: web.Request) -> web.Response:
        """Call somebody and put them into the conference, which comes into being if need be."""
        form, key = await Form.read(request), request.match_info["conference"]
        conference = self._exchange.conferences.get(key) or self._exchange.conferences.named(key)
        to = read_destination(form.required("To"))
        call = new_call(
            self._exchange,
            to,
            form.required("From"),
            CallDirection.OUTBOUND_API,
            callback=form.status_callback(),
        )
        source = Given(_entering(conference.name, form), self._exchange.base_url)
        self._exchange.spawn(ring_and_run(self._exchange, call, to, source, form.seconds("Timeout", 60)))
        shown = _participant_json(self._exchange, conference.sid, call.sid) | {
            "status": call.status.value,
            "label": form.get("Label") or None,
            "date_created": rfc2822(call.created_at),
            "date_updated": rfc2822(call.created_at),
        }
        return web.json_response(shown, status=201)

    async def list(self, request: web.Request) -> web.Response:
        """Who is in; Muted and Hold narrow it down."""
        conference = self._conference(request)
        shown = [participant_json(self._exchange, conference, p) for p in conference.participants.values()]
        for field in ("Muted", "Hold"):
            wanted = request.query.get(field)
            if wanted:
                shown = [item for item in shown if item[field.lower()] == (wanted.lower() == "true")]
        return page(request, "participants", shown)

    async def fetch(self, request: web.Request) -> web.Response:
        """One participant."""
        conference, participant = self._of(request)
        return web.json_response(participant_json(self._exchange, conference, participant))

    async def update(self, request: web.Request) -> web.Response:
        """Muted, Hold with HoldUrl, EndConferenceOnExit, Coaching."""
        conference, participant = self._of(request)
        form = await Form.read(request)
        if form.has("Muted"):
            conference.mute(participant, form.is_set("Muted"))
        if form.has("EndConferenceOnExit"):
            participant.ends_on_exit = form.is_set("EndConferenceOnExit")
            conference.tell("participant-modify", participant)
        if form.is_set("Hold"):
            self._hold(conference, participant, form)
        elif form.has("Hold"):
            conference.unhold(participant)
        return web.json_response(participant_json(self._exchange, conference, participant))

    async def delete(self, request: web.Request) -> web.Response:
        """Take a participant out; their call ends."""
        conference, participant = self._of(request)
        conference.leave(participant, "participant_updated_via_api")
        await hang_up(participant.session.call)
        return web.Response(status=204)

    def _hold(self, conference: Conference, participant: Participant, form: Form) -> None:
        """Hold at once and fetch the sound after answering: who asks may be who serves the HoldUrl."""
        url, method = form.get("HoldUrl"), form.get("HoldMethod", "POST").upper()
        conference.hold(participant, SILENCE if url else music("calm"))
        if url:
            self._exchange.spawn(_play_hold_url(conference, participant, url, method))

    def _conference(self, request: web.Request) -> Conference:
        key = request.match_info["conference"]
        conference = self._exchange.conferences.get(key) or self._exchange.conferences.live(key)
        if conference is None:
            raise not_found(request.path)
        return conference

    def _of(self, request: web.Request) -> tuple[Conference, Participant]:
        conference, key = self._conference(request), request.match_info["call"]
        for participant in conference.participants.values():
            if key in (participant.call_sid, participant.entrance.label):
                return conference, participant
        raise not_found(request.path)


async def _play_hold_url(conference: Conference, participant: Participant, url: str, method: str) -> None:
    sound = await hold_sound(participant.session, url, method)
    conference.change_hold_sound(participant, music("calm") if sound is None else sound)


def _entering(name: str, form: Form) -> Document:
    attributes = {_ATTRIBUTES[field]: form.get(field) for field in _ATTRIBUTES if form.has(field)}
    if form.has("ConferenceStatusCallbackEvent"):
        attributes["statusCallbackEvent"] = " ".join(form.all("ConferenceStatusCallbackEvent"))
    if attributes.get("record") == "true":
        attributes["record"] = "record-from-start"
    return Document((Element("Dial", children=(Element("Conference", attributes, name),)),))


def participant_json(exchange: Exchange, conference: Conference, participant: Participant) -> dict[str, Any]:
    """A participant as the API shows it."""
    is_live = conference.status is ConferenceStatus.IN_PROGRESS
    return _participant_json(exchange, conference.sid, participant.call_sid) | {
        "call_sid_to_coach": participant.entrance.coached_call_sid or None,
        "coaching": bool(participant.entrance.coached_call_sid),
        "date_created": rfc2822(participant.entered_at),
        "date_updated": rfc2822(conference.updated_at),
        "end_conference_on_exit": participant.ends_on_exit,
        "hold": participant.is_on_hold,
        "label": participant.entrance.label or None,
        "muted": participant.is_muted,
        "queue_time": "0",
        "start_conference_on_enter": participant.entrance.starts_on_enter,
        "status": "connected" if is_live else "connecting",
    }


def _participant_json(exchange: Exchange, conference_sid: str, call_sid: str) -> dict[str, Any]:
    account = exchange.account
    path = f"Conferences/{conference_sid}/Participants/{call_sid}.json"
    return {
        "account_sid": account.sid,
        "api_version": account.api_version,
        "call_sid": call_sid,
        "conference_sid": conference_sid,
        "muted": False,
        "hold": False,
        "coaching": False,
        "call_sid_to_coach": None,
        "label": None,
        "end_conference_on_exit": False,
        "start_conference_on_enter": True,
        "queue_time": "0",
        "status": "queued",
        "uri": f"/{account.api_version}/Accounts/{account.sid}/{path}",
    }
