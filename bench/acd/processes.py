"""Days and replications do not depend on each other: each processor takes some."""

import multiprocessing
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from typing import TypeVar

# To start a process takes about as long as to run so many contacts.
_WORTH_A_PROCESS = 4000
T = TypeVar("T")
R = TypeVar("R")


def side_by_side(work: Callable[[T], R], given: Sequence[T], contacts: float) -> list[R]:
    """What `work` makes of each, in order; `contacts` is about how many there are in all.

    Every process makes the same of the same, so how many there are changes nothing but the time it takes.
    """
    processes = min(len(os.sched_getaffinity(0)), len(given), int(contacts / _WORTH_A_PROCESS))
    if processes < 2:
        return [work(each) for each in given]
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(processes, mp_context=context) as pool:
        return list(pool.map(work, given, chunksize=max(1, len(given) // (8 * processes))))
