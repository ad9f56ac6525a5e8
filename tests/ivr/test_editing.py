"""Working on flows over the API: drafts, publishing, revisions, what changed, roll back, trying out."""

import json

import pytest

from chalicelib import ivr
from chalicelib.ivr.shipped import document as shipped
from tests.ivr.flows import document, match, split, state

HI = document(
    state("menu", "gather-input-on-call", {"keypress": "which"}, say="您好", number_of_digits=1),
    split("which", "{{widgets.menu.Digits}}", match("{{widgets.menu.Digits}}", "equal_to", "1", "bye")),
    state("bye", "say-play", {"audioComplete": None}, say="再见"),
)


@pytest.fixture
def admin(api, tables):
    from chalicelib.ivr import flow_store

    flow_store.flow_at.cache_clear()
    return api.as_("admin")


def _created(admin, definition=HI):
    made = admin.post("/flows", {"name": "hotline", "definition": definition})
    assert made.status == 201, made.text
    return made.json()


def test_a_flow_is_drafted_published_and_changed_to_the_byte(admin):
    odd = HI.replace("{", "{\n ", 1) + "\n"
    flow = _created(admin, odd)
    assert (flow["revision"], flow["definition"], flow["draft"]["definition"]) == (0, "", odd)
    assert admin.post("/flows", {"name": "hotline"}).status == 409
    sid = flow["sid"]
    first = admin.post(f"/flows/{sid}/publish", {"note": "first"}).json()
    assert (first["revision"], first["note"], first["definition"]) == (1, "first", odd)
    read = admin.get(f"/flows/{sid}").json()
    assert (read["definition"], read["draft"]) == (odd, None)
    (line,) = admin.get("/flows").json()["items"]
    assert (line["name"], line["revision"], line["has_draft"]) == ("hotline", 1, False)
    assert admin.get(f"/flows/{sid}/revisions/1").json()["definition"] == odd
    assert admin.get(f"/flows/{sid}/revisions/9").status == 404


def test_a_broken_draft_is_kept_with_its_problems_and_not_published(admin):
    sid = _created(admin)["sid"]
    broken = HI.replace('"next": "which"', '"next": "nowhere"')
    draft = admin.put(f"/flows/{sid}/draft", {"definition": broken, "note": "wip"}).json()
    (problem,) = draft["problems"]
    assert (problem["state"], problem["property"]) == ("menu", "transitions/0/next")
    assert "没有名为“nowhere”的节点" in problem["message_zh"]
    refused = admin.post(f"/flows/{sid}/publish", {})
    assert (refused.status, refused.json()["error"]["fields"][0]["field"]) == (
        422,
        "#/states/1/transitions/0/next",
    )
    assert admin.put(f"/flows/{sid}/draft", {"definition": "{"}).json()["problems"][0]["property_path"] == "#"


def test_two_people_notice_each_other(admin):
    flow = _created(admin)
    save = {"definition": HI, "version": flow["draft"]["version"]}
    assert admin.put(f"/flows/{flow['sid']}/draft", save).json()["version"] == 2
    assert admin.put(f"/flows/{flow['sid']}/draft", save).status == 409


def test_changes_are_told_in_words_of_both_languages_and_rolled_back(admin):
    sid = _created(admin)["sid"]
    admin.post(f"/flows/{sid}/publish", {})
    new = json.loads(HI)
    new["states"][1]["properties"]["number_of_digits"] = 2
    new["states"][1]["transitions"].append({"event": "timeout", "next": "bye"})
    text = json.dumps(new)
    admin.put(f"/flows/{sid}/draft", {"definition": text})
    told = admin.get(f"/flows/{sid}/diff", **{"from": "current", "to": "draft"}).json()["changes"]
    assert [(each["kind"], each["widget"]) for each in told] == [
        ("property_changed", "menu"),
        ("transition_added", "menu"),
    ]
    assert told[0]["text"]["en"] == "widget `menu`: number_of_digits 1 to 2"
    assert told[1]["text"]["zh"] == "节点“menu”：新连线 timeout → bye"
    admin.post(f"/flows/{sid}/publish", {})
    back = admin.post(f"/flows/{sid}/rollback", {"revision": 1, "note": "too long"}).json()
    assert (back["revision"], back["definition"], back["rolled_back_to"]) == (3, HI, 1)
    lines = admin.get(f"/flows/{sid}/revisions").json()["items"]
    assert [(line["revision"], line["is_current"]) for line in lines] == [(3, True), (2, False), (1, False)]
    assert admin.post(f"/flows/{sid}/rollback", {"revision": 3}).status == 422
    same = admin.get(f"/flows/{sid}/diff", **{"from": "1", "to": "3"}).json()
    assert same == {"from": "1", "to": "3", "changes": []}


def test_every_change_of_a_flow_stands_in_the_operation_log(admin, now):
    sid = _created(admin)["sid"]
    admin.post(f"/flows/{sid}/publish", {})
    from datetime import UTC, datetime
    from zoneinfo import ZoneInfo

    day = datetime.now(UTC).astimezone(ZoneInfo("Asia/Shanghai")).date().isoformat()
    actions = [each["action"] for each in admin.get("/audit", day=day).json()["items"]]
    assert {"flow.created", "flow.published"} <= set(actions)


def test_who_may_only_read_changes_nothing(api, tables):
    agent = api.as_("agent")
    assert agent.post("/flows", {"name": "x"}).status == 403
    assert agent.put("/flows/FW1/draft", {"definition": ""}).status == 403


def test_the_catalogue_has_words_for_every_form(admin):
    told = admin.get("/flows/widgets").json()
    widgets = {each["type"]: each for each in told["widgets"]}
    noun = next(p for p in widgets["connect-call-to"]["properties"] if p["name"] == "noun")
    assert (noun["kind"], noun["is_required"], noun["default"]) == ("choice", True, "number")
    assert widgets["gather-input-on-call"]["title"] == {"zh": "收集按键或语音", "en": "Gather input"}
    assert not widgets["send-to-auto-pilot"]["is_supported"]
    assert {c["value"] for c in told["conditions"]} >= {"equal_to", "regex"}
    assert "waybill_status" in {each["name"] for each in told["functions"]}


class TestSimulation:
    """A caller on paper."""

    def test_the_path_lights_up_as_keys_are_pressed(self, admin):
        asked = {"definition": HI, "inputs": []}
        begun = admin.post("/flows/simulate", asked).json()
        assert (begun["status"], begun["waits_for"]["widget"], begun["waits_for"]["num_digits"]) == (
            "waiting",
            "menu",
            1,
        )
        assert begun["steps"][-1]["heard"] == [{"kind": "say", "text": "您好", "language": None}]
        done = admin.post("/flows/simulate", {**asked, "inputs": [{"kind": "digits", "value": "1"}]}).json()
        assert [(s["widget"], s["event"], s["next"]) for s in done["steps"]] == [
            ("Trigger", "incomingCall", "menu"),
            ("menu", "keypress", "which"),
            ("which", "match", "bye"),
            ("bye", "audioComplete", None),
        ]
        assert (done["status"], done["steps"][1]["keys"], done["steps"][2]["transition"]) == ("ended", "1", 1)
        assert done["widgets"]["menu"]["Digits"] == "1"

    def test_a_shipped_flow_asks_its_function_and_takes_a_given_answer(self, admin):
        inputs = [{"kind": "digits", "value": key} for key in ("1", "1")] + [
            {"kind": "digits", "value": "1002003004005"}
        ]
        asked = {"definition": shipped("courier-main"), "now": "2026-05-11T10:00:00+08:00"}
        real = admin.post("/flows/simulate", {**asked, "inputs": inputs}).json()
        assert (real["asked"][0]["answered_by"], real["asked"][0]["answer"]) == ("function", {"found": False})
        answer = {"kind": "function", "value": {"found": True, "sentence": "运输中。"}}
        given = admin.post("/flows/simulate", {**asked, "inputs": [*inputs, answer]}).json()
        assert (given["asked"][0]["answered_by"], given["waits_for"]["widget"]) == ("given", "result_zh")
        assert given["steps"][-1]["heard"][0]["text"].startswith("运输中。")
        queued = admin.post(
            "/flows/simulate", {**asked, "inputs": [*inputs, answer, {"kind": "digits", "value": "0"}]}
        ).json()
        assert (queued["queue"], queued["waits_for"]["kinds"]) == ("consult", ["queue_result", "hangup"])

    def test_an_input_that_does_not_fit_is_told(self, admin):
        told = admin.post(
            "/flows/simulate", {"definition": HI, "inputs": [{"kind": "queue_result", "value": "leave"}]}
        ).json()
        assert (told["status"], told["error"]) == ("failed", "widget menu does not wait for queue_result")

    def test_a_broken_definition_is_refused_with_its_places(self, admin):
        assert admin.post("/flows/simulate", {"definition": "{}"}).status == 422


def test_indicators_count_nodes_edges_and_paths(admin, now, phone, clock):
    from datetime import timedelta

    phone().dial().press("1").press("2")
    phone(call_sid="CA" + "b" * 32).dial().hang_up()
    sid = ivr.flow_sid("courier-main")
    told = admin.get(
        f"/flows/{sid}/indicators",
        **{
            "from": (clock.now - timedelta(hours=1)).isoformat(),
            "to": (clock.now + timedelta(hours=1)).isoformat(),
        },
    ).json()
    assert (told["calls"], told["transferred"], told["abandoned"]) == (2, 1, 1)
    nodes = {each["widget"]: each for each in told["nodes"]}
    assert (nodes["language_zh"]["entries"], nodes["language_zh"]["hangup_rate"]) == (2, 0.5)
    assert nodes["goodbye_en"]["entries"] == 0
    assert {"source": "begin", "event": "next", "target": "language_zh", "count": 2} in told["edges"]
    assert sum(path["calls"] for path in told["paths"]) == 2
