"""Recordings and messages: from the carrier's callback into our storage, once."""

import pytest

from chalicelib import calls, contacts
from chalicelib.aws import jobs, objects, queues
from chalicelib.aws.clients import client
from chalicelib.carrier import CarrierError, rest
from chalicelib.contacts import EventType
from tests.calls.carrier_stub import WAV
from tests.calls.scenario import Call, Center, clock


def finished(center: Center, call: Call, kind: str = "call", sid: str = "RE1", seconds: str = "12") -> None:
    center.tell(
        f"/voice/recording?c={call.contact_id}&kind={kind}",
        {
            "RecordingSid": sid, "RecordingStatus": "completed", "RecordingDuration": seconds,
            "RecordingUrl": f"{center.carrier.url}/recordings/{sid}", "CallSid": call.sid,
        },
    )  # fmt: skip


def run_jobs() -> int:
    """Run what is in the queue, as the Lambda would; returns how many."""
    sqs = client("sqs")
    url = queues._url("trunkline-jobs")
    found = sqs.receive_message(QueueUrl=url, MaxNumberOfMessages=10).get("Messages", [])
    for message in found:
        kind, payload = jobs.decode(message["Body"])
        assert kind == calls.FETCH_JOB
        calls.fetch_recording(payload, clock())
        sqs.delete_message(QueueUrl=url, ReceiptHandle=message["ReceiptHandle"])
    return len(found)


@pytest.mark.covers("REC-01")
def test_an_answered_call_is_recorded_whole_and_its_recording_kept_once(center: Center) -> None:
    center.ready(1)
    call = center.new_call().queue()
    leg = call.offers()[0]
    room = leg.answer().find(".//Conference")
    assert room.attrib["record"] == "record-from-start"
    assert f"c={call.contact_id}" in room.attrib["recordingStatusCallback"]
    call.hang_up()
    finished(center, call)
    finished(center, call)
    assert run_jobs() == 0
    (stored,) = contacts.recordings_of(call.contact_id)
    assert (stored.kind, stored.duration_seconds) == ("call", 12)
    assert objects.get(stored.object_key) == WAV
    assert call.types().count(EventType.RECORDING_READY) == 1
    assert call.contact().has_recording
    shown = center.api.as_("supervisor").get("/contacts", has_recording=True).json()["items"]
    assert [item["contact_id"] for item in shown] == [call.contact_id]


def test_a_message_is_put_before_the_agents_until_it_is_done(center: Center) -> None:
    call = center.new_call().queue()
    finished(center, call, "voicemail", "RE" + "2" * 32)
    supervisor = center.api.as_("supervisor")
    (message,) = supervisor.get("/voicemails", queue="consult").json()["items"]
    assert (message["status"], message["from_number"]) == ("new", "+8613800138000")
    assert supervisor.get("/voicemails", queue="order").json()["items"] == []
    path = f"/voicemails/{message['voicemail_id']}"
    assert supervisor.patch(path, {"status": "heard"}).json()["status"] == "heard"
    assert supervisor.patch(path, {"status": "done"}).status == 200
    assert supervisor.get("/voicemails").json()["items"] == []
    assert len(supervisor.get("/voicemails", status="done").json()["items"]) == 1
    assert supervisor.patch("/voicemails/VM0", {"status": "done"}).status == 404
    assert supervisor.patch(path, {"status": "lost"}).status == 422
    assert EventType.VOICEMAIL_LEFT in call.types()


def test_agents_hear_the_messages_of_their_queues(center: Center) -> None:
    call = center.new_call().queue()
    finished(center, call, "voicemail", "RE" + "2" * 32)
    (message,) = center.agent(1).get("/voicemails").json()["items"]
    assert center.agent(1).get(f"/contacts/{call.contact_id}").status == 404
    played = center.agent(1).get(f"/contacts/{call.contact_id}/recordings/{message['recording_id']}")
    assert played.status == 200
    contacts.change(call.contact_id, queue="other")
    finished(center, call, "voicemail", "RE" + "3" * 32)
    assert len(center.agent(1).get("/voicemails").json()["items"]) == 1
    hidden = "VM" + "3" * 32
    assert center.agent(1).patch(f"/voicemails/{hidden}", {"status": "done"}).status == 404


def test_an_empty_recording_is_nothing(center: Center) -> None:
    call = center.new_call().queue()
    finished(center, call, "voicemail", seconds="0")
    assert run_jobs() == 0
    assert contacts.recordings_of(call.contact_id) == []


def test_a_recording_that_cannot_be_had_now_is_fetched_by_a_job(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unreachable(*_: object) -> bytes:
        raise CarrierError(503, 0, "not now")

    call = center.new_call().queue()
    with monkeypatch.context() as broken:
        broken.setattr(rest, "recording_media", unreachable)
        finished(center, call)
    assert contacts.recordings_of(call.contact_id) == []
    assert run_jobs() == 1
    (stored,) = contacts.recordings_of(call.contact_id)
    assert objects.get(stored.object_key) == WAV


def test_a_long_recording_does_not_keep_a_webhook_waiting(center: Center) -> None:
    call = center.new_call().queue()
    finished(center, call, seconds="3600")
    assert contacts.recordings_of(call.contact_id) == []
    assert run_jobs() == 1
    assert len(contacts.recordings_of(call.contact_id)) == 1


def test_a_recording_whose_webhook_died_is_stored_when_the_carrier_tells_of_it_again(
    center: Center, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The audio was stored, its line was not: the process ended in between, without an answer."""

    class Died(BaseException):
        """Nothing catches it, like the end of a process."""

    def dies(*_: object) -> None:
        raise Died

    call = center.new_call().queue()
    with monkeypatch.context() as broken:
        broken.setattr(contacts, "add_recording", dies)
        with pytest.raises(Died):
            finished(center, call)
    finished(center, call)
    (stored,) = contacts.recordings_of(call.contact_id)
    assert objects.get(stored.object_key) == WAV
    assert call.types().count(EventType.RECORDING_READY) == 1
    assert run_jobs() == 0
