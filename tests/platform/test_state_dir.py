"""A state directory says which form its data have; data of another form are refused with what to do."""

from pathlib import Path

import pytest

from cli.center.schema import SCHEMA, OtherSchema, require_ours
from cli.center.secrets import Secrets


def test_a_new_directory_is_stamped_and_comes_up_again(tmp_path: Path) -> None:
    require_ours(tmp_path)
    Secrets.of(tmp_path)
    require_ours(tmp_path)
    assert (tmp_path / "schema").read_text().strip() == str(SCHEMA)


@pytest.mark.parametrize(("stamp", "words"), [(None, "an older"), ("1", "an older"), ("999", "a newer")])
def test_data_of_another_form_are_refused_with_the_command_to_run(
    tmp_path: Path, stamp: str | None, words: str
) -> None:
    Secrets.of(tmp_path)
    if stamp:
        (tmp_path / "schema").write_text(stamp)
    with pytest.raises(OtherSchema, match=words) as refused:
        require_ours(tmp_path)
    assert f"mv {tmp_path} {tmp_path}.schema-{stamp or 1}" in str(refused.value)
