"""The Chalice application behind a function URL: a room's routes are loaded when somebody asks for them."""

import importlib
import itertools
import json
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

from chalice import Chalice
from chalice.app import Request

from chalicelib.problems import NotFound
from chalicelib.web.function_url import answer_of, learn_public_url, path_of, rest_event
from chalicelib.web.paths import Paths, parts_of


class _Routes(defaultdict[str, dict[str, Any]]):
    """Chalice's table of routes. Who lists it, as Chalice's local server and test client do, finds all."""

    def __init__(self, load: Callable[[], None]) -> None:
        super().__init__(dict)
        self._load = load

    def __iter__(self) -> Iterator[str]:
        self._load()
        return super().__iter__()


class Center(Chalice):
    """Chalice, with routes by the first part of their path.

    `routes_of` names the modules whose blueprint `bp` has routes that begin so. They are asked in their
    order, each loaded only when the ones before it do not know the path.
    """

    def __init__(self, app_name: str, routes_of: Mapping[str, Sequence[str]]) -> None:
        self._here = threading.local()
        super().__init__(app_name=app_name)
        self.routes = _Routes(self.load)
        self._routes_of = routes_of
        self._paths: dict[str, Paths] = {}
        self._loading = threading.RLock()

    # Chalice keeps the request on itself; on a laptop one process answers many at once.
    @property
    def current_request(self) -> Request | None:
        """The request that this thread answers."""
        return getattr(self._here, "request", None)

    @current_request.setter
    def current_request(self, value: Request | None) -> None:
        self._here.request = value

    def __call__(self, event: Any, context: Any) -> dict[str, Any]:
        """Answer one event of the function URL, or of a REST API where one stands in front."""
        if "rawPath" not in event:
            self.find(event["requestContext"]["resourcePath"])
            return super().__call__(event, context)
        learn_public_url(event)
        found = self.find(path_of(event))
        if found is None:
            return _no_such_address()
        answer = super().__call__(rest_event(event, *found), context)
        return answer_of(answer, event["headers"].get("accept-encoding", ""))

    def find(self, path: str) -> tuple[str, dict[str, str]] | None:
        """The route of a path below `/api`, and the parts of the path that it names."""
        parts = parts_of(path)
        for module in self._routes_of.get(parts[0], ()) if parts else ():
            found = (self._paths.get(module) or self._load(module)).find(parts)
            if found:
                return found
        return None

    def load(self) -> None:
        """Load every route, for those who need to know them all."""
        for module in itertools.chain.from_iterable(self._routes_of.values()):
            self._load(module)

    def _load(self, module: str) -> Paths:
        with self._loading:
            if module not in self._paths:
                known = set(self.routes.keys())
                self.register_blueprint(importlib.import_module(module).bp)
                self._paths[module] = Paths(self.routes.keys() - known)
            return self._paths[module]


def _no_such_address() -> dict[str, Any]:
    problem = NotFound("There is nothing at this address.")
    return {
        "statusCode": problem.status,
        "headers": {"Content-Type": "application/json"},
        "body": json.dumps(problem.as_json()),
    }
