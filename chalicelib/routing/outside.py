"""Tasks that come from outside, over the API: their contact is the task itself (pure).

Nobody's telephone is rung for them: whoever made them is asked what to do, or does it over the API.
"""


def is_foreign(contact_id: str) -> bool:
    """Whether a contact id is that of a task from outside."""
    return contact_id.startswith("WT")
