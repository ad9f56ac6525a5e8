"""Self-service with real keys over real SIP: deep menus, agents anywhere, hours, lists, passwords."""

import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from tests.journeys.listening import Turn, converse
from tests.loopback import Reply, serving

FLOWS = Path(__file__).resolve().parents[2] / "ivr_twiml"
LEVELS, SLOW, NIGHT, HOLIDAY = "4001110001", "4001110002", "4001110003", "4001110004"
DEEP, PATIENT = "+8613900000081", "+8613900000083"
BLACK, WHITE = "+8613900000084", "+8613900000085"
CHANGES, FORGETS, LATE, FESTIVE = "+8613900000086", "+8613900000087", "+8613900000088", "+8613900000089"
# From where each of these callers asks for an agent: the greeting, the weight, the password.
ANYWHERE = {
    "+862161110081": [("普通话服务请按1", "0")],
    "+862161110082": [("普通话服务请按1", "1"), ("查询运费请按5", "5"), ("同城请按1", "1"), ("公斤数", "0#")],
    "+862161110083": [("普通话服务请按1", "1"), ("查询本人资料请按7", "7"), ("六位查询密码", "0#")],
}
OLD, NEW = "246810", "135791"
NUMERALS = "一二三四五六七八九十"
QUEUED = "queue: "


@pytest.fixture(scope="module")
def slow_service():
    """Takes six seconds for an order, and knows it when it is asked for again."""
    begun, asked = {}, []

    def answer(one):
        token = one.headers["i-twilio-idempotency-token"]
        asked.append(token)
        done_at = begun.setdefault(token, time.monotonic() + 6)
        time.sleep(max(0.0, done_at - time.monotonic()))
        return Reply({"total": 5})

    with serving(answer) as url:
        yield url, asked


def slow_flow(url):
    """A menu, a service that takes its time, its answer."""
    look = {"url": url, "parameters": [{"key": "n", "value": "{{widgets.ask.Digits}}"}]}
    gather = {"say": "查询请按1。", "language": "zh-CN", "timeout": 20, "number_of_digits": 1}
    states = [
        ("Trigger", "trigger", [("incomingCall", "ask")], {}),
        ("ask", "gather-input-on-call", [("keypress", "look")], gather),
        ("look", "run-function", [("success", "tell"), ("fail", "none")], look),
        ("tell", "say-play", [("audioComplete", None)], says("一共{{widgets.look.parsed.total}}元。")),
        ("none", "say-play", [("audioComplete", None)], says("没有查到。")),
    ]
    made = [
        {
            "name": name, "type": kind, "properties": properties,
            "transitions": [{"event": event, **({"next": to} if to else {})} for event, to in ways],
        }
        for name, kind, ways, properties in states
    ]  # fmt: skip
    return json.dumps(
        {
            "description": "",
            "states": made,
            "initial_state": "Trigger",
            "flags": {"allow_concurrent_calls": True},
        }
    )


def says(text):
    return {"say": text, "language": "zh-CN", "loop": 1}


@pytest.fixture(scope="module")
def numbers(center, trunkline, slow_service, tmp_path_factory):
    """Numbers of their own for each journey; the calendars say night, and holiday, whatever the hour."""
    admin = center.api("admin")
    document = tmp_path_factory.mktemp("flows") / "slow.json"
    document.write_text(slow_flow(f"{slow_service[0]}/order"), "utf-8")
    for file, name in ((FLOWS / "levels-example.json", "levels"), (document, "slow")):
        done = trunkline("flow", "publish", str(file), "--name", name)
        assert done.returncode == 0, done.stdout + done.stderr
    like = next(one for one in admin.get("/numbers")["items"] if one["number"] == "4008888888")
    zone = next(one for one in admin.get("/calendars")["items"] if one["name"] == "default")["zone"]
    never = {"zone": zone, "weekly": [[]] * 7}
    days = {
        time.strftime("%Y-%m-%d", time.gmtime(time.time() + hours * 3600)): "节" for hours in (-24, 0, 24)
    }
    calendars = [{"name": "never", **never}, {"name": "feast", **never, "holidays": days}]
    admin.put("/calendars", {"items": calendars})
    shipped = {
        "work_time": "courier-main", "after_hours": "courier-after-hours", "holiday": "courier-holiday",
    }  # fmt: skip
    made = [
        {**like, "number": LEVELS, "flows": {"work_time": "levels"}},
        {**like, "number": SLOW, "flows": {"work_time": "slow"}},
        {**like, "number": NIGHT, "flows": shipped, "calendar": "never"},
        {**like, "number": HOLIDAY, "flows": shipped, "calendar": "feast"},
    ]
    admin.put("/numbers", {"items": made})
    for one in made:
        center.carrier.take_number(one["number"], like="4008888888")


@pytest.fixture(scope="module")
def callers(center, numbers):
    """Two customers with a query password; one caller on the black list, one on the white."""
    admin = center.api("admin")
    known = {}
    for number in (CHANGES, FORGETS):
        found = admin.get(f"/customers?phone=%2B{number[1:]}")["items"]
        one = found[0] if found else admin.post("/customers", {"phones": [number], "name": "测试"})
        known[number] = one["customer_id"]
        secret = {"kind": "query", "secret": OLD}
        admin.put(f"/customers/{one['customer_id']}/caller-secrets", secret)
    admin.put("/caller-lists", {"number": BLACK, "kind": "black"})
    admin.put("/caller-lists", {"number": WHITE, "kind": "white"})
    return known


def level(number):
    numeral = NUMERALS[number - 1] if number <= 10 else "十" + NUMERALS[number - 11]
    return f"say: 第{numeral}级菜单"


@pytest.fixture(scope="module")
def calls(center, callers):
    """Everybody calls, three at a time, and follows their script to its end."""
    down = [Turn(level(number), "1") for number in range(1, 13)]
    back = [Turn("第十二级菜单的内容", "9"), *(Turn(level(number), "9") for number in range(12, 1, -1))]
    menu = [Turn("普通话服务请按1", "1")]
    account = [*menu, Turn("修改密码请按6", "6"), Turn("修改查询密码请按1", "1")]
    scripts = {
        DEEP: (LEVELS, [*down, *back, Turn(level(1), "0"), Turn(QUEUED)]),
        CHANGES: (
            "4008888888",
            [*account, Turn("现在的六位查询密码", "111111#"), Turn("您还可以输入2次"),
             Turn("现在的六位查询密码", f"{OLD}#"), Turn("请输入新的号码", f"{NEW}#"),
             Turn("请再输入一次", f"{NEW}#"), Turn("修改成功")],
        ),
        FORGETS: (
            "4008888888",
            [*account, *[Turn("现在的六位查询密码", "000000#")] * 3, Turn("密码已输错三次"), Turn(QUEUED)],
        ),
        PATIENT: (SLOW, [Turn("查询请按1", "1"), Turn("正在为您查询"), Turn("一共5元")]),
        LATE: (NIGHT, [Turn("非工作时间", "1"), Turn("查询快件请按1", "0"), Turn("请在提示音后留言")]),
        FESTIVE: (HOLIDAY, [Turn("节日")]),
        BLACK: ("4008888888", []),
        WHITE: ("4008888888", [Turn(QUEUED)]),
        **{
            number: ("4008888888", [*(Turn(*each) for each in keys), Turn(QUEUED)])
            for number, keys in ANYWHERE.items()
        },
    }  # fmt: skip
    with ThreadPoolExecutor(3) as pool:
        going = {who: pool.submit(converse, center, to, who, turns) for who, (to, turns) in scripts.items()}
    return going


def decision_of(center, number, eventually):
    """What the log of a caller's newest contact tells of how the call was decided on."""
    api = center.api("supervisor")
    found = eventually(lambda: api.get(f"/contacts?phone=%2B{number[1:]}")["items"], 10)
    events = api.get(f"/contacts/{found[0]['contact_id']}")["timeline"]
    return next(event for event in events if event["type"] == "entry.decided")


@pytest.mark.covers("IVR-02")
def test_twelve_levels_are_walked_down_and_back_up(calls):
    assert calls[DEEP].result().is_answered


@pytest.mark.covers("IVR-03")
def test_zero_reaches_an_agent_at_any_node(calls):
    assert all(calls[number].result().is_answered for number in ANYWHERE)


@pytest.mark.covers("IVR-06")
def test_after_hours_and_on_a_holiday_other_flows_answer(calls):
    assert calls[LATE].result().is_answered
    assert calls[FESTIVE].result().is_answered


@pytest.mark.covers("IVR-04")
def test_a_black_listed_caller_is_refused_and_a_white_listed_one_waits_for_the_vip_group(
    center, calls, eventually
):
    refused = calls[BLACK].result()
    assert (refused.is_answered, refused.status_code) == (False, 404)
    assert calls[WHITE].result().is_answered
    decided = {who: decision_of(center, who, eventually) for who in (BLACK, WHITE)}
    assert decided[BLACK]["data"]["outcome"] == "rejected"
    assert (decided[WHITE]["data"]["outcome"], decided[WHITE]["data"]["to"]) == ("queue", "vip")


@pytest.mark.covers("IVR-14")
def test_a_password_is_changed_by_who_knows_it_and_closed_after_three_wrong_tries(center, callers, calls):
    assert calls[CHANGES].result().is_answered
    assert calls[FORGETS].result().is_answered
    admin = center.api("admin")
    address = f"/customers/{callers[CHANGES]}/caller-secrets/check"
    assert admin.post(address, {"kind": "query", "secret": NEW})["verdict"] == "right"
    assert admin.post(address, {"kind": "query", "secret": OLD})["verdict"] == "wrong"
    closed = f"/customers/{callers[FORGETS]}/caller-secrets/check"
    assert admin.post(closed, {"kind": "query", "secret": OLD})["verdict"] == "locked"


def test_a_slow_service_is_waited_for_with_words_and_its_answer_is_heard(calls, slow_service):
    assert calls[PATIENT].result().is_answered
    tokens = slow_service[1]
    assert len(set(tokens)) == 1
    assert len(tokens) <= 2
