"""Our frozen dataclasses are the standard library's in everything but the price of defining them."""

import copy
import dataclasses
import inspect
import pickle
from collections.abc import Mapping
from dataclasses import FrozenInstanceError, asdict, field, replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from chalicelib.values import dataclass
from chalicelib.values import replace as quickly_replaced


@dataclass(frozen=True)
class Ours:
    """One of each kind of field."""

    name: str
    size: int = 1
    tags: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="s", repr=False)
    note: str = field(default="", compare=False)


@dataclasses.dataclass(frozen=True)
class Theirs:
    name: str
    size: int = 1
    tags: Mapping[str, str] = field(default_factory=dict)
    secret: str = field(default="s", repr=False)
    note: str = field(default="", compare=False)


VALUES = st.fixed_dictionaries(
    {"name": st.text(max_size=3)},
    optional={
        "size": st.integers(0, 2),
        "tags": st.dictionaries(st.sampled_from("ab"), st.sampled_from("xy")),
        "secret": st.sampled_from(["s", "t"]),
        "note": st.sampled_from(["", "n"]),
    },
)


@given(VALUES, VALUES)
def test_it_behaves_as_the_standard_one(one: dict[str, Any], other: dict[str, Any]) -> None:
    ours, theirs = Ours(**one), Theirs(**one)
    assert asdict(ours) == asdict(theirs)
    assert repr(ours) == repr(theirs).replace("Theirs", "Ours")
    assert (ours == Ours(**other)) is (theirs == Theirs(**other))
    assert asdict(replace(ours, **other)) == asdict(replace(theirs, **other))
    assert asdict(quickly_replaced(ours, **other)) == asdict(replace(ours, **other))
    assert copy.deepcopy(ours) == ours == pickle.loads(pickle.dumps(ours))
    assert ours != theirs


def test_only_a_known_field_is_replaced_and_what_a_class_checks_is_checked() -> None:
    with pytest.raises(TypeError):
        quickly_replaced(Ours("a"), colour="red")  # type: ignore[call-arg]

    @dataclass(frozen=True)
    class Even:
        number: int

        def __post_init__(self) -> None:
            if self.number % 2:
                raise ValueError(self.number)

    with pytest.raises(ValueError, match="3"):
        quickly_replaced(Even(2), number=3)


def test_it_is_frozen_and_can_be_a_key() -> None:
    ours = Ours("a", tags=())  # type: ignore[arg-type]
    with pytest.raises(FrozenInstanceError):
        ours.size = 2  # type: ignore[misc]
    with pytest.raises(FrozenInstanceError):
        del ours.size
    assert {ours: 1}[Ours("a", tags=(), note="not compared")] == 1  # type: ignore[arg-type]


def test_a_factory_makes_a_new_value_for_each() -> None:
    assert Ours("a").tags is not Ours("a").tags


def test_wrong_arguments_are_refused() -> None:
    for arguments in ((), ("a", 1, {}, "s", "n", "more")):
        with pytest.raises(TypeError):
            Ours(*arguments)  # type: ignore[arg-type]
    with pytest.raises(TypeError):
        Ours("a", colour="red")  # type: ignore[call-arg]
    Ours("a")
    assert list(inspect.signature(Ours).parameters) == ["name", "size", "tags", "secret", "note"]


def test_it_matches_by_place_and_knows_its_like() -> None:
    match Ours("a", 2):
        case Ours("a", size):
            assert size == 2
    assert dataclasses.is_dataclass(Ours)

    @dataclass(frozen=True)
    class More(Ours):
        extra: int = 0

        @property
        def both(self) -> int:
            return self.size + self.extra

    assert More("a", 2, extra=3).both == 5
    assert More("a") != Ours("a")

    @dataclasses.dataclass(frozen=True)
    class Standard(Ours):
        extra: int = 0

    assert Standard("a", extra=1).extra == 1


def test_an_empty_one_is_equal_to_its_like_only() -> None:
    @dataclass(frozen=True)
    class Nothing: ...

    @dataclass(frozen=True)
    class NothingElse: ...

    assert Nothing() == Nothing()
    assert Nothing() != NothingElse()
    assert repr(Nothing()).endswith("Nothing()")


def test_a_field_may_have_any_name() -> None:
    @dataclass(frozen=True)
    class Named:
        values: dict[str, int]
        known: int = 1

    assert Named({"a": 1}).values == {"a": 1}
