"""`python -m sandbox.fax --port 8091 --key KEY [--folder FOLDER]`"""

import argparse
from pathlib import Path

from sandbox.fax.service import Outbox, server


def main() -> None:
    """Serve until stopped."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--key", default="")
    parser.add_argument("--folder", type=Path, help="where each page is kept as an HTML file")
    given = parser.parse_args()
    server(Outbox(given.folder), given.key, given.port).serve_forever()


if __name__ == "__main__":
    main()
