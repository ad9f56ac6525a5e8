"""A real Chromium that reaches loopback only, with a tone for a microphone and an ear on what it plays."""

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Playwright

_CANDIDATES = ("chromium", "chromium-browser", "google-chrome", "chrome")
_MAC = Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome")

# Keeps the last remote audio track where a test can listen to it; nothing of the page is changed.
EAR = """
(() => {
  const Native = window.RTCPeerConnection;
  if (!Native || window.__ear) return;
  window.__ear = {streams: []};
  window.RTCPeerConnection = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener('track', (event) => {
        window.__ear.streams.push(event.streams[0] || new MediaStream([event.track]));
      });
    }
  };
})();
"""

LISTEN = """
async () => {
  const stream = window.__ear && window.__ear.streams[window.__ear.streams.length - 1];
  if (!stream) return {rms: 0, hz: 0};
  const context = window.__ear.context || (window.__ear.context = new AudioContext({sampleRate: 48000}));
  await context.resume();
  const analyser = context.createAnalyser();
  analyser.fftSize = 8192;
  const source = context.createMediaStreamSource(stream);
  source.connect(analyser);
  await new Promise((done) => setTimeout(done, 700));
  const wave = new Float32Array(analyser.fftSize), bins = new Float32Array(analyser.frequencyBinCount);
  analyser.getFloatTimeDomainData(wave);
  analyser.getFloatFrequencyData(bins);
  source.disconnect();
  let peak = 4;
  for (let bin = 4; bin < bins.length; bin++) if (bins[bin] > bins[peak]) peak = bin;
  const rms = Math.sqrt(wave.reduce((sum, one) => sum + one * one, 0) / wave.length);
  return {rms, hz: peak * context.sampleRate / analyser.fftSize};
}
"""


def find_chromium() -> str | None:
    """The browser to drive: `TRUNKLINE_CHROMIUM`, or one of the usual names."""
    named = os.environ.get("TRUNKLINE_CHROMIUM")
    if named:
        return named
    found = next((path for name in _CANDIDATES if (path := shutil.which(name))), None)
    return found or (str(_MAC) if _MAC.exists() else None)


@contextmanager
def chromium(playwright: "Playwright", microphone: Path | None = None) -> "Iterator[Browser]":
    """A headless browser whose microphone plays the WAV file over and over."""
    browser = playwright.chromium.launch(
        executable_path=find_chromium(), args=arguments(microphone), ignore_default_args=["--mute-audio"]
    )
    try:
        yield browser
    finally:
        browser.close()


def arguments(microphone: Path | None) -> list[str]:
    """Flags for a machine without a network, a display or a sound card."""
    flags = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-quic",
        "--no-first-run",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--autoplay-policy=no-user-gesture-required",
        "--use-fake-ui-for-media-stream",
        "--use-fake-device-for-media-stream",
        "--allow-loopback-in-peer-connection",
        "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE localhost , EXCLUDE 127.0.0.1",
    ]
    return [*flags, f"--use-file-for-fake-audio-capture={microphone}"] if microphone else flags
