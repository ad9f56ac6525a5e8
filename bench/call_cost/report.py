"""What was counted of the calls, and what it costs at list prices."""

from collections import Counter

from bench.call_cost.center import Center
from bench.counting import Ledger
from bench.measuring import last_line
from bench.prices import LOOKED_UP, dollars, others

MEMORY_GB = 0.5
# Lambda gives a whole processor at 1,769 MB and its share of one below: CPU costs the same at any size.
GB_SECONDS_OF_CPU = 1769 / 1024
# What is waited for an answer within a region, taken and not measured: this machine's AWS is another program.
# The carrier answers from farther away.
ANSWER_SECONDS = {"dynamodb": 0.004, "sqs": 0.008, "s3": 0.025, "socket": 0.01, "carrier": 0.1}
# What the others bill: the caller's minutes, and the agent's with wrap-up.
TALK_MINUTES, HANDLING_MINUTES = 3.0, 4.0
HEARTBEAT_SECONDS = 10


def counts(center: Center, ledger: Ledger, calls: int) -> dict[str, float]:
    """Of everything that has a price, how much one call took."""
    cpu_seconds = calls * min(center.seconds)
    total = {
        "lambda_invocation": center.invocations.total(),
        "lambda_gb_second": cpu_seconds * GB_SECONDS_OF_CPU + waited(ledger, center) * MEMORY_GB,
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


def waited(ledger: Ledger, center: Center) -> float:
    """Seconds in which functions wait for an answer, which are paid for too."""
    asked = Counter({name.partition(".")[0]: count for name, count in ledger.others.items()})
    asked.update(dynamodb=len(ledger.made), socket=len(center.carrier.pushed), carrier=center.carrier.asked)
    return sum(count * ANSWER_SECONDS[name] for name, count in asked.items())


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
        print(f"  {title} units by table:", {n: round(u / calls, 1) for n, u in units.most_common()})
    print("  invocations:", {name: n / calls for name, n in center.invocations.items()})
    print(
        f"  CPU {1000 * min(center.seconds):.0f} ms, waiting {1000 * waited(ledger, center) / calls:.0f} ms"
    )
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
