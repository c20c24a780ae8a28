//! What parsing an item gives.

use contractual_model::item::{FieldPlace, Item};

use crate::problem::Problem;
use crate::tree::{Place, Tree};

/// An item, if one could be read, and everything there is to say about it. An item with problems must not become a contract.
#[derive(Debug, Clone)]
pub struct Outcome {
    /// The item; also there beside problems that leave its form readable.
    pub parsed: Option<Parsed>,
    /// In the order of the tokens, nearly.
    pub problems: Vec<Problem>,
}

/// An item and the places of its parts.
#[derive(Debug, Clone)]
pub struct Parsed {
    /// The item.
    pub item: Item,
    /// The tokens of each type, in the order of [`Item::slots`].
    pub slots: Vec<SlotTokens>,
    /// The item's name.
    pub ident: Place,
    /// The names of fields, variants and arguments (types, where there is no name).
    pub parts: Vec<(FieldPlace, Place)>,
    /// Attributes in the body of an API trait that the macro takes out: see [`crate::tree::without`].
    pub own_attributes: Vec<Place>,
}

/// The tokens of a type. Those of a type that an attribute gives as text all stand where the attribute stands.
#[derive(Debug, Clone, Default)]
pub struct SlotTokens {
    /// The tokens.
    pub trees: Vec<Tree>,
    /// Where they stand.
    pub place: Place,
}

impl Parsed {
    /// The place of a part; that of the item's name if the part has none.
    pub fn place_of(&self, part: FieldPlace) -> Place {
        self.parts
            .iter()
            .find(|(known, _)| *known == part)
            .map_or(self.ident, |(_, place)| *place)
    }
}
