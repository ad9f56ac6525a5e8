"""`python -m sandbox.caller`: ring somebody and follow a script; the outcome is one line of JSON."""

from __future__ import annotations

import argparse
import asyncio
import json
import signal
import sys
from dataclasses import asdict

from sandbox.caller.caller import call
from sandbox.caller.script import BadScript, parse_script

_EXAMPLE = (
    'python -m sandbox.caller --to sip:4008888888@127.0.0.1:5060 --script "wait 3; press 1; '
    'record heard.wav; wait 2; press 1234567890#; tone 1000 20; stay 60; hangup"'
)


def main() -> int:
    """0 when the call was answered and the script ran to its end."""
    parser = argparse.ArgumentParser(prog="python -m sandbox.caller", epilog=f"Example: {_EXAMPLE}")
    parser.add_argument("--to", required=True, help="whom to call: sip:NUMBER@HOST:PORT")
    parser.add_argument("--from", dest="from_", default="+8613800138000", help="the caller's number")
    parser.add_argument(
        "--script", default="stay", help="steps parted by ; (wait, press, say, tone, play, ...)"
    )
    parser.add_argument("--header", action="append", default=[], help="extra header, NAME=VALUE, repeatable")
    parser.add_argument("--user", default="", help="user name for digest authentication")
    parser.add_argument("--password", default="", help="its password")
    parser.add_argument("--ring-seconds", type=float, default=60.0, help="how long to let it ring")
    options = parser.parse_args()
    # A shell lets its background children ignore SIGINT; the one who stops the caller must be heard.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        script = parse_script(options.script)
        headers = dict(_header(text) for text in options.header)
        outcome = asyncio.run(
            call(
                options.to,
                options.from_,
                script,
                headers=headers,
                username=options.user,
                password=options.password,
                ring_seconds=options.ring_seconds,
            )
        )
    except (BadScript, ValueError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    print(json.dumps(asdict(outcome)))
    return 0 if outcome.is_answered and outcome.is_script_done else 1


def _header(text: str) -> tuple[str, str]:
    name, equals, value = text.partition("=")
    if not equals:
        raise ValueError(f"--header {text}: NAME=VALUE is needed")
    return name, value


if __name__ == "__main__":
    sys.exit(main())
