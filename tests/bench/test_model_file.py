"""Model files: what is read, and what is refused with its field and rule."""

import json
from pathlib import Path

import pytest

from bench.acd.model import ModelError
from bench.acd.model_file import model_of, read_model
from bench.acd.simulation import simulate
from tests.bench.small_model import small

pytestmark = pytest.mark.usefixtures("in_memory")
MODELS = Path(__file__).parent.parent.parent / "bench" / "models"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"periods": {"length": 60, "count": 3}, "agents": [1, 2]}, "groups[0].agents has 2 values"),
        ({"periods": {"length": 0, "count": 1}}, "periods.length must be above 0"),
        ({"agents": [1.5]}, "groups[0].agents must be a whole number"),
        ({"classes": []}, "classes must be a list that is not empty"),
        (
            {"groups": [{"name": "x", "agents": [1], "serves": ["all"]}]},
            "classes[0].groups names 'agents': there is no such group",
        ),
        ({"select_task": "random"}, "known are longest_waiting, by_class_order"),
        ({"time_unit": "days"}, "known are seconds, minutes, hours"),
        ({"colour": 1}, "unknown 'colour'"),
        ({"busyness_gamma_shape": -1}, "busyness_gamma_shape must not be below 0"),
    ],
)
def test_a_wrong_model_file_is_refused_with_the_place(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ModelError) as refused:
        model_of(small(**changes))
    assert said in str(refused.value)


def test_a_file_that_is_no_json_or_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="cannot be read"):
        read_model(tmp_path / "none.json")
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    with pytest.raises(ModelError, match="is not JSON"):
        read_model(broken)
    broken.write_text(json.dumps([]))
    with pytest.raises(ModelError, match="must be an object"):
        read_model(broken)


def kind(**changes: object) -> dict[str, object]:
    document = small()
    (only,) = document["classes"]  # type: ignore[misc]
    return {"classes": [{**only, **changes}]}


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (kind(name=" "), "classes[0].name must be a name"),
        (kind(priority="high"), "classes[0].priority must be a number; it is 'high'"),
        (kind(arrival_rate=[-1]), "classes[0].arrival_rate must not be below 0"),
        (kind(service_rate=0), "classes[0].service_rate must be above 0"),
        (kind(patience_rate="long"), "classes[0].patience_rate must be a number"),
        (kind(groups=["agents", "agents"]), "classes[0].groups names something twice"),
        (kind(groups=[]), "classes[0].groups must be a list that is not empty"),
        ({"classes": kind()["classes"] * 2}, "classes[1].name is 'all', as another's is"),
        (kind(patience_rate=None) | {"agents": [0]}, "classes[0].groups: nobody serves 'all' in the last"),
        ({"select_worker": "random"}, "select_worker is 'random'; known are longest_idle"),
        ({"target_seconds": None}, "target_seconds must be a number"),
    ],
)
def test_what_breaks_a_rule_is_refused_with_the_field(changes: dict[str, object], said: str) -> None:
    with pytest.raises(ModelError) as refused:
        model_of(small(**changes))
    assert said in str(refused.value)


def test_a_group_and_a_class_must_name_each_other() -> None:
    (only,) = kind(groups=["agents"])["classes"]  # type: ignore[misc]
    more = {"name": "more", "agents": [1], "serves": ["all"]}
    document = small()
    document["groups"] = [*document["groups"], more]  # type: ignore[misc]
    with pytest.raises(ModelError, match=r"groups\[1\].serves names 'all', whose groups do not name 'more'"):
        model_of(document)
    document["classes"] = [{**only, "groups": ["agents", "more"], "name": "other"}]
    with pytest.raises(ModelError, match=r"classes\[0\].groups names 'agents', which does not serve 'other'"):
        model_of(document)


def test_only_the_order_of_priorities_counts_and_names_are_free() -> None:
    document = small()
    (only,) = document["classes"]  # type: ignore[misc]
    names = {'it\'s "urgent"': 0.5, "投诉": -3, "other": 2_000_000_000_000}
    document["classes"] = [{**only, "name": name, "priority": priority} for name, priority in names.items()]
    document["groups"] = [{"name": "agents", "agents": 2.0, "serves": list(names)}]
    model = model_of(document)
    assert [each.priority for each in model.classes] == [1, 0, 2]
    assert model.groups[0].agents == (2,)
    assert sum(result.whole.served for result in simulate(model, 1, 1)) > 0


def test_one_value_holds_for_all_periods_and_what_is_left_out_is_as_documented() -> None:
    document = small(periods={"length": 1, "count": 3}, time_unit="hours", agents=4)
    for name in ("time_unit", "target_seconds"):
        document.pop(name)
    (only,) = document["classes"]  # type: ignore[misc]
    only.pop("priority"), only.pop("patience_rate")
    model = model_of(document)
    assert (model.period_seconds, model.target_seconds, model.busyness_gamma_shape) == (60.0, 20.0, None)
    assert (model.select_task, model.select_worker) == ("longest_waiting", "longest_idle")
    assert model.groups[0].agents == (4, 4, 4)
    assert model.classes[0].patience_rate == (None, None, None)
    assert model.classes[0].service_rate == (0.5 / 60,) * 3


def test_every_bundled_model_is_read() -> None:
    assert {read_model(path).name for path in MODELS.glob("*.json")} >= {"M/M/12+M"}
