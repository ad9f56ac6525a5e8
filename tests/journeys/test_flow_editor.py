"""The flow editor in a real browser: try the shipped flow, change it, publish it, and call it."""

import os
import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import urlencode
from urllib.request import Request, urlopen

import pytest

NUMBER = "4008888888"
PROMPT = "您好，新的欢迎词。普通话服务请按1，人工服务请按0。"
PERIODS = ("work_time", "after_hours", "holiday")


@pytest.fixture
def admin(center):
    return center.api("admin")


@pytest.fixture
def flow(admin) -> Iterator[dict[str, Any]]:
    """The shipped flow, answering at every hour; afterwards all is as it was."""
    line = next(each for each in admin.get("/flows")["items"] if each["name"] == "courier-main")
    number = next(each for each in admin.get("/numbers")["items"] if each["number"] == NUMBER)
    always = number | {"flows": dict.fromkeys(PERIODS, "courier-main")}
    admin.put("/numbers", {"items": [always]})
    yield admin.get(f"/flows/{line['sid']}")
    admin.put("/numbers", {"items": [number]})
    if admin.get(f"/flows/{line['sid']}")["revision"] != line["revision"]:
        admin.post(f"/flows/{line['sid']}/rollback", {"revision": line["revision"]})
    if admin.get(f"/flows/{line['sid']}")["draft"]:
        discard = Request(f"{admin.url}/flows/{line['sid']}/draft", method="DELETE")
        discard.add_header("Authorization", f"Bearer {admin.token}")
        urlopen(discard, timeout=20).close()


@pytest.fixture
def page(center, browser) -> Iterator[Any]:
    context = browser.new_context(viewport={"width": 1440, "height": 900}, locale="en-US")
    context.add_init_script("localStorage.setItem('trunkline.language', 'en')")
    page = context.new_page()
    page.set_default_timeout(20_000)
    page.goto(center.web_url)
    page.fill("input[autocomplete=username]", "admin")
    page.fill("input[type=password]", center.password_of("admin"))
    page.keyboard.press("Enter")
    page.get_by_test_id("nav-flows").click()
    page.get_by_role("link", name="courier-main").click()
    page.get_by_test_id("widget-Trigger").wait_for()
    yield page
    context.close()


@contextmanager
def call(center) -> Iterator[str]:
    """What the flow answers to a new call, as TwiML; then the caller hangs up."""
    from twilio.request_validator import RequestValidator

    who = {"CallSid": "CA" + os.urandom(16).hex(), "AccountSid": center.account_sid, "From": "+8613900139000",
           "To": NUMBER, "Direction": "inbound"}  # fmt: skip

    def post(path: str, status: str) -> str:
        form, url = who | {"CallStatus": status}, center.api_url + path
        signature = RequestValidator(center.auth_token).compute_signature(url, form)
        headers = {
            "X-Twilio-Signature": signature,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        with urlopen(Request(url, urlencode(form).encode(), headers), timeout=20) as answer:
            return answer.read().decode()

    try:
        yield post("/voice/incoming", "ringing")
    finally:
        post("/voice/call-status", "completed")


def find(page, widget: str) -> None:
    """Search for the widget; it comes to the middle and its form opens."""
    page.keyboard.press("Control+f")
    page.keyboard.type(widget)
    page.keyboard.press("Enter")
    page.get_by_test_id("side-properties").click()
    page.wait_for_function(
        "name => document.querySelector('[data-testid=widget-name]')?.value === name", arg=widget
    )


def press(page, key: str, until: str) -> None:
    """Press a key of the simulated telephone and wait until the call stands at a widget."""
    page.get_by_test_id(f"key-{key}").click()
    page.locator(f"[data-testid=widget-{until}][data-mark=here]").wait_for()


@pytest.mark.covers("IVR-12")
def test_a_flow_is_tried_changed_published_and_heard_by_the_next_call(center, admin, flow, page):
    sid, before = flow["sid"], flow["definition"]
    with call(center) as heard:
        assert "欢迎致电" in heard

    page.get_by_test_id("side-simulator").click()
    page.get_by_test_id("simulate-start").click()
    page.locator("[data-testid=widget-language_zh][data-mark=here]").wait_for()
    press(page, "1", "menu_zh")
    press(page, "1", "number_zh")
    steps = page.get_by_test_id("simulated-steps")
    passed = [item.get_attribute("data-widget") for item in steps.locator("li").all()]
    assert passed[-3:] == ["menu_zh_key", "track_zh", "number_zh"]
    assert "欢迎致电" in steps.inner_text()
    assert "widgets.menu_zh.Digits" in page.get_by_test_id("simulated-variables").inner_text()
    assert page.locator(".react-flow__edge.lit").count() > 0

    find(page, "language_zh")
    page.get_by_test_id("property-say").fill(PROMPT)
    page.get_by_test_id("save-draft").click()
    page.get_by_text("Draft saved").first.wait_for()
    draft = admin.get(f"/flows/{sid}")["draft"]["definition"]
    old = next(line for line in before.splitlines() if "欢迎致电" in line)
    changed = re.sub(r'"say": ".*?"', f'"say": "{PROMPT}"', old)
    assert draft == before.replace(old, changed), "nothing but the prompt's bytes changed"

    page.get_by_test_id("publish").click()
    assert "新的欢迎词" in page.get_by_test_id("flow-changes").inner_text()
    page.get_by_test_id("publish-note").fill("A new welcome")
    page.get_by_test_id("publish-confirm").click()
    page.get_by_text(f"Published as revision {flow['revision'] + 1}").first.wait_for()
    assert admin.get(f"/flows/{sid}")["definition"] == draft
    with call(center) as heard:
        assert PROMPT in heard


@pytest.mark.covers("IVR-12")
def test_widgets_are_added_moved_and_linked_and_an_invalid_graph_is_refused(admin, flow, page):
    page.get_by_test_id("add-say-play").click()
    page.get_by_test_id("property-say").fill("再见。")
    added = page.get_by_test_id("widget-name").input_value()
    page.locator(f".react-flow__node[data-id={added}]").focus()
    page.keyboard.press("ArrowRight")
    page.get_by_test_id("way-0").select_option("menu_zh")
    find(page, "sorry_language")
    page.get_by_test_id("way-0").select_option(added)
    page.get_by_test_id("save-draft").click()
    page.get_by_text("Draft saved").first.wait_for()
    page.locator("[data-testid=problems][data-count='0']").wait_for()

    draft = admin.get(f"/flows/{flow['sid']}")["draft"]
    assert f'"next": "{added}"' in draft["definition"]
    assert "再见。" in draft["definition"]

    find(page, added)
    page.get_by_test_id("property-loop").fill("often")
    page.locator("[data-testid=problems][data-count='1']").wait_for()
    page.locator(f"[data-testid=widget-{added}].faulty").wait_for()
    page.get_by_test_id("publish").click()
    assert page.get_by_test_id("publish-confirm").is_disabled()
    page.keyboard.press("Escape")
    find(page, added)
    page.keyboard.press("Control+z")
    page.locator("[data-testid=problems][data-count='0']").wait_for()
