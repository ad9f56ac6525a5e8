"""Publishing flows, and the command and API that do it."""

import json

import pytest
from typer.testing import CliRunner

from chalicelib import ivr
from chalicelib.ivr.publish import sounds_secret
from chalicelib.ivr.shipped import document as shipped
from chalicelib.problems import Invalid
from cli.flow import app
from tests.ivr.flows import document, state

HI = document(state("hi", "gather-input-on-call", {"keypress": None}, say="您好"))
BROKEN = HI.replace('"event": "incomingCall", "next": "hi"', '"event": "incomingCall", "next": "ho"')
PATH = "#/states/0/transitions/0/next"


@pytest.fixture(autouse=True)
def _fresh(tables):
    from chalicelib.ivr import flow_store

    flow_store.flow_at.cache_clear()


@pytest.mark.covers("IVR-13")
def test_each_change_is_a_new_revision_and_the_document_is_kept_to_the_byte(now):
    odd = HI.replace("{", "{\n  ", 1) + "\n\n"
    first = ivr.publish("hotline", odd, now)
    assert (first.revision, first.sid) == (1, ivr.flow_sid("hotline"))
    assert ivr.publish("hotline", odd, now).revision == 1
    assert ivr.publish("hotline", HI, now).revision == 2
    assert ivr.publish("hotline", HI, now, bindings={"https://a": "http://b"}).revision == 3
    newest = ivr.latest_flow(first.sid)
    assert (newest.document, newest.bindings, newest.revision) == (HI, {"https://a": "http://b"}, 3)
    from chalicelib.ivr.flow_store import flow_at

    assert flow_at(first.sid, 1).document == odd


def test_a_dangling_next_is_refused_with_its_path_and_nothing_is_stored(now):
    with pytest.raises(Invalid) as refused:
        ivr.publish("hotline", BROKEN, now)
    assert [field.field for field in refused.value.fields] == [PATH]
    assert ivr.flow_lines() == []


def test_widgets_that_sound_secret_are_hidden_and_others_on_request(now):
    states = [
        state(name, "gather-input-on-call", {}) for name in ("card_pin", "Enter-CVV", "spinning", "amount")
    ]
    flow = ivr.publish("hotline", document(*states), now, secrets=["amount"])
    assert flow.secrets == {"card_pin", "Enter-CVV", "amount"}
    with pytest.raises(Invalid):
        ivr.publish("hotline", document(*states), now, secrets=["nobody"])


@pytest.mark.parametrize(
    ("name", "is_secret"),
    [
        ("askPassword", True),
        ("activate_cvv_gather", True),
        ("PIN", True),
        ("pinned", False),
        ("main_menu", False),
    ],
)
def test_a_name_sounds_secret_by_its_words(name, is_secret):
    assert sounds_secret(name) is is_secret


def test_the_shipped_center_is_installed_once_and_never_over_somebodys_changes(now):
    assert [flow.revision for flow in ivr.install_shipped(now)] == [1, 1, 1]
    number = ivr.find_number("4008888888")
    assert (number.flows[ivr.Period.HOLIDAY], number.fallback_queue) == ("courier-holiday", "consult")
    changed = ivr.Number("4008888888", "ours", ivr.NumberKind.N400, "default", number.flows)
    ivr.put_number(changed)
    assert [flow.revision for flow in ivr.install_shipped(now)] == [1, 1, 1]
    assert ivr.find_number("4008888888") == changed
    assert len(ivr.calendars()) == 1


class TestCommand:
    """`trunkline flow`."""

    @pytest.fixture
    def files(self, tmp_path):
        good, bad = tmp_path / "good.json", tmp_path / "bad.json"
        good.write_text(HI, "utf-8")
        bad.write_text(BROKEN, "utf-8")
        return good, bad

    def test_check_names_the_path_of_a_fault_and_fails(self, files):
        good, bad = files
        run = CliRunner()
        assert run.invoke(app, ["check", str(good)]).exit_code == 0
        failed = run.invoke(app, ["check", str(bad)])
        assert (failed.exit_code, f"{PATH}: there is no widget named 'ho'" in failed.output) == (1, True)

    def test_publish_stores_with_bindings_and_list_shows_it(self, files):
        good, bad = files
        run = CliRunner()
        bind = "https://example.com/a=b=http://127.0.0.1:9000"
        done = run.invoke(app, ["publish", str(good), "--name", "hotline", "--bind", bind])
        assert done.exit_code == 0, done.output
        assert "revision 1" in done.output
        flow = ivr.latest_flow(ivr.flow_sid("hotline"))
        assert flow.bindings == {"https://example.com/a=b": "http://127.0.0.1:9000"}
        assert "hotline" in run.invoke(app, ["list"]).output
        refused = run.invoke(app, ["publish", str(bad), "--name", "hotline"])
        assert (refused.exit_code, PATH in refused.output) == (1, True)
        assert run.invoke(app, ["publish", str(good), "--name", "x", "--bind", "nonsense"]).exit_code == 2


class TestApi:
    """Flows, numbers and calendars over HTTP."""

    def test_flows_are_listed_and_read_with_their_definition(self, api, now):
        ivr.install_shipped(now)
        manager = api.as_("manager")
        listed = manager.get("/flows").json()["items"]
        assert [flow["name"] for flow in listed] == ["courier-after-hours", "courier-holiday", "courier-main"]
        read = manager.get(f"/flows/{listed[2]['sid']}").json()
        assert read["definition"] == shipped("courier-main")
        assert manager.get("/flows/FWnone").status == 404

    def test_a_definition_is_checked_as_studio_does(self, api):
        admin = api.as_("admin")
        assert admin.post("/flows/validate", {"definition": json.loads(HI)}).json() == {
            "valid": True,
            "errors": [],
        }
        answer = admin.post("/flows/validate", {"definition": json.loads(BROKEN)}).json()
        assert (answer["valid"], answer["errors"][0]["property_path"]) == (False, PATH)

    def test_a_number_needs_a_known_calendar_and_known_flows(self, api, now):
        ivr.install_shipped(now)
        admin = api.as_("admin")
        (number,) = admin.get("/numbers").json()["items"]
        for field, value in (("calendar", "none"), ("flows", {"work_time": "none"}), ("flows", {})):
            refused = admin.put("/numbers", {"items": [{**number, field: value}]})
            assert (refused.status, refused.json()["error"]["fields"][0]["field"][:7]) == (422, "items.0")
        assert (
            admin.put("/numbers", {"items": [{**number, "label": "new"}]}).json()["items"][0]["label"]
            == "new"
        )

    def test_calendars_are_read_and_written(self, api, now):
        ivr.install_shipped(now)
        admin = api.as_("admin")
        (calendar,) = admin.get("/calendars").json()["items"]
        assert calendar["weekly"][0] == [{"opens": "08:00:00", "closes": "22:00:00"}]
        calendar["special_days"] = {"2026-05-09": [{"opens": "09:00", "closes": "12:00"}]}
        assert admin.put("/calendars", {"items": [calendar]}).status == 200
        assert len(ivr.calendar_named("default").special_days) == 1
        assert admin.put("/calendars", {"items": [{**calendar, "zone": "Mars/Base"}]}).status == 422

    def test_who_may_not_change_numbers_is_refused(self, api):
        assert api.as_("agent").put("/numbers", {"items": []}).status == 403
        assert api.get("/flows").status == 401

    def test_a_period_must_be_one(self, api):
        query = {"from_": "2026-05-11T00:00:00+08:00", "to": "2026-05-01T00:00:00+08:00"}
        assert api.as_("manager").get("/flows/nodes", **query).status == 422
        assert api.as_("manager").get("/flows/nodes", from_="2026-05-11T00:00:00", to="x").status == 422


def test_what_the_carrier_lacks_is_refused_with_its_place(now, monkeypatch):
    from chalicelib.aws.settings import settings

    pay = document(state("pay", "capture-payments", {"success": None}, payment_amount="1"))
    monkeypatch.setenv("TRUNKLINE_CARRIER_LACKS", "pay stream")
    settings.cache_clear()
    try:
        with pytest.raises(Invalid) as refused:
            ivr.publish("till", pay, now)
    finally:
        monkeypatch.undo()
        settings.cache_clear()
    (field,) = refused.value.fields
    assert (field.field, "needs the carrier's pay" in field.message) == ("#/states/1/type", True)
    assert ivr.publish("till", pay, now).revision == 1


def test_a_flow_of_messages_is_not_given_to_a_number_that_is_called(api, now):
    talk = state("ask", "send-and-wait-for-reply", {"incomingMessage": None}, **{"from": "400"})
    ivr.publish("talk", document(talk).replace('"incomingCall"', '"incomingMessage"'), now)
    ivr.publish("mixed", document(talk), now)
    ivr.install_shipped(now)
    admin = api.as_("admin")
    (number,) = admin.get("/numbers").json()["items"]
    for name, why in (("talk", "incomingCall leads nowhere"), ("mixed", "a call cannot reach it")):
        refused = admin.put("/numbers", {"items": [{**number, "flows": {"work_time": name}}]})
        assert (refused.status, why in refused.json()["error"]["message"]) == (422, True)
