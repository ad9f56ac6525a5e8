"""The flows that come with Trunkline, walked by callers of every kind."""

import json
import re
from dataclasses import asdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from chalicelib.carrier import Enqueue, Record, Say
from chalicelib.ivr.definition import read_flow
from chalicelib.ivr.execution import FunctionCall, InputKind
from chalicelib.ivr.interpreter import MOST_STEPS
from chalicelib.ivr.publish import sounds_secret
from chalicelib.ivr.shipped import EXAMPLES, NAMES, document
from cli.demo.center import WORKFLOW, sid
from tests.ivr.caller import Caller


def shipped(name):
    text = document(name)
    secrets = frozenset(filter(sounds_secret, read_flow(text).widgets))
    return read_flow(text, name=name, secrets=secrets)


FLOWS = {name: shipped(name) for name in (*NAMES, *EXAMPLES)}
MAIN = FLOWS["courier-main"]
FOUND = {"found": True, "sentence": "您的运单运输中。"}
PARCEL, PASSWORD = "1002003004005", "246810"
RIGHT, WRONG = {"verdict": "right", "triesLeft": 3}, {"verdict": "wrong", "triesLeft": 2}


def known(request):
    assert isinstance(request, FunctionCall)
    given = request.parameters
    match request.name:
        case "waybill_status":
            body = FOUND if given["number"] == PARCEL else {"found": False}
        case "freight_quote":
            body = {"known": True, "sentence": f"{given['zone']} {given['weight_grams']}"}
        case "password_check":
            body = RIGHT if given["password"] == PASSWORD else WRONG
        case "password_change":
            body = {"verdict": "right" if given["new_password"] == given["new_again"] else "mismatch"}
        case "customer_profile":
            body = RIGHT | {"sentence": "您的姓名是李雷。"} if given["password"] == PASSWORD else WRONG
    return {"status_code": 200, "content_type": "application/json", "body": json.dumps(body)}


def caller(name="courier-main"):
    return Caller(FLOWS[name], answer=known).dial()


def gathers(name):
    return [w.name for w in FLOWS[name].widgets.values() if w.type == "gather-input-on-call"]


# How a caller gets to each menu.
WAYS = {
    "language_zh": [],
    "language_en": [""],
    "menu_zh": ["1"],
    "menu_en": ["2"],
    "number_zh": ["1", "1"],
    "number_en": ["2", "1"],
    "result_zh": ["1", "1", PARCEL],
    "result_en": ["", "2", "1", PARCEL],
}
# From the main menu on, in work time.
SERVICES = {
    "zone": ["5"],
    "weight": ["5", "3"],
    "price": ["5", "3", "2"],
    "profile_password": ["7"],
    "profile_result": ["7", PASSWORD],
    "account_menu": ["6"],
    "old_password": ["6", "1"],
    "new_password": ["6", "1", PASSWORD],
    "again_password": ["6", "1", PASSWORD, "135791"],
}
WAYS |= {f"{menu}_zh": ["1", *keys] for menu, keys in SERVICES.items()}
WAYS |= {f"{menu}_en": ["", "2", *keys] for menu, keys in SERVICES.items()}


@pytest.mark.covers("IVR-03")
@pytest.mark.parametrize("gather", gathers("courier-main"))
def test_the_agent_key_reaches_the_queue_from_every_menu(gather):
    call = caller()
    for keys in WAYS[gather]:
        call.press(keys)
    assert call.at == gather
    call.press("0")
    (enqueue,) = call.instructions
    assert isinstance(enqueue, Enqueue)
    assert call.enqueued[-1].attributes["queue"] == "consult"


@pytest.mark.parametrize("name", ["courier-after-hours", "courier-holiday"])
@pytest.mark.parametrize("gather", gathers("courier-after-hours"))
def test_the_agent_key_takes_a_message_when_the_agents_are_away(name, gather):
    call = caller(name)
    for keys in WAYS[gather]:
        call.press(keys)
    assert call.at == gather
    assert isinstance(call.press("0").instructions[0], Record)


@pytest.mark.parametrize(("key", "queue"), [("2", "consult"), ("3", "complaint"), ("4", "order")])
def test_the_main_menu_leads_to_each_queue_with_the_callers_language(key, queue):
    (asked,) = caller().press("").press("2").press(key).enqueued
    assert (asked.queue, asked.language, asked.keys) == (None, "en", f"2,{key}")
    assert asked.workflow_sid == sid("WW", WORKFLOW)
    assert asked.attributes == {"queue": queue, "language": "en"}


def test_a_parcel_is_found_heard_again_and_left():
    call = caller().press("1").press("1").press("1002003004005")
    assert call.gather.prompts[0].text.startswith("您的运单运输中。")
    assert call.gather.prompts[0].language == "zh-CN"
    assert call.press("1").at == "result_zh"
    assert call.press("2").at == "number_zh"
    assert call.press("*").at == "menu_zh"
    assert call.press("1").press("1002003004005").press("9").at == "menu_zh"


def test_a_price_is_quoted_for_the_zone_and_weight_that_were_keyed():
    call = caller().press("1").press("5").press("4").press("12")
    assert call.gather.prompts[0].text.startswith("remote 12000")


@pytest.mark.parametrize(("key", "kind"), [("1", "query"), ("2", "handover"), ("3", "cipher")])
def test_a_password_is_changed_after_the_old_one_and_kept_out_of_the_journal(key, kind):
    asked = []

    def answer(request):
        asked.append(request)
        return known(request)

    call = Caller(FLOWS["courier-main"], answer=answer).dial().press("1").press("6").press(key)
    call.press("111111")
    assert call.heard[-2] == "密码不正确，您还可以输入2次。"
    call.press(PASSWORD).press("135791").press("135792")
    assert call.heard[-2] == "两次输入不一致。"
    call.press("135791").press("135791")
    assert call.heard[-2] == "修改成功，请牢记新的号码。"
    assert call.at == "account_menu_zh"
    assert asked[-1].parameters["kind"] == kind
    told = json.dumps([asdict(visit) for visit in call.path], default=str)
    assert all(secret not in told for secret in ("111111", PASSWORD, "135791", "135792"))


def test_an_unknown_parcel_is_asked_for_again_and_then_goes_to_an_agent():
    call = caller().press("1").press("1").press("1234567890")
    assert (call.at, call.heard[-2]) == ("number_zh", "没有查到这个运单号。")
    assert call.press("1234567890").press("1234567890").enqueued[0].attributes["queue"] == "consult"


@pytest.mark.covers("IVR-25")
@pytest.mark.parametrize("gather", sorted(WAYS))
def test_a_wrong_key_is_asked_again_twice_and_the_third_time_goes_to_an_agent(gather):
    call = caller()
    for keys in WAYS[gather]:
        call.press(keys)
    wrong = "00" if gather.startswith("weight") else "8"
    call.press(wrong).press(wrong)
    assert not call.enqueued
    assert "sorry" in {visit.widget.split("_")[0] for visit in call.path}
    call.press(wrong)
    assert call.enqueued[0].attributes["queue"] == "consult"


def test_a_silent_caller_reaches_an_agent():
    call = caller()
    for _ in range(6):
        call.silence()
    assert call.enqueued[0].attributes["queue"] == "consult"


@pytest.mark.parametrize(("language", "thanks"), [("1", "留言已收到"), ("2", "We have your message")])
def test_a_caller_who_leaves_the_queue_leaves_a_message_and_is_thanked(language, thanks):
    call = caller().press("").press(language).press("2").post(QueueResult="leave")
    assert isinstance(call.instructions[0], Record)
    call.post(RecordingUrl="https://r", RecordingDuration="5")
    assert thanks in call.heard[-1]
    assert call.is_over


def test_a_queue_that_fails_takes_a_message_instead():
    call = caller().press("1").press("2").give(InputKind.ANSWER, status_code=404)
    assert isinstance(call.instructions[0], Record)


@pytest.mark.covers("IVR-27")
def test_the_path_goes_on_through_the_agents_part_of_the_call_to_its_end():
    path = caller().press("1").press("2").post(DialCallStatus="completed").path
    queued, after = path[-4], [visit.widget for visit in path[-3:]]
    assert (queued.widget, queued.values("branch")) == ("to_queue", ["bridged -> queue_result"])
    assert queued.entered_at < queued.left_at <= path[-1].left_at
    assert after == ["queue_result", "which_goodbye", "goodbye_zh"]
    assert all(visit.left_at for visit in path)


def test_after_an_agent_the_caller_is_wished_goodbye():
    call = caller().press("1").press("2").post(DialCallStatus="completed")
    assert call.heard[-1] == "感谢您的来电，再见。"
    assert call.is_over


@pytest.mark.parametrize("name", NAMES)
@settings(max_examples=60, deadline=None)
@given(
    keys=st.lists(
        st.one_of(
            st.sampled_from(["", "0", "1", "2", "3", "4", "9", "*", "1002003004005", "1234567890"]),
            st.text("0123456789*#", max_size=16),
        ),
        max_size=30,
    )
)
def test_whatever_is_keyed_the_caller_hears_valid_twiml_and_the_flow_ends_in_time(name, keys):
    call = caller(name)
    for each in keys:
        call.press(each)  # Caller parses every answer as XML, and passes each state through JSON.
        if call.is_over:
            break
    assert call.instructions
    assert call.state.entered <= MOST_STEPS
    assert len(call.path) == call.state.entered


@pytest.mark.covers("IVR-25")
@pytest.mark.parametrize("name", FLOWS)
def test_each_menus_prompt_names_every_key_it_takes(name):
    flow = FLOWS[name]
    for gather in (flow.widgets[each] for each in gathers(name)):
        split = flow.widgets[gather.next_on("keypress")]
        keys = {c.value for t in split.transitions for c in t.conditions if c.type == "equal_to"}
        said = gather.properties["say"]
        if gather.name.startswith("language"):
            # The greeting is one menu told in two languages, one after the other.
            said = "".join(flow.widgets[f"language_{code}"].properties["say"] for code in ("zh", "en"))
        spoken = set(re.findall(r"\d", said)) | ({"*"} if re.search("星号|star", said) else set())
        assert keys == spoken, gather.name


@pytest.mark.parametrize("name", FLOWS)
def test_each_prompt_is_spoken_in_the_language_it_is_written_in(name):
    for widget in FLOWS[name].widgets.values():
        if said := widget.properties.get("say"):
            has_chinese = bool(re.search(r"[\u4e00-\u9fff]", said))
            assert widget.properties["language"] == ("zh-CN" if has_chinese else "en-US"), widget.name


def test_the_greeting_is_in_both_languages():
    call = caller()
    assert call.gather.prompts[0] == Say(MAIN.widgets["language_zh"].properties["say"], "zh-CN")
    assert call.silence().gather.prompts[0].language == "en-US"
