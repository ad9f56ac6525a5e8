"""Measure some calls after a first one that warms up, and print what one of them costs."""

import argparse
import os

from bench import carrier as carriers
from bench.call_cost.center import Center
from bench.call_cost.report import counts, long_form, summary
from bench.call_cost.script import call
from bench.cloud import cloud
from bench.counting import counted


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.call_cost")
    parser.add_argument("--calls", type=int, default=20)
    parser.add_argument("--json", action="store_true", help="print the last line only")
    arguments = parser.parse_args()
    with cloud():
        carrier = carriers.serve()
        os.environ.update(
            TRUNKLINE_CARRIER_URL=carrier.url, TRUNKLINE_SOCKET_ENDPOINT=f"{carrier.url}/sockets"
        )
        center = Center(carrier)
        call(center, 1)
        center.invocations.clear()
        center.seconds.clear()
        center.waited.clear()
        carrier.forget()
        with counted() as ledger:
            center.ledger = ledger
            for number in range(arguments.calls):
                call(center, 2 + number)
    taken = counts(center, ledger, arguments.calls)
    if not arguments.json:
        long_form(taken, center, ledger, arguments.calls)
    summary(taken)


if __name__ == "__main__":
    main()
