"""Which center a command works on."""

import json
import os
from pathlib import Path

import pytest
import typer

from cli.attach import attach

TOUCHED = (
    "AWS_ENDPOINT_URL",
    "AWS_ACCESS_KEY_ID",
    "AWS_SECRET_ACCESS_KEY",
    "AWS_DEFAULT_REGION",
    "TRUNKLINE_TABLE_PREFIX",
    "TRUNKLINE_READY_FILE",
)


@pytest.fixture(autouse=True)
def _environment(monkeypatch: pytest.MonkeyPatch) -> None:
    # Set before it is removed, so that what a test leaves behind is taken away again.
    for name in TOUCHED:
        monkeypatch.setenv(name, "x")
        monkeypatch.delenv(name)


def test_the_environment_of_a_deployed_center_is_left_as_it_is(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TRUNKLINE_TABLE_PREFIX", "production")
    attach(Path("nowhere.json"))
    assert "AWS_ENDPOINT_URL" not in os.environ


def test_the_center_that_is_up_here_is_found_by_its_ready_file(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ready = tmp_path / "ready.json"
    ready.write_text(json.dumps({"cloud_url": "http://127.0.0.1:8082"}))
    monkeypatch.setenv("TRUNKLINE_READY_FILE", str(ready))
    attach()
    assert os.environ["AWS_ENDPOINT_URL"] == "http://127.0.0.1:8082"
    assert os.environ["TRUNKLINE_TABLE_PREFIX"] == "trunkline"


def test_without_a_center_the_command_says_how_to_get_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    with pytest.raises(typer.Exit) as ended:
        attach(tmp_path / "ready.json")
    assert ended.value.exit_code == 2
    assert "trunkline up" in capsys.readouterr().err
