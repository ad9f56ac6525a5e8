"""Asking whether something answers at an address."""

import time
import urllib.error
import urllib.request


def answers(url: str) -> bool:
    """Whether anything HTTP answers there, whatever it says."""
    try:
        urllib.request.urlopen(url, timeout=2).close()  # noqa: S310
    except urllib.error.HTTPError as refused:
        refused.close()
        return True
    except OSError:
        return False
    return True


def await_answer(url: str, seconds: float = 30) -> None:
    """Wait until it does. Raises TimeoutError."""
    end = time.monotonic() + seconds
    while not answers(url):
        if time.monotonic() > end:
            raise TimeoutError(f"nothing answers at {url}")
        time.sleep(0.05)
