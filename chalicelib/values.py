"""Frozen dataclasses that cost a tenth to define.

    from chalicelib.values import dataclass, replace

The standard decorator writes and compiles six functions for each class, a millisecond of every cold start;
a webhook's rooms have some eighty classes, and use few of their methods. This one makes the same class (the
same fields, `replace`, `asdict`, patterns, errors; to mypy it *is* the standard one) and compiles `__init__`
when the first of its kind is made.
"""

import dataclasses
from operator import attrgetter
from typing import TYPE_CHECKING, Any

__all__ = ["dataclass", "replace"]

if TYPE_CHECKING:
    from dataclasses import dataclass, replace
else:

    def dataclass(cls: type | None = None, /, *, frozen: bool = False, **more: bool) -> Any:
        """`@dataclass(frozen=True)`; one that asks for anything else, or is made of another, is standard."""
        standard = dataclasses.dataclass(frozen=frozen, **more)

        def decorate(cls: type) -> type:
            is_plain = frozen and not more and not any(dataclasses.is_dataclass(base) for base in cls.__mro__)
            return _frozen(cls) if is_plain else standard(cls)

        return decorate(cls) if cls else decorate

    def replace(value: Any, /, **changes: Any) -> Any:
        """A copy of a frozen dataclass with some fields changed; the standard one goes through `__init__`."""
        known = value.__dict__
        if not changes.keys() <= known.keys() or hasattr(value, "__post_init__"):
            return dataclasses.replace(value, **changes)
        made = object.__new__(value.__class__)
        values = made.__dict__
        values.update(known)
        values.update(changes)
        return made


def _frozen(cls: type) -> type:
    cls.__doc__ = cls.__doc__ or cls.__name__  # Otherwise the standard library makes it of the signature.
    made: Any = dataclasses.dataclass(init=False, repr=False, eq=False)(cls)
    made.__dataclass_params__ = _PARAMS
    made.__init__ = _first_init(made)
    equal = __eq__ if all(field.compare for field in dataclasses.fields(made)) else _eq_of_some
    methods = {"__eq__": equal, "__repr__": __repr__, "__hash__": __hash__}
    methods |= {"__setattr__": __setattr__, "__delattr__": __delattr__}
    for name, method in methods.items():
        if name not in cls.__dict__:
            setattr(made, name, method)
    return cls


_PARAMS: Any = dataclasses.make_dataclass("_", (), frozen=True).__dataclass_params__  # type: ignore[attr-defined]


def _first_init(cls: Any) -> Any:
    def __init__(self: Any, *args: Any, **kwargs: Any) -> None:
        cls.__init__ = init = _init_of(cls)
        init(self, *args, **kwargs)

    return __init__


def _init_of(cls: Any) -> Any:
    """The compiled `__init__`: parameters in the order of the fields, defaults taken from them."""
    known: dict[str, Any] = {"_made": _MADE}
    parameters, body = ["self"], [" _values = self.__dict__"]
    for field in dataclasses.fields(cls):
        name, default = field.name, f"_default_{field.name}"
        if field.default is not dataclasses.MISSING:
            known[default] = field.default
            parameters.append(f"{name}={default}")
            body.append(f" _values[{name!r}] = {name}")
        elif field.default_factory is not dataclasses.MISSING:
            known[default] = field.default_factory
            parameters.append(f"{name}=_made")
            body.append(f" _values[{name!r}] = {default}() if {name} is _made else {name}")
        else:
            parameters.append(name)
            body.append(f" _values[{name!r}] = {name}")
    if hasattr(cls, "__post_init__"):
        body.append(" self.__post_init__()")
    exec(f"def __init__({', '.join(parameters)}):\n" + "\n".join(body), known)  # noqa: S102
    init = known["__init__"]
    init.__qualname__ = f"{cls.__qualname__}.__init__"
    return init


_MADE = object()


def __repr__(self: Any) -> str:
    shown = (f"{each.name}={getattr(self, each.name)!r}" for each in dataclasses.fields(self) if each.repr)
    return f"{type(self).__qualname__}({', '.join(shown)})"


def __eq__(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return self.__dict__ == other.__dict__


def _eq_of_some(self: Any, other: object) -> Any:
    if other.__class__ is not self.__class__:
        return NotImplemented
    return bool(_compared(self) == _compared(other))


def __hash__(self: Any) -> int:
    return hash(_compared(self))


def __setattr__(self: Any, name: str, value: object) -> None:  # noqa: ARG001
    raise dataclasses.FrozenInstanceError(f"cannot assign to field {name!r}")


def __delattr__(self: Any, name: str) -> None:  # noqa: ARG001
    raise dataclasses.FrozenInstanceError(f"cannot delete field {name!r}")


def _compared(self: Any) -> Any:
    """The values that make it equal to another."""
    getter = _getters.get(type(self))
    if getter is None:
        names = [field.name for field in dataclasses.fields(self) if field.compare]
        getter = _getters[type(self)] = attrgetter(*names) if names else lambda _: ()
    return getter(self)


_getters: dict[type, Any] = {}
