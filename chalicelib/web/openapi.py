"""The API's description, made of the declared routes; `python -m chalicelib.web.openapi` writes it."""

import importlib
import json
import re
import sys
from pathlib import Path
from typing import Any

from pydantic import TypeAdapter

from chalicelib.web.permissions import Permission, Public
from chalicelib.web.routes import ROUTES, RouteSpec

_REF = "#/components/schemas/{model}"
_A_PROBLEM = {"$ref": _REF.format(model="Problem")}
_PROBLEM = {
    "type": "object",
    "required": ["error"],
    "properties": {
        "error": {
            "type": "object",
            "required": ["code", "message", "fields"],
            "properties": {
                "code": {"type": "string"},
                "message": {"type": "string"},
                "fields": {
                    "type": "array",
                    "items": {
                        "type": "object",
                        "properties": {name: {"type": "string"} for name in ("field", "rule", "message")},
                    },
                },
            },
        }
    },
}


def openapi(title: str = "Trunkline", version: str = "0.1.0") -> dict[str, Any]:
    """The OpenAPI 3.1 document of every route declared so far; the application's `load` declares all."""
    schemas, components = _schemas()
    paths: dict[str, dict[str, Any]] = {}
    for spec in sorted(ROUTES, key=lambda spec: (spec.path, spec.method)):
        paths.setdefault(spec.path, {})[spec.method.lower()] = _operation(spec, schemas, components)
    return {
        "openapi": "3.1.0",
        "info": {"title": title, "version": version},
        "servers": [{"url": "/api"}],
        "paths": paths,
        "components": {
            "schemas": {**components, "Problem": _PROBLEM},
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer", "bearerFormat": "JWT"}},
        },
    }


def _schemas() -> tuple[dict[tuple[int, str], Any], dict[str, Any]]:
    """Each route's answer and body by (route's place in the list, use), and the shared components."""
    inputs: list[tuple[tuple[int, str], str, TypeAdapter[Any]]] = []
    for place, spec in enumerate(ROUTES):
        if spec.adapter:
            inputs.append(((place, "returns"), "serialization", spec.adapter))
        if spec.body:
            inputs.append(((place, "body"), "validation", TypeAdapter(spec.body)))
        if spec.query:
            inputs.append(((place, "query"), "validation", TypeAdapter(spec.query)))
    made, definitions = TypeAdapter.json_schemas(inputs, ref_template=_REF)  # type: ignore[arg-type]
    return {key: schema for (key, _), schema in made.items()}, definitions.get("$defs", {})


def _operation(
    spec: RouteSpec, schemas: dict[tuple[int, str], Any], components: dict[str, Any]
) -> dict[str, Any]:
    place = next(index for index, each in enumerate(ROUTES) if each is spec)
    operation: dict[str, Any] = {
        "operationId": _operation_id(spec),
        "summary": spec.summary,
        "tags": [spec.tag],
        "parameters": _path_parameters(spec) + _query_parameters(schemas.get((place, "query")), components),
        "responses": {
            str(spec.status): _answer(schemas.get((place, "returns"))),
            "default": {"description": "A problem", "content": _content(_A_PROBLEM)},
        },
    }
    if spec.body:
        operation["requestBody"] = {"required": True, "content": _content(schemas[(place, "body")])}
    if not isinstance(spec.access, Public):
        operation["security"] = [{"token": []}]
    if isinstance(spec.access, Permission):
        operation["x-permission"] = str(spec.access)
    return operation


def _operation_id(spec: RouteSpec) -> str:
    """The function's name; two rooms may use the same one, then its tag tells them apart."""
    name = spec.name.rpartition(".")[2]
    same = sum(each.name.rpartition(".")[2] == name for each in ROUTES)
    return name if same == 1 else f"{spec.tag}_{name}"


def _answer(schema: dict[str, Any] | None) -> dict[str, Any]:
    return {"description": "Done", **({"content": _content(schema)} if schema else {})}


def _content(schema: dict[str, Any]) -> dict[str, Any]:
    return {"application/json": {"schema": schema}}


def _path_parameters(spec: RouteSpec) -> list[dict[str, Any]]:
    names = re.findall(r"{(\w+)}", spec.path)
    return [{"name": name, "in": "path", "required": True, "schema": {"type": "string"}} for name in names]


def _query_parameters(query: dict[str, Any] | None, components: dict[str, Any]) -> list[dict[str, Any]]:
    """The fields of the query's model; what they refer to stands among the components."""
    if query is None:
        return []
    model = components[query["$ref"].rpartition("/")[2]] if "$ref" in query else query
    required = model.get("required", [])
    return [
        {"name": name, "in": "query", "required": name in required, "schema": shape}
        for name, shape in model.get("properties", {}).items()
    ]


def main() -> int:
    """`--write FILE`, or `--check FILE`: 1 when the file is not what the routes say."""
    action, file = sys.argv[1:] if len(sys.argv) == 3 else ("", "")
    if action not in {"--write", "--check"}:
        print("usage: python -m chalicelib.web.openapi --write|--check FILE", file=sys.stderr)
        return 2
    importlib.import_module("app").app.load()
    text = json.dumps(openapi(), ensure_ascii=False, indent=1, sort_keys=True) + "\n"
    path = Path(file)
    if action == "--write":
        path.write_text(text, encoding="utf-8")
    elif not path.exists() or path.read_text(encoding="utf-8") != text:
        print(f"{file} is not what the routes say; write it anew with: make openapi", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
