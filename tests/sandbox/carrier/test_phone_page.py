"""The page "Call us" in a real browser."""

from __future__ import annotations

import pytest
from playwright.async_api import BrowserContext, Page

from tests.sandbox.carrier.conftest import NUMBER, Lab, until

pytestmark = pytest.mark.timeout(60)


async def phone(live: Lab, browser: BrowserContext, **storage: str) -> Page:
    page = await browser.new_page()
    script = "".join(f"localStorage.setItem('phone.{key}', '{value}');" for key, value in storage.items())
    await page.add_init_script(script or "void 0")
    await page.goto(f"{live.server.base_url}/phone")
    return page


async def state(page: Page, name: str) -> None:
    await page.wait_for_function("name => document.body.dataset.state === name", arg=name, timeout=10_000)


async def test_a_caller_is_served_by_keys_and_sees_what_was_said(live: Lab, browser: BrowserContext) -> None:
    live.app.on(
        "/voice", '<Gather action="/menu" numDigits="1" timeout="20"><Say>您好，欢迎致电</Say></Gather>'
    )
    live.app.on("/menu", "<Say loop='20'>正在为您查询</Say>")
    page = await phone(live, browser, language="zh")
    assert await page.input_value("#to") == NUMBER
    await page.fill("#from", "+8613912345678")
    await page.click("#call")
    form = await live.app.form("/voice")
    assert (form["From"], form["To"]) == ("+8613912345678", NUMBER)
    assert (form["SipHeader_X-Gateway"], form["SipHeader_X-E1-Span"]) == ("gw-test", "2")
    await state(page, "talking")
    await page.get_by_text("您好，欢迎致电").wait_for()
    await page.keyboard.press("5")
    assert (await live.app.form("/menu"))["Digits"] == "5"
    await page.get_by_text("正在为您查询").first.wait_for()
    await page.wait_for_function("Number(document.body.dataset.level) > 0.02")
    assert await page.inner_text("#digits") == "5"
    await page.click("#mute")
    assert await page.get_attribute("#mute", "aria-pressed") == "true"
    await page.click("#hangup")
    await state(page, "ended")
    assert (await live.app.form("/status"))["CallStatus"] == "completed"


async def test_the_other_side_hanging_up_and_a_refusal_are_shown(live: Lab, browser: BrowserContext) -> None:
    live.app.on("/voice", "<Say>bye</Say><Hangup/>")
    live.app.on("/other", '<Reject reason="busy"/>')
    page = await phone(live, browser, language="en")
    await page.click("#call")
    await state(page, "endedCarrier")
    assert await page.inner_text("#state") == "They hung up"
    await page.fill("#to", "4009999999")
    await page.click("#call")
    await state(page, "refused")
    assert "486" in await page.inner_text("#state")


async def test_closing_the_page_hangs_up(live: Lab, browser: BrowserContext) -> None:
    live.app.on("/voice", '<Say>x</Say><Pause length="60"/>')
    page = await phone(live, browser)
    await page.click("#call")
    await state(page, "talking")
    await page.close()
    await until(lambda: all(call.is_over for call in live.exchange.calls.values()))


@pytest.mark.parametrize("width", [390, 1024, 1440])
async def test_language_and_theme_switch_and_nothing_sticks_out(
    live: Lab, browser: BrowserContext, width: int
) -> None:
    page = await phone(live, browser, language="zh", theme="light")
    await page.set_viewport_size({"width": width, "height": 860})
    assert await page.inner_text("#state") == "可以拨打"
    await page.click("#language")
    assert await page.inner_text("#state") == "Ready"
    await page.click("#theme")
    assert await page.get_attribute("html", "data-theme") == "dark"
    assert await page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    unnamed = (
        "[...document.querySelectorAll('button')].filter(b => !(b.ariaLabel || b.innerText.trim())).length"
    )
    assert await page.evaluate(unnamed) == 0
