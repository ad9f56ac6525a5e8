"""What several shapes are made of. A definition is a text, kept to the byte."""

from pydantic import BaseModel, ConfigDict

LONGEST_DEFINITION = 2_000_000
Definition = str


class Words(BaseModel):
    """A text in both languages."""

    model_config = ConfigDict(from_attributes=True)

    zh: str
    en: str
