"""CPU time of a cold start: a fresh interpreter imports app.py and answers its first webhook, as packaged.

    python -m bench.cold_start [--rounds 15] [--json]

The libraries are those of the Lambda package (build/deploy/*/contents if one was made, else one is made);
app.py, chalicelib and the flows are this tree's, with byte code as the package has it. The floor, on the same
libraries, imports chalice and makes one DynamoDB client. Each figure is a process of its own; the DynamoDB
API is another.
"""

import argparse
import itertools
import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from bench.cloud import cloud
from bench.gateway import webhook
from bench.measuring import interleaved, last_line, median, ratio, spread
from bench.webhook import Ours, params

ROOT = Path(__file__).resolve().parent.parent
PACKAGED = ("app.py", "chalicelib", "ivr_twiml")
OURS = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
event = json.load(sys.stdin)
began = time.process_time()
import app
class Context: aws_request_id = "1"; function_name = "api_handler"; memory_limit_in_mb = 512
answer = app.app(event, Context())
spent = time.process_time() - began
assert answer["statusCode"] == 200 and "<Gather" in answer["body"], answer
print(spent * 1000)
"""
FLOOR = """
import json, sys, time
sys.path.insert(0, sys.argv[1])
event = json.load(sys.stdin)
began = time.process_time()
import chalice
import botocore.session
botocore.session.get_session().create_client("dynamodb")
print((time.process_time() - began) * 1000)
"""


def packaged(work: Path) -> tuple[Path, float]:
    """The package's folder with this tree's own code in it, and the megabytes of its zip."""
    from infra.package import compile_all, package, write_zip

    made = sorted((ROOT / "build" / "deploy").glob("*/contents"), key=lambda path: path.stat().st_mtime)
    libraries = made[-1] if made else package("dev", work / "made").parent / "contents"
    contents = work / "contents"
    shutil.copytree(libraries, contents, ignore=lambda folder, _: _own(Path(folder), libraries))
    for name in PACKAGED:
        source = ROOT / name
        if source.is_dir():
            shutil.copytree(source, contents / name, ignore=shutil.ignore_patterns("__pycache__", "tests"))
        else:
            shutil.copy(source, contents / name)
    compile_all(contents)
    archive = work / "deployment.zip"
    write_zip(contents, archive)
    return contents, archive.stat().st_size / 2**20


def _own(folder: Path, libraries: Path) -> list[str]:
    return [*PACKAGED, "__pycache__"] if folder == libraries else []


def fresh(script: str, contents: Path) -> Callable[[], float]:
    """CPU milliseconds that a new interpreter, without this one's site-packages, tells for `script`; each
    time the webhook is of a new call."""
    interpreter = getattr(sys, "_base_executable", sys.executable)
    command = [interpreter, "-S", "-B", "-c", script, str(contents)]

    calls = itertools.count(1)

    def measure() -> float:
        event = json.dumps(webhook("/voice/incoming", params(f"CA{next(calls):032x}", CallStatus="ringing")))
        done = subprocess.run(
            command, input=event, capture_output=True, text=True, check=False, env=os.environ
        )
        if done.returncode:
            raise RuntimeError(done.stderr)
        return float(done.stdout.split()[-1])

    return measure


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(prog="bench.cold_start")
    parser.add_argument("--rounds", type=int, default=15)
    parser.add_argument("--json", action="store_true", help="print the last line only")
    arguments = parser.parse_args()
    with cloud(), tempfile.TemporaryDirectory() as work:
        contents, size = packaged(Path(work))
        Ours()  # The tables, the number and its flow.
        sides = {"ours": fresh(OURS, contents), "floor": fresh(FLOOR, contents)}
        found = interleaved(sides, arguments.rounds, warm_up=1)
    if not arguments.json:
        for name, figures in found.items():
            print(f"{name:6} {spread(figures)} ms of CPU, median and middle half")
    last_line(
        "cold_start",
        import_ms=median(found["ours"]),
        floor_ms=median(found["floor"]),
        ratio=ratio(found["ours"], found["floor"]),
        package_mb=size,
    )


if __name__ == "__main__":
    main()
