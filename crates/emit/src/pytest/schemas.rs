//! `test_contract_schemas.py`

use super::{Part, steps, table};
use crate::fixtures::{EntityFixtures, stem};
use crate::python::{Arg, Py, assignment_of, member_line};

pub(super) fn text(parts: &[Part<'_, '_>]) -> String {
    let mut schemas = Vec::new();
    let mut refused = String::new();
    for (set, fixtures) in parts {
        let each = set.entities.iter().zip(*fixtures);
        for (entity, own) in each.filter(|(entity, _)| entity.own) {
            let stem = stem(set, own);
            schemas.push((stem.clone(), Py::Str(entity.file.clone())));
            refused.push_str(&own.refused);
        }
    }
    format!(
        "{HEAD}{}\n# What refuses each generated invalid fixture.\n{}{BODY}",
        table("SCHEMAS", schemas),
        assignment_of("REFUSED: dict[str, Refused]", &refused)
    )
}

/// The lines of an entity in the table of refused documents.
pub(crate) fn refused(stem: &str, fixtures: &EntityFixtures) -> String {
    let mut lines = String::new();
    for fixture in &fixtures.all {
        let Some(refusal) = &fixture.refused else {
            continue;
        };
        let mut args = vec![
            Arg::plain(Py::Str(refusal.keyword.to_owned())),
            Arg::plain(steps(&refusal.pointer, &fixture.value)),
        ];
        if refusal.keyword == "rule" {
            args.push(Arg::named("schema_can_express", Py::raw("False")));
        }
        let name = format!("{stem}.{}", fixture.scenario);
        lines.push_str(&member_line(&name, &Py::call("Refused", args), 4));
    }
    lines
}

const HEAD: &str = r#""""Every schema file is a schema, and gives each fixture the verdict that its name says."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from jsonschema import Draft202012Validator
from jsonschema.exceptions import ValidationError

Loader = Callable[[str], Any]


class Refused(NamedTuple):
    """Why a fixture is refused: the keyword, the place, and whether JSON Schema can say it."""

    keyword: str
    path: list[str | int]
    schema_can_express: bool = True


FIXTURES = Path(__file__).parent / "fixtures"
# The schema file of each entity.
"#;

const BODY: &str = r#"
# Keywords that hold a whole schema: the error names the keyword below them.
HOLDERS = {"allOf", "propertyNames"}
NAMES = sorted(path.name.removesuffix(".json") for path in FIXTURES.glob("*.json"))
VALID = [name for name in NAMES if name.partition(".")[2].startswith("valid-")]
INVALID = [name for name in NAMES if name.partition(".")[2].startswith("invalid-")]


def _load(load: Loader, name: str, suffix: str) -> Any:
    try:
        return load(name)
    except FileNotFoundError:
        return load(f"{name}{suffix}")


def _schema(load: Loader, name: str) -> Any:
    entity = name.partition(".")[0]
    assert entity in SCHEMAS, f"{name}: no contract has fixtures of that name"
    return _load(load, SCHEMAS[entity], ".schema.json")


def _validator(schema: Any) -> Draft202012Validator:
    return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _subschema_validator(schema: Any, *path: str) -> Draft202012Validator:
    part = schema
    for step in path:
        part = part[step]
    return _validator({**part, "$defs": schema.get("$defs", {})})


def _errors(validator: Draft202012Validator, instance: Any) -> list[ValidationError]:
    errors = validator.iter_errors(instance)
    return sorted(errors, key=lambda error: [str(step) for step in error.absolute_path])


def _reasons(errors: Iterable[ValidationError]) -> Iterator[tuple[list[Any], list[Any]]]:
    """Keywords on the way to each error and its place; also inside unions."""
    for error in errors:
        yield list(error.absolute_schema_path), list(error.absolute_path)
        yield from _reasons(error.context or [])


@pytest.mark.parametrize("entity", sorted(SCHEMAS))
def test_schema_is_a_schema(entity: str, load_contract_schema: Loader) -> None:
    schema = _schema(load_contract_schema, entity)
    Draft202012Validator.check_schema(schema)
    for name in schema.get("$defs", {}):
        part = _subschema_validator(schema, "$defs", name)
        for example in schema["$defs"][name].get("examples", []):
            assert _errors(part, example) == []


@pytest.mark.parametrize("name", NAMES)
def test_fixture_name_says_the_verdict(name: str) -> None:
    scenario = name.partition(".")[2]
    assert scenario.startswith(("valid-", "invalid-")), name


@pytest.mark.parametrize("name", VALID)
def test_valid_fixture_is_accepted(
    name: str, load_contract_schema: Loader, load_contract_fixture: Loader
) -> None:
    schema = _schema(load_contract_schema, name)
    instance = _load(load_contract_fixture, name, ".json")
    assert _errors(_validator(schema), instance) == []


@pytest.mark.parametrize("name", INVALID)
def test_invalid_fixture_is_refused(
    name: str, load_contract_schema: Loader, load_contract_fixture: Loader
) -> None:
    schema = _schema(load_contract_schema, name)
    instance = _load(load_contract_fixture, name, ".json")
    errors = _errors(_validator(schema), instance)
    expected = REFUSED.get(name)
    if expected is None:
        assert errors
        return
    if not expected.schema_can_express:
        assert errors == []
        return
    reasons = [
        keywords
        for keywords, path in _reasons(errors)
        if path == expected.path
        and (keywords[-1] == expected.keyword or expected.keyword in HOLDERS & set(keywords))
    ]
    assert reasons, [error.message for error in errors]
    # Nothing else is wrong. A written form is said twice, by `pattern` and by `format`; a rule
    # (below `allOf`) may refuse a member that is wrong by itself as well.
    others = [
        error
        for error in errors
        if error.validator != "format" and "allOf" not in error.absolute_schema_path
    ]
    if expected.keyword == "type" and len(others) > 1:
        # A wrong type is said as often as the schema says the type of the place.
        assert all(list(error.absolute_path) == expected.path for error in others)
        return
    assert len(others) == 1 or expected.keyword in HOLDERS, [error.message for error in errors]
    for error in errors:
        place = list(error.absolute_path)
        assert place == expected.path[: len(place)], error.message


def test_every_generated_fixture_is_there() -> None:
    assert set(REFUSED) <= set(INVALID)
    for entity in SCHEMAS:
        assert f"{entity}.valid-minimal" in VALID
"#;
