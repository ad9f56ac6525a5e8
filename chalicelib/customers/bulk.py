"""Taking in many customers at once, as an import does: the same rules as one by one, fewer reads."""

from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from chalicelib.customers import keep, store
from chalicelib.customers.customer import Details, merged
from chalicelib.problems import Problem

THREADS = 8

# `created`, `updated`, `unchanged`, or the problem that kept a row out.
Outcome = str | Problem


def save_all(batch: Sequence[Details], now: datetime) -> list[Outcome]:
    """Save each, in order; one that fails leaves the others alone. The caller logs the import as a whole."""
    keys = Counter(key for details in batch for key in details.keys)
    holders = store.holders(keys)
    known = store.fetch_many(holders.values())
    repeated = {key for key, count in keys.items() if count > 1}

    def save(details: Details) -> Outcome:
        owners = {holders[key] for key in details.keys if key in holders}
        customer = known.get(next(iter(owners))) if len(owners) == 1 else None
        if customer and merged(customer.details, details) == customer.details:
            return "unchanged"
        return _saved(details, now)

    alone = [details for details in batch if not repeated & details.keys.keys()]
    with ThreadPoolExecutor(THREADS) as pool:
        done = {id(details): outcome for details, outcome in zip(alone, pool.map(save, alone), strict=True)}
    # Rows about the same person wait for each other: the last one has the last word.
    return [done[id(details)] if id(details) in done else _saved(details, now) for details in batch]


def _saved(details: Details, now: datetime) -> Outcome:
    try:
        customer = keep.save(details, by=None, now=now)
    except Problem as problem:
        return problem
    if customer.version == 1:
        return "created"
    return "updated" if customer.updated_at == now else "unchanged"
