"""``python -m sandbox.carrier``: run the carrier until it is told to stop."""

from __future__ import annotations

import argparse
import asyncio
import logging
import signal
from pathlib import Path

from sandbox.carrier.account import Account
from sandbox.carrier.config import read_config
from sandbox.carrier.server import CarrierServer, ServerOptions


def main() -> None:
    """Read the flags and run."""
    flags = _flags().parse_args()
    logging.basicConfig(
        level=flags.log_level.upper(), format="%(asctime)s %(levelname)s %(name)s %(message)s"
    )
    logging.getLogger("aioice").setLevel(logging.WARNING)
    asyncio.run(_run(flags))


def _flags() -> argparse.ArgumentParser:
    flags = argparse.ArgumentParser(
        prog="python -m sandbox.carrier", description="A small TwiML carrier on loopback."
    )
    flags.add_argument("--host", default="127.0.0.1")
    flags.add_argument("--http-port", type=int, default=8081)
    flags.add_argument("--sip-port", type=int, default=5060)
    flags.add_argument("--rtp-ports", type=_port_range, default=range(20000, 21000), metavar="FIRST-LAST")
    flags.add_argument("--account-sid", required=True)
    flags.add_argument("--auth-token", required=True)
    flags.add_argument("--state-dir", type=Path, default=Path(".carrier"))
    flags.add_argument("--numbers", type=Path, metavar="FILE", help="numbers, trunks, API keys (JSON)")
    flags.add_argument("--log-level", default="info")
    return flags


def _port_range(text: str) -> range:
    first, _, last = text.partition("-")
    return range(int(first), int(last or first) + 1)


async def _run(flags: argparse.Namespace) -> None:
    config = read_config(flags.numbers)
    account = Account(flags.account_sid, flags.auth_token, dict(config.api_keys))
    options = ServerOptions(flags.host, flags.http_port, flags.sip_port, flags.rtp_ports, flags.state_dir)
    server = CarrierServer(account, config, options)
    stopping = asyncio.Event()
    for name in (signal.SIGINT, signal.SIGTERM):
        asyncio.get_running_loop().add_signal_handler(name, stopping.set)
    await server.start()
    print(f"carrier ready on {server.base_url}", flush=True)
    await stopping.wait()
    await server.stop()


if __name__ == "__main__":
    main()
