"""The center's interruption rules: what may be offered to an agent beside the contacts that it has."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any

from chalicelib.problems import Conflict, FieldProblem, Invalid, TransactionLost
from chalicelib.routing import writes
from chalicelib.routing.assign import match
from chalicelib.routing.catalogue import catalogue, forget_catalogue, lines, save_interruptions
from chalicelib.routing.channels import Interruptions, rules_of
from chalicelib.routing.holdings import holdings, is_open, room, standing_in, with_holdings
from chalicelib.routing.model import VOICE, Outcome
from chalicelib.routing.state import all_workers, change, get_worker

ATTEMPTS = 6


def interruptions() -> Interruptions:
    """By channel, what may be offered to an agent who has a contact of it."""
    return catalogue().interruptions


def define_interruptions(rules: Mapping[str, Any], now: datetime) -> Outcome:
    """Change the center's rules; a channel that is left out keeps its usual ones. They hold at once: agents
    who may have one more contact now are offered it. Invalid with every field that cannot be."""
    forget_catalogue()
    problems = tuple(_problems(rules))
    if problems:
        raise Invalid(problems[0].message, fields=problems)
    save_interruptions(rules_of(rules))
    outcome = Outcome()
    for row in all_workers():
        if row.held:
            outcome += _open_lines(row.worker_sid, now)
    return outcome


def _open_lines(worker_sid: str, now: datetime) -> Outcome:
    """Let an agent with contacts stand in the lines that the rules leave open."""
    for _ in range(ATTEMPTS):
        row = get_worker(worker_sid)
        if not row.held or not is_open(row, now) or set(room(row)) == set(standing_in(row)):
            return Outcome()
        try:
            with change() as c:
                after = writes.rewrite(c, row, with_holdings(row, holdings(row)), now)
        except TransactionLost:
            continue
        if not after.ready_since:
            return Outcome()
        return match(after.queue_sids, now, worker_sid=worker_sid, lines=standing_in(after))
    raise Conflict(f"Worker {worker_sid} keeps changing.", code="changed_meanwhile")


def _problems(rules: Mapping[str, Any]) -> Iterator[FieldProblem]:
    known = lines()
    for held, offered in rules.items():
        for line in (held, *offered):
            if line not in known:
                message = f"There is no channel {line}; there are {', '.join(known)}."
                yield FieldProblem(f"rules.{held}", "unknown", message)
    if VOICE in rules.get(VOICE, ()):
        yield FieldProblem(f"rules.{VOICE}", "excluded", "An agent never has two calls at once.")
