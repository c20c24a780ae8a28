//! `test_openapi_contract.py`

use super::{Part, table};
use crate::Project;
use crate::python::Py;

pub(super) fn text(parts: &[Part<'_, '_>], project: &Project) -> String {
    let mut endpoints = Vec::new();
    let mut components = Vec::new();
    for (set, _) in parts {
        let path = project.document_path(set.major);
        let name = path.rsplit('/').next().unwrap_or(&path).to_owned();
        let mut paths = vec!["/healthz".to_owned(), "/readyz".to_owned()];
        for form in &set.operations {
            if !paths.contains(&form.operation.path) {
                paths.push(form.operation.path.clone());
            }
        }
        endpoints.push((
            name.clone(),
            Py::List(paths.into_iter().map(Py::Str).collect()),
        ));
        let each = set.entities.iter().map(|entity| {
            (
                entity.file.clone(),
                Py::Str(set.component(entity.component).name.clone()),
            )
        });
        components.push((name, Py::Dict(each.collect())));
    }
    format!(
        "{HEAD}{}# The component of each schema file.\n{}{BODY}",
        table("ENDPOINTS", endpoints),
        table("COMPONENTS", components)
    )
}

const HEAD: &str = r##""""Every endpoint is in its OpenAPI document; every component says what its schema file says."""

from __future__ import annotations

import importlib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

Loader = Callable[[str], Any]

yaml: Any = importlib.import_module("yaml")

# The paths of each document.
"##;

const BODY: &str = r##"
PREFIX = "#/components/schemas/"
# What a document says beside its schema files: number formats, hints for readers, and its own keys.
NUMBER_FORMATS = {"int32", "int64", "float", "double"}
HINTS = {"discriminator", "readOnly", "writeOnly", "x-contract-rules"}
FILE_ONLY = {"$schema", "$id", "$comment", "$defs", "title"}
DOCUMENTS = sorted(ENDPOINTS)
ALL_ENDPOINTS = [(document, path) for document in DOCUMENTS for path in ENDPOINTS[document]]
ALL_COMPONENTS = [(document, name) for document in DOCUMENTS for name in COMPONENTS[document]]


def _load_schema(load: Loader, name: str) -> Any:
    try:
        return load(name)
    except FileNotFoundError:
        return load(f"{name}.schema.json")


def _text(contracts_dir: Path, document: str) -> str:
    return (contracts_dir / document).read_text(encoding="utf-8")


def _parsed(contracts_dir: Path, document: str) -> Any:
    return yaml.safe_load(_text(contracts_dir, document))


def _schemas(node: Any) -> Iterator[Any]:
    """Every object in a tree."""
    if isinstance(node, dict):
        yield node
        for value in node.values():
            yield from _schemas(value)
    elif isinstance(node, list):
        for value in node:
            yield from _schemas(value)


def _enums(node: Any) -> list[Any]:
    return [schema["enum"] for schema in _schemas(node) if isinstance(schema.get("enum"), list)]


def _plain(node: Any, *, in_names: bool = False) -> Any:
    """A schema without what only documents or only files say; references by name."""
    if isinstance(node, list):
        return [_plain(item) for item in node]
    if not isinstance(node, dict):
        return node
    found = {}
    for key, value in node.items():
        if in_names:
            found[key] = _plain(value)
            continue
        if key in HINTS or key in FILE_ONLY:
            continue
        if key == "format" and value in NUMBER_FORMATS:
            continue
        if key == "$ref" and isinstance(value, str):
            found[key] = value.rpartition("/")[2]
        elif key in {"const", "enum", "default", "examples"}:
            found[key] = value
        else:
            found[key] = _plain(value, in_names=key in {"properties", "dependentRequired"})
    return found


@pytest.mark.parametrize(("document", "path"), ALL_ENDPOINTS)
def test_endpoint_is_in_the_text(contracts_dir: Path, document: str, path: str) -> None:
    assert f"{path}:" in _text(contracts_dir, document)


@pytest.mark.parametrize("document", DOCUMENTS)
def test_document_is_openapi_3_1(contracts_dir: Path, document: str) -> None:
    text = _text(contracts_dir, document)
    assert "openapi: 3.1.0" in text
    assert "/healthz:" in text
    assert "/readyz:" in text


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_reference_resolves(contracts_dir: Path, document: str) -> None:
    parsed = _parsed(contracts_dir, document)
    for schema in _schemas(parsed):
        target = schema.get("$ref")
        if isinstance(target, str):
            here = parsed
            for step in target.removeprefix("#/").split("/"):
                assert step in here, target
                here = here[step]


@pytest.mark.parametrize("document", DOCUMENTS)
def test_every_object_says_what_else_it_holds(contracts_dir: Path, document: str) -> None:
    components = _parsed(contracts_dir, document)["components"]["schemas"]
    for name in COMPONENTS[document].values():
        for schema in _schemas(components[name]):
            if schema.get("type") == "object" and "properties" in schema:
                assert "additionalProperties" in schema, name


@pytest.mark.parametrize(("document", "name"), ALL_COMPONENTS)
def test_component_equals_schema_file(
    contracts_dir: Path, load_contract_schema: Loader, document: str, name: str
) -> None:
    components = _parsed(contracts_dir, document)["components"]["schemas"]
    schema = _load_schema(load_contract_schema, name)
    component = COMPONENTS[document][name]
    definitions = dict(schema.get("$defs", {}))
    own = definitions.pop(component, None) or schema
    assert _plain(components[component]) == _plain(own)
    for definition, value in definitions.items():
        assert _plain(components[definition]) == _plain(value)


@pytest.mark.parametrize(("document", "name"), ALL_COMPONENTS)
def test_enum_members_are_equal(
    contracts_dir: Path, load_contract_schema: Loader, document: str, name: str
) -> None:
    components = _parsed(contracts_dir, document)["components"]["schemas"]
    schema = _load_schema(load_contract_schema, name)
    component = COMPONENTS[document][name]
    definitions = dict(schema.pop("$defs", {}))
    own = definitions.pop(component, None) or schema
    assert _enums(components[component]) == _enums(own)
    for definition, value in definitions.items():
        assert _enums(components[definition]) == _enums(value)
"##;
