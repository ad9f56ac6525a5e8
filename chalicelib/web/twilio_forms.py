"""Twilio's parameters: PascalCase names in a form or a query, checked against a model."""

import json
from collections.abc import Mapping
from typing import Any, TypeVar, get_args, get_origin
from urllib.parse import parse_qs

from pydantic import BaseModel, ConfigDict, ValidationError
from pydantic.alias_generators import to_pascal

from chalicelib.problems import FieldProblem, Invalid


class TwilioForm(BaseModel):
    """Base of every form and query: `friendly_name` is sent as `FriendlyName`. A parameter that we do not
    have is refused: a filter that is silently ignored is a wrong answer."""

    model_config = ConfigDict(alias_generator=to_pascal, populate_by_name=True, extra="forbid", frozen=True)

    def has(self, *names: str) -> bool:
        """Whether one of these was sent, empty or not."""
        return any(name in self.model_fields_set for name in names)


F = TypeVar("F", bound=TwilioForm)


def form_values(body: str | bytes, is_json: bool = False) -> dict[str, str | list[str]]:
    """A form's values, a name that is sent several times with a list; or those of a JSON object, which a few
    of Twilio's routes take instead."""
    text = body.decode("utf-8", errors="replace") if isinstance(body, bytes) else body
    if not is_json:
        return one_or_many(parse_qs(text, keep_blank_values=True))
    try:
        said = json.loads(text or "{}")
    except ValueError as error:
        raise Invalid(f"The body is not valid JSON: {error}") from None
    if not isinstance(said, dict):
        raise Invalid("The body must be a JSON object")
    return said


def one_or_many(values: Mapping[str, list[str]]) -> dict[str, str | list[str]]:
    """Lists of one as their value."""
    return {name: given[0] if len(given) == 1 else given for name, given in values.items()}


def read(model: type[F], values: Mapping[str, str | list[str]]) -> F:
    """The parameters, typed; Invalid names each that is wrong, as Twilio spells it."""
    given = {
        name: [value] if _is_list(model, name) and isinstance(value, str) else value
        for name, value in values.items()
    }
    try:
        return model.model_validate(given)
    except ValidationError as error:
        raise _invalid(error) from error


def _is_list(model: type[TwilioForm], name: str) -> bool:
    shapes = (field.annotation for field in model.model_fields.values() if field.alias == name)
    return any(get_origin(shape) is list for given in shapes for shape in (given, *get_args(given)))


def _invalid(error: ValidationError) -> Invalid:
    fields = tuple(_field(dict(each)) for each in error.errors(include_url=False, include_input=False))
    return Invalid("; ".join(field.message for field in fields), fields=fields)


def _field(each: Mapping[str, Any]) -> FieldProblem:
    name = ".".join(str(part) for part in each["loc"] if isinstance(part, str))
    match each["type"]:
        case "missing":
            message = f"Missing required parameter {name} in the post body"
        case "extra_forbidden":
            message = f"The parameter {name} is not supported here"
        case _:
            message = f"Invalid {name}: {each['msg']}"
    return FieldProblem(name, each["type"], message)
