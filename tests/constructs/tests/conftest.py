"""Fixtures that the contract tests use."""

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


@pytest.fixture(scope="session")
def contracts_dir() -> Path:
    """The folder of the committed contracts."""
    return Path(__file__).parent.parent / "docs" / "contracts"


@pytest.fixture(scope="session")
def load_contract_schema(contracts_dir: Path) -> Callable[[str], Any]:
    """Read the JSON Schema file `<name>.schema.json`."""

    def load(name: str) -> Any:
        path = contracts_dir / f"{name}.schema.json"
        return json.loads(path.read_text(encoding="utf-8"))

    return load


@pytest.fixture(scope="session")
def load_contract_fixture() -> Callable[[str], Any]:
    """Read the fixture `<name>.json`."""

    def load(name: str) -> Any:
        path = Path(__file__).parent / "contracts" / "fixtures" / f"{name}.json"
        return json.loads(path.read_text(encoding="utf-8"))

    return load
