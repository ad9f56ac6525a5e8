"""`python -m sandbox.lambda_host --port 8080 --web frontend/dist`; the app reads its environment."""

import argparse
import asyncio
import logging
import os
from pathlib import Path

from sandbox.lambda_host.application import Application
from sandbox.lambda_host.host import LambdaHost
from sandbox.lambda_host.pumps import Pumps
from sandbox.lambda_host.web import Web
from sandbox.serving import serve_until_signalled


def main() -> None:
    """Parse the arguments and serve."""
    parser = argparse.ArgumentParser(prog="sandbox.lambda_host", description="Runs the Lambda handlers here.")
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8080)
    parser.add_argument("--web", type=Path, default=Path("frontend/dist"))
    parser.add_argument("--carrier-url", default="", help="where the browser finds the sandbox carrier")
    parser.add_argument(
        "--state-dir", type=Path, default=Path(".trunkline/app"), help="how far streams are read"
    )
    arguments = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    arguments.state_dir.mkdir(parents=True, exist_ok=True)
    application = Application()
    time_zone = os.environ.get("TRUNKLINE_TIME_ZONE", "Asia/Shanghai")
    web = Web(arguments.web, arguments.carrier_url, time_zone)
    pumps = Pumps(application, os.environ["AWS_ENDPOINT_URL"], arguments.state_dir)
    asyncio.run(serve_until_signalled(LambdaHost(application, web, pumps), arguments.host, arguments.port))


if __name__ == "__main__":
    main()
