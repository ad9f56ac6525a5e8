"""`python -m sandbox.cloud --port 8082 --state-dir .trunkline/cloud [--ephemeral]`"""

import argparse
import asyncio
from pathlib import Path

from sandbox.cloud.server import serve


def main() -> None:
    """Parse the arguments and serve."""
    parser = argparse.ArgumentParser(prog="sandbox.cloud", description="An AWS for your laptop.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8082)
    parser.add_argument("--state-dir", type=Path, default=Path(".trunkline/cloud"))
    parser.add_argument("--ephemeral", action="store_true", help="keep nothing")
    arguments = parser.parse_args()
    state_dir = None if arguments.ephemeral else arguments.state_dir.resolve()
    asyncio.run(serve(arguments.host, arguments.port, state_dir))


if __name__ == "__main__":
    main()
