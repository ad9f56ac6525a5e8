"""A newcomer looks at every page, in both languages, on a wide and on a narrow screen."""

from pathlib import Path
from urllib.error import HTTPError

import pytest

from cli.journey import evidence
from cli.journey.agent import Agent

ROOT = Path(__file__).resolve().parents[2]
SHOTS = ROOT / "build" / "screenshots"
AXE = ROOT / "frontend" / "node_modules" / "axe-core" / "axe.min.js"
PAGES = {
    "agent1": ("desk", "contacts", "voicemails", "customers", "tickets"),
    "supervisor": ("floor", "wall", "reports", "callbacks"),
    "admin": ("people", "numbers", "flows", "routing"),
}
WIDTHS = (1440, 1024)
# What a page must never say: a value that is not there, or the key of a text instead of the text.
SUSPECT = r"""
(areas) => {
  const words = document.body.innerText;
  const found = words.match(/\b(undefined|null|NaN|Invalid Date|\[object \w+\])\b/g) || [];
  const keys = words.match(new RegExp(`\\b(${areas})\\.[a-z][A-Za-z.]+\\b`, 'g')) || [];
  const wide = document.documentElement.scrollWidth - document.documentElement.clientWidth;
  return {found, keys, wide};
}
"""
AREAS = (
    "nav|common|desk|pop|call|contacts|floor|report|reports|ticket|people|numbers|flows|state|queue|role"
    "|waiting|callback|callbackStatus|regroup|routing|strategy|precedence|interruptions|channel|preference"
    "|waitChoice|trunks|customer"
)
SERIOUS = """
async () => (await axe.run(document, {resultTypes: ['violations']})).violations
  .filter((one) => ['serious', 'critical'].includes(one.impact))
  .map((one) => `${one.id}: ${one.nodes.length} x ${one.nodes[0].target}`)
"""


def single_pages(center):
    """One page of each kind that shows one thing, of what there is."""
    api, manager = center.api("supervisor"), center.api("manager")
    evidence.day_report(manager)
    kinds = (
        ("contacts", "contact_id"),
        ("customers", "customer_id"),
        ("tickets", "ticket_id"),
        ("flows", "sid"),
    )
    found = {
        place: api.get("/customers?phone=13800138000" if place == "customers" else f"/{place}")
        for place, _ in kinds
    }
    pages = [f"{place}/{found[place]['items'][0][key]}" for place, key in kinds if found[place]["items"]]
    return (*pages, f"reports/{manager.get('/reports/runs')['items'][0]['run_id']}")


def settle(page):
    """Until what the page asked for has come and is shown."""
    page.wait_for_function("!document.querySelector('.skeleton')", timeout=15_000)
    page.evaluate("document.fonts.ready.then(() => true)")


def troubles(page, name):
    """What is wrong with the page as it is now; a screenshot is kept for people to look at."""
    settle(page)
    SHOTS.mkdir(parents=True, exist_ok=True)
    page.screenshot(path=SHOTS / f"{name}.png")
    seen = page.evaluate(SUSPECT, AREAS)
    wrong = [f"{name}: says {word}" for word in (*seen["found"], *seen["keys"])]
    if seen["wide"] > 0:
        wrong.append(f"{name}: scrolls sideways by {seen['wide']} px")
    if AXE.exists():
        page.add_script_tag(path=AXE)
        wrong += [f"{name}: {violation}" for violation in page.evaluate(SERIOUS)]
    return wrong


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_every_page_is_whole_in_both_languages_and_widths(stage, language):
    wrong, errors = [], []
    places = {**PAGES, "manager": single_pages(stage.center)}
    for username, pages in places.items():
        password = stage.center.password_of(username)
        person = Agent.sign_in(stage.browser, stage.center.web_url, username, password, language)
        person.page.on("pageerror", lambda error: errors.append(str(error)))
        for page in pages:
            person.go(page)
            person.page.wait_for_load_state("networkidle")
            for width in WIDTHS:
                person.page.set_viewport_size({"width": width, "height": 900})
                name = page if "/" not in page else f"{page.partition('/')[0]}-one"
                wrong += troubles(person.page, f"{name}-{language}-{width}")
        person.page.context.close()
    assert wrong + errors == []


@pytest.mark.parametrize("language", ["zh-CN", "en"])
def test_the_sign_in_page_is_whole_and_says_what_is_wrong_with_a_password(stage, language):
    context = stage.browser.new_context(viewport={"width": 1024, "height": 768})
    context.add_init_script(f"localStorage.setItem('trunkline.language', '{language}')")
    page = context.new_page()
    page.goto(stage.center.web_url)
    page.get_by_test_id("sign-in-username").fill("agent1")
    page.get_by_test_id("sign-in-password").fill("not the password")
    page.get_by_test_id("sign-in-submit").click()
    page.get_by_role("alert").first.wait_for(timeout=10_000)
    assert troubles(page, f"sign-in-{language}") == []
    context.close()


@pytest.mark.covers("ADM-01")
def test_everybody_sees_only_the_places_they_may_enter(stage):
    places = {}
    for username in ("agent1", "admin"):
        password = stage.center.password_of(username)
        person = Agent.sign_in(stage.browser, stage.center.web_url, username, password)
        person.page.locator('[data-testid^="nav-"]').first.wait_for()
        shown = person.page.locator('[data-testid^="nav-"]').all()
        places[username] = {one.get_attribute("data-testid").removeprefix("nav-") for one in shown}
        person.page.context.close()
    assert "desk" in places["agent1"]
    assert not {"people", "numbers", "floor"} & places["agent1"]
    assert {"people", "numbers"} <= places["admin"]
    with pytest.raises(HTTPError) as refused:
        stage.center.api("agent1").get("/users")
    assert refused.value.code == 403
