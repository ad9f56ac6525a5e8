"""`python -m bench.acd --model FILE`: one line of JSON, or what is wrong with the file."""

import json
import sys
from pathlib import Path

import pytest

from bench.acd.__main__ import main
from tests.bench.small_model import small

pytestmark = pytest.mark.usefixtures("in_memory")
FIGURES = {
    *("arrived", "served", "abandoned", "in_target", "service_level", "service_level_with_abandonment"),
    *("speed_of_answer_minutes", "occupancy"),
}


def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, document: object, *more: str) -> None:
    path = tmp_path / "model.json"
    path.write_text(json.dumps(document), encoding="utf-8")
    monkeypatch.setattr(sys, "argv", ["bench.acd", "--model", str(path), *more])
    main()


def test_a_model_comes_to_one_line_with_every_figure_of_all_and_of_each_class(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, tmp_path, small(), "--days", "3", "--seed", "5", "--json")
    (line,) = capsys.readouterr().out.splitlines()
    found = json.loads(line)
    assert (found["days"], found["seed"]) == (3, 5)
    for figures in (found, found["classes"]["all"]):
        assert figures.keys() >= FIGURES
        assert all(figures[name].keys() == {"mean", "half_width"} for name in FIGURES)
    assert found["arrived"]["mean"] == pytest.approx(
        found["served"]["mean"] + found["abandoned"]["mean"], abs=1e-5
    )
    run(monkeypatch, tmp_path, small(), "--days", "3", "--seed", "5")
    assert capsys.readouterr().out.splitlines()[-1] == line


def test_a_single_day_has_no_interval(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    run(monkeypatch, tmp_path, small(), "--days", "1", "--json")
    assert json.loads(capsys.readouterr().out)["occupancy"]["half_width"] is None


def test_what_is_wrong_with_a_file_is_said_with_its_field(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(SystemExit) as left:
        run(monkeypatch, tmp_path, small(agents=[-1]), "--json")
    assert left.value.code == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert "groups[0].agents must be a whole number from 0; it is -1" in said.err
