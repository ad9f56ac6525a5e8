"""The routing engine in simulated time, beside queueing theory, a published result and a real bank.

python -m bench.acd [--json] [--replications 4]
python -m bench.acd --model FILE --days N [--seed S] [--json]
"""

import argparse
import json
import os
import time
from itertools import chain
from pathlib import Path

from bench.acd.figures import as_json, figures
from bench.acd.model import Model, ModelError
from bench.acd.model_file import read_model
from bench.cloud import ENVIRONMENT
from bench.measuring import last_line

MODELS = Path(__file__).parent.parent / "models"


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(prog="bench.acd", description=__doc__.splitlines()[0])
    parser.add_argument("--model", type=Path, help="a model file; docs/algorithms/queueing-theory.md")
    parser.add_argument("--days", type=int, default=100, help="how many days of the model (100)")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--replications", type=int, default=4, help="of each comparison with theory (4)")
    parser.add_argument("--json", action="store_true", help="print the last line only")
    given = parser.parse_args()
    if given.days < 1 or given.replications < 2:
        parser.error("--days must be 1 or more, --replications 2 or more")
    os.environ.update(ENVIRONMENT)
    try:
        if given.model:
            run_model(read_model(given.model), given.days, given.seed, is_quiet=given.json)
        else:
            run_comparisons(given.replications, given.seed, is_quiet=given.json)
    except ModelError as error:
        parser.error(str(error))


def run_model(model: Model, days: int, seed: int, *, is_quiet: bool) -> None:
    """So many days of a model; one line of JSON, and before it a table to read."""
    from bench.acd.simulation import simulate

    began = time.monotonic()
    results = simulate(model, days, seed)
    whole = figures([result.whole for result in results])
    classes = {
        kind.name: figures([result.by_class[kind.name] for result in results]) for kind in model.classes
    }
    if not is_quiet:
        for name, found in {"all": whole, **(classes if len(classes) > 1 else {})}.items():
            print(f"{model.name}, {name}, {days} days:")
            for label, figure in found.items():
                print(f"  {label:32} {figure.mean:12.4f} +- {figure.half_width or 0.0:.4f}")
        arrived = sum(result.whole.arrived for result in results)
        print(f"{arrived / (time.monotonic() - began):,.0f} contacts a second")
    told = {name: as_json(found) for name, found in classes.items()}
    head = {"bench": "acd", "model": model.name, "days": days, "seed": seed}
    print(json.dumps({**head, **as_json(whole), "classes": told}, ensure_ascii=False), flush=True)


def run_comparisons(replications: int, seed: int, *, is_quiet: bool) -> None:
    """Theory, the published model and the bank's month."""
    from bench.acd import bank, comparison, designs, published

    began = time.monotonic()

    def tell(text: str) -> None:
        if not is_quiet:
            print(text, flush=True)

    compared = []
    for found in chain(comparison.compare(replications, seed), designs.compare(seed)):
        compared.append(found)
        tell(comparison.line(found))
    held = sum(found.engine.holds(found.theory) for found in compared)
    tell(f"{held} of {len(compared)} intervals hold the theory's figure; about 95 % should")
    checked = published.check(seed)
    for row in checked:
        tell(published.line(row))
    replayed = bank.replay(seed, tell)
    last_line(
        "acd",
        compared=len(compared),
        held=held,
        published=len(checked),
        published_held=sum(row.is_near for row in checked),
        seconds=time.monotonic() - began,
        **replayed,
    )


if __name__ == "__main__":
    main()
