"""A queue's definition: kept and read back as it was, refused with the field and the rule."""

from dataclasses import asdict
from typing import Any

import pytest

from chalicelib.problems import Invalid
from chalicelib.routing.expression import ExpressionError
from chalicelib.routing.model import TaskQueue
from chalicelib.routing.policy import (
    Enterprise,
    Overflow,
    Precedence,
    Preference,
    Shortage,
    Site,
    Strategy,
    TaskOrder,
    Tier,
)
from chalicelib.routing.queue_form import check_queue, queue_of

NAMES = frozenset({"consult", "vip"})


def queue(**rules: Any) -> TaskQueue:
    return TaskQueue("Q1", "consult", {"zh": "咨询"}, **rules)


def test_a_queue_is_read_as_it_was_kept() -> None:
    given = queue(
        strategy=Strategy.LINEAR, linear_order=("a", "b"), prefer=(Preference.COST,),
        task_order=TaskOrder.LIFO, groups=("g",), sites=(Site("s", 1.5, ("021",)),),
        enterprises=(Enterprise("E", ("a",), "g"),),
        precedence=(Precedence("vip"),), tiers=(Tier("t", "1==1", 3, -5, "callback"),),
        shortage=Shortage(3, 1), overflow=(Overflow("voicemail", 5),),
    )  # fmt: skip
    assert queue_of(asdict(given)) == given
    old = {
        k: v
        for k, v in asdict(queue()).items()
        if k in ("sid", "friendly_name", "title", "wrap_up", "rona_activity")
    }
    assert queue_of(old) == queue()


@pytest.mark.parametrize(
    ("rules", "field", "rule"),
    [
        ({"max_reserved_workers": 51}, "max_reserved_workers", "range"),
        ({"linear_order": ("a", "a")}, "linear_order", "unique"),
        ({"prefer": (Preference.GROUPS,)}, "groups", "required"),
        ({"precedence": (Precedence("mine"),)}, "precedence[0].when", "required"),
        ({"precedence": (Precedence("mine", "a-b == 1"),)}, "precedence[0].when", "expression"),
        ({"precedence": tuple(Precedence(f"r{n}", "1==1") for n in range(9))}, "precedence", "at_most"),
        ({"tiers": (Tier("t", "1==1", when_short="callback"),)}, "shortage", "required"),
        ({"tiers": (Tier("t", "1==1", head_start_seconds=9999),)}, "tiers[0].head_start_seconds", "range"),
        ({"overflow": (Overflow("voicemail"),)}, "overflow[0]", "required"),
        ({"overflow": (Overflow("fax", 1),)}, "overflow[0].to", "destination"),
        ({"overflow": (Overflow("queue:consult", 1),)}, "overflow[0].to", "destination"),
        ({"overflow": (Overflow("queue:sales", 1),)}, "overflow[0].to", "unknown"),
        ({"overflow": (Overflow("voicemail", 1, when="x =="),)}, "overflow[0].when", "expression"),
    ],
)
def test_a_queue_that_cannot_work_is_refused_with_field_and_rule(
    rules: dict[str, Any], field: str, rule: str
) -> None:
    with pytest.raises(Invalid) as refused:
        check_queue(queue(**rules), NAMES)
    assert (refused.value.fields[0].field, refused.value.fields[0].rule) == (field, rule)


def test_a_whole_configuration_that_can_work_is_taken() -> None:
    check_queue(queue(overflow=(Overflow("queue:vip", 5), Overflow("callback", max_wait_seconds=60))), NAMES)
    with pytest.raises(ExpressionError):
        check_queue(queue(target_workers="a -- b"), NAMES)
