"""Which requirement rows a run proves, in one process and in several."""

import json
import sys

import pytest

from cli import ledger

TESTS = """
import pytest

@pytest.mark.covers("IVR-05", "IVR-06")
def test_this_passes(): pass

@pytest.mark.covers("IVR-06")
def test_this_fails(): assert False

@pytest.mark.covers("IVR-07")
def test_this_is_skipped(): pytest.skip("not here")

@pytest.fixture
def broken(): raise ValueError

@pytest.mark.covers("IVR-08")
def test_this_does_not_begin(broken): pass

def test_this_proves_no_row(): pass
"""


@pytest.fixture
def run(tmp_path, monkeypatch):
    """Run tests under the plugin; how it ended, and the record by the tests' names."""
    record = tmp_path / "build" / "ledger.json"
    monkeypatch.setattr(ledger, "RECORD", record)

    def pytest_runs(source, workers):
        (tmp_path / "test_small.py").write_text(source)
        monkeypatch.delitem(sys.modules, "test_small", raising=False)
        # Plugins that watch the test we are in would take this run for it.
        monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")
        plugins = ["-p", "xdist.plugin", "-p", "no:cacheprovider", "-p", "cli.ledger"]
        place = ["-c", "/dev/null", "--import-mode=importlib", "--rootdir", str(tmp_path), str(tmp_path)]
        status = pytest.main(["-q", "-n", str(workers), *plugins, *place])
        found = json.loads(record.read_text()) if record.exists() else {}
        return status, {nodeid.rpartition("::")[2]: entry for nodeid, entry in found.items()}

    return pytest_runs


@pytest.mark.parametrize("workers", [0, 2])
def test_the_rows_of_every_process_are_recorded_with_their_worst_outcome(run, workers):
    status, record = run(TESTS, workers)
    assert status == pytest.ExitCode.TESTS_FAILED
    assert {name: (entry["rows"], entry["outcome"]) for name, entry in record.items()} == {
        "test_this_passes": (["IVR-05", "IVR-06"], "passed"),
        "test_this_fails": (["IVR-06"], "failed"),
        "test_this_is_skipped": (["IVR-07"], "skipped"),
        "test_this_does_not_begin": (["IVR-08"], "failed"),
    }
    assert ledger.proven_rows(record) == {"IVR-05"}


def test_a_later_run_adds_to_the_record(run):
    run('import pytest\n@pytest.mark.covers("IVR-05")\ndef test_first(): pass', 0)
    _, record = run('import pytest\n@pytest.mark.covers("IVR-06")\ndef test_second(): pass', 0)
    assert set(record) == {"test_first", "test_second"}


def test_a_row_that_does_not_exist_ends_the_run(run):
    status, record = run('import pytest\n@pytest.mark.covers("IVR-999")\ndef test_it(): pass', 0)
    assert (status, record) == (pytest.ExitCode.INTERNAL_ERROR, {})
