//! `test_pydantic_contract_models.py`

use super::{Part, table};
use crate::Project;
use crate::fixtures::stem;
use crate::pydantic::Names;
use crate::python::{Arg, Py};
use crate::set::Form;

pub(super) fn text(parts: &[Part<'_, '_>], project: &Project, package: &str) -> String {
    let mut models = Vec::new();
    let mut modules = Vec::new();
    for (set, fixtures) in parts {
        let names = Names::of_components(set);
        let module = project.module(set.major);
        let each = set.entities.iter().zip(*fixtures);
        for (entity, own) in each.filter(|(entity, _)| entity.own) {
            let name = Py::raw(format!("{module}.{}", names[entity.component]));
            let is_class = matches!(set.component(entity.component).form, Form::Object(_));
            let value = Py::call("TypeAdapter", vec![Arg::plain(name.clone())]);
            models.push((stem(set, own), if is_class { name } else { value }));
        }
        modules.push(module);
    }
    let adapters = models
        .iter()
        .any(|(_, value)| matches!(value, Py::Call(..)));
    let imports = if adapters {
        "BaseModel, TypeAdapter, ValidationError"
    } else {
        "BaseModel, ValidationError"
    };
    let annotation = if adapters {
        "MODELS: dict[str, type[BaseModel] | TypeAdapter[Any]]"
    } else {
        "MODELS: dict[str, type[BaseModel]]"
    };
    let functions = if adapters { WITH_ADAPTERS } else { MODELS_ONLY };
    let argument = if adapters { "Model" } else { "type[BaseModel]" };
    let kind = if adapters {
        "Model = type[BaseModel] | TypeAdapter[Any]\n"
    } else {
        ""
    };
    format!(
        "{}\nfrom pydantic import {imports}\n\nfrom {package}.api import {}\n\nLoader = Callable[[str], Any]\n{kind}\n\
         FIXTURES = Path(__file__).parent / \"fixtures\"\n# The model of each entity.\n{}{}{functions}{TESTS}",
        HEAD.trim_end_matches('\n'),
        modules.join(", "),
        table(annotation, models),
        NAMES.replace("MODEL_TYPE", argument),
    )
}

const HEAD: &str = r#""""Every model gives each fixture the verdict of its name, from text and from a parsed value."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
"#;

const NAMES: &str = r#"
NAMES = sorted(path.name.removesuffix(".json") for path in FIXTURES.glob("*.json"))
VALID = [name for name in NAMES if name.partition(".")[2].startswith("valid-")]
INVALID = [name for name in NAMES if name.partition(".")[2].startswith("invalid-")]


def _load(load: Loader, name: str) -> Any:
    try:
        return load(name)
    except FileNotFoundError:
        return load(f"{name}.json")


def _text(name: str) -> str:
    return (FIXTURES / f"{name}.json").read_text(encoding="utf-8")


def _model(name: str) -> MODEL_TYPE:
    entity = name.partition(".")[0]
    assert entity in MODELS, f"{name}: no contract has fixtures of that name"
    return MODELS[entity]

"#;

const MODELS_ONLY: &str = r#"
def _from_value(name: str, value: Any) -> Any:
    return _model(name).model_validate(value)


def _from_text(name: str, text: str) -> Any:
    return _model(name).model_validate_json(text)


def _dumped(name: str, found: Any) -> Any:
    assert isinstance(found, _model(name))
    return found.model_dump(mode="json", by_alias=True, exclude_unset=True)
"#;

const WITH_ADAPTERS: &str = r#"
def _from_value(name: str, value: Any) -> Any:
    model = _model(name)
    if isinstance(model, TypeAdapter):
        return model.validate_python(value)
    return model.model_validate(value)


def _from_text(name: str, text: str) -> Any:
    model = _model(name)
    if isinstance(model, TypeAdapter):
        return model.validate_json(text)
    return model.model_validate_json(text)


def _dumped(name: str, found: Any) -> Any:
    model = _model(name)
    if isinstance(model, TypeAdapter):
        return model.dump_python(found, mode="json", by_alias=True, exclude_unset=True)
    assert isinstance(found, model)
    return found.model_dump(mode="json", by_alias=True, exclude_unset=True)
"#;

const TESTS: &str = r#"

@pytest.mark.parametrize("name", VALID)
def test_valid_fixture_is_accepted(name: str, load_contract_fixture: Loader) -> None:
    value = _load(load_contract_fixture, name)
    for found in (_from_value(name, value), _from_text(name, _text(name))):
        if name.endswith((".valid-minimal", ".valid-full")):
            assert _dumped(name, found) == value


@pytest.mark.parametrize("name", INVALID)
def test_invalid_fixture_is_refused(name: str, load_contract_fixture: Loader) -> None:
    value = _load(load_contract_fixture, name)
    with pytest.raises(ValidationError):
        _from_value(name, value)
    with pytest.raises(ValidationError):
        _from_text(name, _text(name))
"#;
