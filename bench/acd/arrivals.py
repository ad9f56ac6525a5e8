"""The contacts of one day of a model, drawn before the day is run: so the engine cannot change who comes."""

import random
from collections.abc import Iterator
from dataclasses import dataclass

from bench.acd.model import ContactClass, Model


@dataclass(frozen=True)
class Contact:
    """Who comes when, how long it takes to serve, and how long it would wait. Seconds of the day."""

    kind: str
    priority: int
    arrives_at: float
    service_seconds: float
    patience_seconds: float | None
    attributes: tuple[tuple[str, str | int], ...] = ()


def contacts_of_day(model: Model, seed: int, day: int) -> list[Contact]:
    """A day's contacts in order. The same seed and day give the same contacts, whatever is done with them."""
    chance = random.Random(f"{seed}/{day}")
    shape = model.busyness_gamma_shape
    busyness = chance.gammavariate(shape, 1 / shape) if shape else 1.0
    found = [
        contact
        for kind in model.classes
        for period in range(model.period_count)
        for contact in _of_period(model, kind, period, busyness, chance)
    ]
    return sorted(found, key=lambda contact: contact.arrives_at)


def _of_period(
    model: Model, kind: ContactClass, period: int, busyness: float, chance: random.Random
) -> Iterator[Contact]:
    rate = kind.arrival_rate[period] * busyness
    if rate == 0:
        return
    at, end = period * model.period_seconds, (period + 1) * model.period_seconds
    patience = kind.patience_rate[period]
    while (at := at + chance.expovariate(rate)) < end:
        yield Contact(
            kind=kind.name,
            priority=kind.priority,
            arrives_at=at,
            service_seconds=chance.expovariate(kind.service_rate[period]),
            patience_seconds=chance.expovariate(patience) if patience else None,
        )
