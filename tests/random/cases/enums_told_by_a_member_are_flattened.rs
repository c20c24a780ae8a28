// An externally tagged enum has members under the names of its variants. Flattened into several objects, its struct variants are one
// component each, and no tag tells the objects apart.
//@ First: {"id": 1, "One": {"size": 2}}
//@ First: {"id": 1, "Two": null}
//@ First: {"id": 1, "Three": [1, 2]}
//@ First: {"id": 1}
//@ First: {"id": 1, "One": {"size": 2}, "Two": null}
//@ First: {"id": 1, "One": {"size": 2, "x": 1}}
//@ First: {"id": 1, "One": [2]}
//@ First: {"id": 1, "Two": null, "x": 1}
//@ Second: {"name": "", "One": {"size": 2}}
//@ Second: {"name": "", "Three": [1]}
//@ Third: {"t": "a", "One": {"size": 2}}
//@ Third: {"t": "a", "Two": null}
//@ Third: {"t": "a"}
//@ Third: {"t": "b", "c": {"size": 1}}
//@ Third: {"t": "b", "c": {"size": 1}, "x": 1}
//@ Fourth: {"t": "b", "c": {"size": 1}, "id": 2}
//@ Fourth: {"t": "c", "id": 2}
//@ Fourth: {"t": "c", "id": 2, "c": null}
//@ Fourth: {"t": "b", "id": 2}
//@ Fifth: {"t": "b", "c": {"size": 1}, "of": 2}
//@ Fifth: {"t": "b", "c": {"size": 1}}

/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
pub enum Told {
    One { size: u8 },
    Two,
    Three(Vec<u8>),
}

/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct First {
    pub id: u8,
    #[serde(flatten)]
    pub told: Told,
}

/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Second {
    pub name: String,
    #[serde(flatten)]
    pub told: Told,
}

/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(nested_tag, reason = "it is what is looked at"))]
#[serde(tag = "t", rename_all = "lowercase")]
pub enum Third {
    A(Told),
    B { c: ToldSize },
}

/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
pub struct ToldSize {
    pub size: u8,
}

/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(tag = "t", content = "c", rename_all = "lowercase")]
pub enum Beside {
    B { size: u8 },
    C,
}

/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Fourth {
    pub id: u8,
    #[serde(flatten)]
    pub beside: Beside,
}

/// A case.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
pub struct Fifth {
    pub of: u8,
    #[serde(flatten)]
    pub beside: Beside,
}
