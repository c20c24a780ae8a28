"""Judges JSON texts with what was emitted for Python, one JSON object to a line on standard input.

Arguments: the package folder (with `src` and `docs/contracts`), the Python package, the major version.
Input: {"type": contract name, "entity": file name of its schema or null, "text": JSON text}.
Output, one line each: {"pydantic_text": bool, "pydantic_value": bool, "schema": bool, "component": bool}; a judge that has no
artifact for the type is left out.
"""

import importlib
import json
import pathlib
import sys
from typing import Any

import yaml
from jsonschema import Draft202012Validator
from pydantic import TypeAdapter, ValidationError

root, package, major = pathlib.Path(sys.argv[1]), sys.argv[2], sys.argv[3]
sys.path.insert(0, str(root / "src"))
module = importlib.import_module(f"{package}.api.contracts")
contracts = root / "docs" / "contracts"
document_path = contracts / f"openapi-v{major}.yaml"
document = yaml.safe_load(document_path.read_text()) if document_path.exists() else None
adapters: dict[str, TypeAdapter[Any]] = {}
validators: dict[str, Any] = {}
format_checker = Draft202012Validator.FORMAT_CHECKER


class Refused(Exception):
    """The text is no JSON by RFC 8259."""


def refuse_constant(name: str) -> None:
    raise Refused(name)


def no_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    names = [name for name, _ in pairs]
    if len(set(names)) != len(names):
        raise Refused("repeated member")
    return dict(pairs)


def accepts(judge: Any, value: Any) -> bool:
    try:
        judge(value)
    except ValidationError:
        return False
    return True


def judge(case: dict[str, Any]) -> dict[str, bool]:
    verdicts: dict[str, bool] = {}
    name, text = case["type"], case["text"]
    try:
        value = json.loads(text, object_pairs_hook=no_repeats, parse_constant=refuse_constant)
    except (Refused, ValueError, RecursionError):
        return dict.fromkeys(["pydantic_value", "schema"], False)
    model = getattr(module, name, None)
    if model is not None:
        adapter = adapters.setdefault(name, TypeAdapter(model))
        verdicts["pydantic_text"] = accepts(adapter.validate_json, text)
        verdicts["pydantic_value"] = accepts(adapter.validate_python, value)
    if case.get("entity"):
        if name not in validators:
            schema = json.loads((contracts / case["entity"]).read_text())
            validators[name] = Draft202012Validator(schema, format_checker=format_checker)
        verdicts["schema"] = validators[name].is_valid(value)
    if document is not None and name in document["components"]["schemas"]:
        key = f"component {name}"
        if key not in validators:
            schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
            validators[key] = Draft202012Validator(schema, format_checker=format_checker)
        verdicts["component"] = validators[key].is_valid(value)
    return verdicts


for line in sys.stdin:
    print(json.dumps(judge(json.loads(line))))
