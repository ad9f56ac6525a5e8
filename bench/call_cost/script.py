"""One call as the carrier and the agent's browser see it."""

from xml.etree import ElementTree

from bench.call_cost.center import Center
from bench.webhook import action, params

RECORDED_SECONDS = "180"


def call(center: Center, number: int) -> None:
    """The `number`th caller, from the first ring to the agent being free again."""
    center.begin()
    sid = f"CA{number:032x}"
    contact_id = f"CT{sid[2:]}"
    enqueue = _through_the_flow(center, sid)
    leg = center.carrier.placed[-1]
    joined, wanted = _answered(center, sid, contact_id, leg, enqueue)
    center.desk("PUT", "/desk/contacts/{contact_id}/draft", contact_id, {"note": "Asked where it is."})
    center.pause()
    center.carrier.over.add(sid)  # The caller hangs up.
    recorded = {"RecordingSid": f"RE{sid[2:]}", "RecordingUrl": f"{center.carrier.url}/r"}
    recorded["RecordingDuration"] = RECORDED_SECONDS
    center.ask(wanted["recordingStatusCallback"], params(sid, **recorded))
    _leg_news(center, "completed", leg)
    center.ask(
        _found(joined, "Dial")["action"], params(sid, DialCallStatus="completed", CallStatus="completed")
    )
    center.ask("/voice/call-status", params(sid, CallStatus="completed"))
    center.pause()
    # The code is chosen and the wrap-up finished at once, which sends both.
    done = {"disposition": "waybill_query", "note": "Asked where it is; told."}
    center.desk("POST", "/desk/contacts/{contact_id}/wrap-up", contact_id, done)
    center.deliver_all()


def _through_the_flow(center: Center, sid: str) -> dict[str, str]:
    """Three menus, and into the queue; what the carrier was told of it."""
    twiml = center.ask("/voice/incoming", params(sid, CallStatus="ringing"))
    for key in ("1", "9", "2"):
        center.pause()
        twiml = center.ask(action(twiml), params(sid, Digits=key))
    enqueue = _found(twiml, "Enqueue")
    center.ask(enqueue["waitUrl"], params(sid))
    center.pause()
    return enqueue


def _answered(
    center: Center, sid: str, contact_id: str, leg: dict[str, str], enqueue: dict[str, str]
) -> tuple[str, dict[str, str]]:
    """The agent's phone rings and is answered, both come together; what the caller's leg was told, and the
    conference that tells of itself."""
    _leg_news(center, "ringing", leg)
    center.pause()
    _fill_the_screen(center, contact_id)
    conference = _found(center.ask(leg["Url"], _of_agent(leg)), "Conference")
    center.ask(enqueue["action"], params(sid, QueueResult="redirected"))
    joined = center.ask(center.carrier.redirected[-1], params(sid))
    told = [conference, _found(joined, "Conference")]
    wanted = next(each for each in told if "statusCallback" in each)
    for kind, party in _conference_news(wanted.get("statusCallbackEvent", ""), leg["sid"], sid):
        news = {"StatusCallbackEvent": kind, "ConferenceSid": "CF1", "CallSid": party}
        center.ask(wanted["statusCallback"], params(party, **news))
    center.pause()
    return joined, wanted


def _fill_the_screen(center: Center, contact_id: str) -> None:
    """The browser asks for the pop when it did not come with the offer."""
    offers = [each for each in center.carrier.pushed if each["type"] == "offer"]
    if not any(each["contact_id"] == contact_id and each.get("pop") for each in offers):
        center.desk("GET", "/desk/pop/{contact_id}", contact_id)


def _leg_news(center: Center, status: str, leg: dict[str, str]) -> None:
    """The agent's leg has come this far, if somebody asked to be told."""
    assert status in leg["StatusCallbackEvent"], leg
    center.ask(leg["StatusCallback"], {**_of_agent(leg), "CallStatus": status})


def _of_agent(leg: dict[str, str]) -> dict[str, str]:
    return params(leg["sid"], To=leg["To"])


def _conference_news(wanted: str, agent: str, caller: str) -> list[tuple[str, str]]:
    """What a conference of two tells in its life, of the kinds that were asked for."""
    life = [
        ("participant-join", agent), ("participant-join", caller), ("conference-start", caller),
        ("participant-leave", caller), ("participant-leave", agent), ("conference-end", agent),
    ]  # fmt: skip
    kinds = {word for name in wanted.split() for word in _kinds(name)}
    return [each for each in life if each[0] in kinds]


def _kinds(name: str) -> tuple[str, ...]:
    both = {"join": ("participant-join",), "leave": ("participant-leave",)}
    return both.get(name, (f"conference-{name}",))


def _found(twiml: str, verb: str) -> dict[str, str]:
    """The attributes of the first such verb."""
    element = ElementTree.fromstring(twiml).find(f".//{verb}")
    assert element is not None, twiml
    return dict(element.attrib)
