"""Which form the data in a state directory have, so that data of another form are refused and not misread."""

from pathlib import Path

# Raised by whoever changes how existing data are stored. 1: contacts, legs and events in tables of their own;
# 2: a contact is the lines of its log (docs/adr/0012-a-contact-is-the-lines-of-its-log.md);
# 3: a reservation's state is its row in the log (docs/adr/0022-a-reservation-is-told-where-it-changes.md).
SCHEMA = 3
_FILE = "schema"
_FIRST = 1


class OtherSchema(Exception):
    """The data are of another form than this Trunkline reads; says what to do."""


def require_ours(state_dir: Path) -> None:
    """Stamp a new state directory; OtherSchema when its data were written in another form."""
    stamp = state_dir / _FILE
    if not stamp.exists() and not (state_dir / "secrets.json").exists():
        stamp.write_text(f"{SCHEMA}\n")
    found = int(stamp.read_text()) if stamp.exists() else _FIRST
    if found == SCHEMA:
        return
    age = "an older" if found < SCHEMA else "a newer"
    aside = f"{state_dir}.schema-{found}"
    raise OtherSchema(
        f"The data in {state_dir} were written by {age} Trunkline (schema {found}; this one reads {SCHEMA}), "
        f"and nothing converts them yet. Put them aside and begin anew with: mv {state_dir} {aside}"
    )
