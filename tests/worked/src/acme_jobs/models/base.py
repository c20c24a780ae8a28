"""Base of all models of the package."""

from pydantic import BaseModel, ConfigDict


class ContractModel(BaseModel):
    """A model that refuses members it does not know."""

    model_config = ConfigDict(extra="forbid")
