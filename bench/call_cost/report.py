"""What was counted of the calls, and what it costs at list prices."""

import json
from pathlib import Path

from bench.call_cost.center import Center
from bench.counting import Ledger
from bench.measuring import last_line
from bench.prices import LOOKED_UP, dollars, others

CONFIG = Path(__file__).parents[2] / ".chalice" / "config.json"
DEPLOYED_AS = {
    "webhook": "api_handler",
    "desk": "api_handler",
    "stream": "publish_events",
    "timer": "run_timers",
    "job": "run_jobs",
}
# Lambda gives a whole processor at 1,769 MB and its share of one below: CPU costs the same at any size.
GB_SECONDS_OF_CPU = 1769 / 1024
# What the others bill: the caller's minutes, and the agent's with wrap-up.
TALK_MINUTES, HANDLING_MINUTES = 3.0, 4.0
HEARTBEAT_SECONDS = 10


def counts(center: Center, ledger: Ledger, calls: int) -> dict[str, float]:
    """Of everything that has a price, how much one call took."""
    cpu_seconds = calls * min(center.seconds)
    total = {
        "lambda_invocation": center.invocations.total(),
        "lambda_gb_second": cpu_seconds * GB_SECONDS_OF_CPU
        + sum(seconds * memory_gb(function) for function, seconds in center.waited.items()),
        "dynamodb_write": sum(ledger.write_units.values()),
        "dynamodb_read": sum(ledger.read_units.values()),
        # The carrier posts to the function URL, which is part of the invocation's price.
        "front_request": center.invocations["desk"],
        "socket_message": len(center.carrier.pushed),
        # Sent, received, deleted.
        "sqs_request": 3 * ledger.others["sqs.SendMessage"],
        "s3_put": ledger.others["s3.PutObject"],
        "s3_get": ledger.others["s3.GetObject"],
    }
    return {name: count / calls for name, count in total.items()}


def memory_gb(function: str) -> float:
    """What a function is given, as it is deployed."""
    known = json.loads(CONFIG.read_text())
    own = known["lambda_functions"].get(DEPLOYED_AS[function], {})
    size: float = own.get("lambda_memory_size", known["lambda_memory_size"])
    return size / 1024


def presence() -> float:
    """Dollars of a million calls' time at an open desk: heartbeats (message in and out, Lambda, one lease
    written, two rows read), and the list of the agent's tickets once a minute."""
    beats = HANDLING_MINUTES * 60 / HEARTBEAT_SECONDS
    beat = dollars({"socket_message": 2, "lambda_invocation": 1, "dynamodb_write": 1, "dynamodb_read": 2})
    look = dollars({"front_request": 1, "lambda_invocation": 1, "dynamodb_read": 1})
    return 1e6 * (beats * sum(beat.values()) + HANDLING_MINUTES * sum(look.values()))


def long_form(taken: dict[str, float], center: Center, ledger: Ledger, calls: int) -> None:
    """Print every figure by part, table and function."""
    print(f"One call, list prices of {LOOKED_UP}:")
    for name, usd in sorted(dollars(taken).items(), key=lambda each: -each[1]):
        print(f"  {name:18} {taken[name]:8.2f}   {usd * 1e6:7.2f} dollars per million calls")
    for title, units in (("write", ledger.write_units), ("read", ledger.read_units)):
        largest = sorted(units.items(), key=lambda each: -each[1])
        print(f"  {title} units by table:", {name: round(of_all / calls, 1) for name, of_all in largest})
    print("  invocations:", {name: n / calls for name, n in center.invocations.items()})
    waited = {name: f"{1000 * seconds / calls:.0f} ms" for name, seconds in center.waited.items()}
    print(f"  CPU {1000 * min(center.seconds):.0f} ms, waiting {waited}")
    print(f"  beside it, an agent's open desk for {HANDLING_MINUTES:g} minutes: {presence():.2f} per million")


def summary(taken: dict[str, float]) -> None:
    """Print the line that other programs read."""
    spent = dollars(taken)
    last_line(
        "call_cost",
        usd_per_million_calls=sum(spent.values()) * 1e6,
        lambda_invocations=taken["lambda_invocation"],
        dynamodb_write_units=taken["dynamodb_write"],
        dynamodb_read_units=taken["dynamodb_read"],
        s3_requests=taken["s3_put"] + taken["s3_get"],
        sqs_requests=taken["sqs_request"],
        usd_by_part={name: round(usd * 1e6, 2) for name, usd in spent.items()},
        presence_usd_per_million_calls=presence(),
        others_usd_per_million_calls={n: round(v) for n, v in others(TALK_MINUTES, HANDLING_MINUTES).items()},
        prices_of=LOOKED_UP,
    )
