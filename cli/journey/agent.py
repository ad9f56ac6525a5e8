"""An agent at the desk, driven through the page as a person would."""

import re
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from cli.journey.browser import EAR, LISTEN
from cli.journey.sound import Sound

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Locator, Page


@dataclass
class Agent:
    """One signed-in person in a browser context of their own."""

    page: "Page"
    web_url: str

    @classmethod
    def sign_in(
        cls, browser: "Browser", web_url: str, username: str, password: str, language: str = "en"
    ) -> "Agent":
        """Open the web app and sign in."""
        context = browser.new_context(
            viewport={"width": 1440, "height": 900}, permissions=["microphone", "notifications"]
        )
        context.add_init_script(EAR)
        context.add_init_script(
            f"localStorage.setItem('trunkline.rawAudio','1');localStorage.setItem('trunkline.language','{language}')"
        )
        page = context.new_page()
        page.goto(web_url)
        agent = cls(page, web_url)
        agent.part("sign-in-username").fill(username)
        agent.part("sign-in-password").fill(password)
        agent.part("sign-in-submit").click()
        page.wait_for_selector('[data-testid="sign-in-submit"]', state="detached", timeout=20_000)
        return agent

    def part(self, name: str) -> "Locator":
        """A control by its test id."""
        return self.page.get_by_test_id(name)

    def go(self, route: str) -> None:
        """Another page of the app, e.g. `floor`."""
        self.page.goto(f"{self.web_url.rstrip('/')}/#/{route}")

    def become_ready(self) -> None:
        """Choose `ready` and wait until the phone is registered and routing agrees."""
        self.part("activity-menu").click()
        self.part("activity-ready").click()
        self.wait_state("phone-status", "ready", seconds=30)
        self.wait_state("agent-state", "ready", seconds=20)

    def wait_state(self, name: str, state: str, seconds: float = 15) -> None:
        """Until the named part shows the state."""
        self.page.wait_for_selector(
            f'[data-testid="{name}"][data-state="{state}"]', timeout=seconds * 1000, state="attached"
        )

    def wait_offer(self, seconds: float = 40) -> str:
        """Until a call is offered; the text of the card."""
        self.part("offer-card").wait_for(timeout=seconds * 1000)
        return self.part("offer-card").inner_text()

    def wait_pop(self, *words: str, seconds: float = 10) -> None:
        """Until the screen pop shows the words."""
        for word in words:
            self.page.get_by_text(re.compile(re.escape(word))).first.wait_for(timeout=seconds * 1000)

    def accept(self) -> None:
        """Take the offered call."""
        self.part("offer-accept").click()
        self.wait_state("phone-status", "talking", seconds=20)

    def heard(self) -> Sound:
        """What the agent's ear hears over most of a second."""
        sound = self.page.evaluate(LISTEN)
        return Sound(float(sound["rms"]), float(sound["hz"]))

    def hear(self, hz: float, seconds: float = 20) -> Sound:
        """Listen until the tone is heard, or for so long; the last impression."""
        end = time.monotonic() + seconds
        sound = self.heard()
        while not sound.is_tone(hz) and time.monotonic() < end:
            sound = self.heard()
        return sound

    def contact_id(self) -> str:
        """The contact that is offered or talked to."""
        found = self.page.locator("[data-contact-id]").first.get_attribute("data-contact-id")
        if not found:
            raise AssertionError("no contact is on the desk")
        return found

    def hold(self, is_held: bool) -> None:
        """Press Hold, and wait until the button says how it is."""
        self.part("call-hold").click()
        pressed = str(is_held).lower()
        self.page.wait_for_selector(f'[data-testid="call-hold"][aria-pressed="{pressed}"]', timeout=15_000)

    def mute(self, is_muted: bool) -> None:
        """Press Mute, and wait until the button says how it is."""
        self.part("call-mute").click()
        pressed = str(is_muted).lower()
        self.page.wait_for_selector(f'[data-testid="call-mute"][aria-pressed="{pressed}"]', timeout=5_000)

    def file_ticket(self, kind: str, remarks: str, phone: str) -> None:
        """A new ticket for this contact, from the desk; it must come with the caller's number filled in."""
        self.part("ticket-new").click()
        filled_in = self.part("ticket-phone").input_value(timeout=10_000)
        if filled_in != phone:
            raise AssertionError(f"the ticket's phone is filled in with {filled_in!r}, not {phone}")
        self.part("ticket-kind").select_option(kind)
        self.part("ticket-remarks").fill(remarks)
        self.part("ticket-save").click()
        self.part("ticket-remarks").wait_for(state="detached", timeout=10_000)

    def finish_wrap_up(self) -> None:
        """The first disposition code, and done."""
        self.page.locator('[data-testid^="disposition-"]').first.click()
        self.part("wrap-up-finish").click()

    def play_recording(self) -> None:
        """Play the contact's recording until its clock moves."""
        self.part("recording-play").first.click(timeout=20_000)
        self.page.wait_for_function(
            """() => [...document.querySelectorAll('[data-testid="recording-audio"]')]
                     .some((player) => player.currentTime > 0.3 && !player.error)""",
            timeout=15_000,
        )
