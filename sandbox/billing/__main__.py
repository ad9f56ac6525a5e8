"""`python -m sandbox.billing --port 8090 --key KEY [--accounts FILE]`"""

import argparse
from pathlib import Path

from sandbox.billing.service import ACCOUNTS, load, server


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key", default="")
    parser.add_argument("--accounts", type=Path, default=ACCOUNTS)
    given = parser.parse_args()
    server(load(given.accounts), given.key, given.port).serve_forever()


if __name__ == "__main__":
    main()
