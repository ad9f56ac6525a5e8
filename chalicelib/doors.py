"""A room's door: what its `__init__` names is loaded when somebody first uses it.

    with lazily(__name__):
        from chalicelib.calls.arrival import arrival
        from chalicelib.calls.enqueue import enqueue

To people, to mypy and to import-linter these are the plain imports they look like. A Lambda that answers a
caller loads only what that call needs, which is most of the time that a cold start takes. (Python 3.15 has
`lazy from ... import ...`, PEP 810, for the same.)
"""

import builtins
import sys
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from importlib import import_module
from types import ModuleType
from typing import Any

from chalicelib.values import dataclass

_lock = threading.Lock()


@dataclass(frozen=True)
class _Promised:
    """A name that an import statement named, and the module where it is to be found."""

    module: str
    name: str

    def kept(self) -> Any:
        """The thing itself."""
        found = import_module(self.module)
        if isinstance(
            found, _Room
        ):  # A module of the room itself, as in `from chalicelib.carrier import rest`.
            return import_module(f"{self.module}.{self.name}")
        return getattr(found, self.name)


@dataclass(frozen=True)
class _Promises:
    """What a module looks like to an import statement before it is loaded."""

    module: str

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return _Promised(self.module, name)


class _Room(ModuleType):
    """A package that finds what was promised at its first use."""

    _promised: Mapping[str, _Promised]

    def __getattr__(self, name: str) -> Any:
        promise = self.__dict__["_promised"].get(name)
        if promise is None:
            raise AttributeError(f"module {self.__name__!r} has no attribute {name!r}")
        self.__dict__[name] = value = promise.kept()
        return value

    def __setattr__(self, name: str, value: Any) -> None:
        # Python sets a loaded module on its package; `calls.arrival` is the function, not the module of it.
        if not (isinstance(value, ModuleType) and name in self.__dict__["_promised"]):
            super().__setattr__(name, value)


@contextmanager
def lazily(package: str) -> Iterator[None]:
    """Within it, the package's own `from ... import ...` statements promise their names and load nothing."""
    room = sys.modules[package]
    with _lock:
        plain = builtins.__import__

        def promise(
            name: str,
            globals: Mapping[str, Any] | None = None,
            locals: Mapping[str, Any] | None = None,
            fromlist: Sequence[str] | None = (),
            level: int = 0,
        ) -> Any:
            # Another thread's imports go on as ever.
            if globals is room.__dict__ and fromlist:
                return _Promises(name)
            return plain(name, globals, locals, fromlist or (), level)

        builtins.__import__ = promise
        try:
            yield
        finally:
            builtins.__import__ = plain
    promised = {name: value for name, value in vars(room).items() if isinstance(value, _Promised)}
    for name in promised:
        del room.__dict__[name]
    room.__dict__["_promised"] = promised
    room.__class__ = _Room
