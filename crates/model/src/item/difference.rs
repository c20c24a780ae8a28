//! Where two readings of one item part ways: how a mismatch between scan and compiler is explained.

use super::{FieldItem, FieldPlace, FieldsItem, Item, ItemBody, VariantItem};
use crate::code::Code;
use crate::json::{Json, to_line};

/// The first part that differs, in words, from both readings.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The part, as the right side counts it.
    pub place: FieldPlace,
    /// What the left side has there.
    pub left: String,
    /// What the right side has there.
    pub right: String,
}

impl Item {
    /// The first difference to another reading; `None` if they are equal.
    pub fn difference(&self, other: &Item) -> Option<Difference> {
        if self == other {
            return None;
        }
        let whole = |left: String, right: String| Difference {
            place: FieldPlace::Whole,
            left,
            right,
        };
        match (&self.body, &other.body) {
            (ItemBody::Struct { fields: left, .. }, ItemBody::Struct { fields: right, .. }) => {
                if let Some(found) = of_fields(left, right, &FieldPlace::Field) {
                    return Some(found);
                }
            }
            (
                ItemBody::Enum { variants: left, .. },
                ItemBody::Enum {
                    variants: right, ..
                },
            ) => {
                for (at, (left, right)) in left.iter().zip(right).enumerate() {
                    if let Some(found) = of_variant(left, right, at) {
                        return Some(found);
                    }
                }
                if left.len() != right.len() {
                    let names = |list: &[VariantItem]| names(list.iter().map(|v| &v.ident));
                    return Some(whole(
                        format!("variants {}", names(left)),
                        format!("variants {}", names(right)),
                    ));
                }
            }
            (ItemBody::Api(left), ItemBody::Api(right)) => {
                for (at, (left, right)) in left.operations.iter().zip(&right.operations).enumerate()
                {
                    if left != right {
                        return Some(Difference {
                            place: FieldPlace::Body(at),
                            left: format!("operation {}: {}", left.ident, to_line(&left.encode())),
                            right: format!(
                                "operation {}: {}",
                                right.ident,
                                to_line(&right.encode())
                            ),
                        });
                    }
                }
            }
            _ => {}
        }
        let (left, right) = parted(self.head(), other.head());
        Some(whole(left, right))
    }

    /// Everything but the fields, variants and operations.
    fn head(&self) -> Json {
        let mut head = self.encode();
        if let Json::Object(members) = &mut head {
            for (_, value) in members.iter_mut() {
                for part in ["fields", "variants", "operations"] {
                    value.remove(part);
                    if let Json::Object(inner) = value {
                        for (_, deep) in inner.iter_mut() {
                            deep.remove(part);
                        }
                    }
                }
            }
        }
        head
    }
}

fn of_fields(
    left: &FieldsItem,
    right: &FieldsItem,
    place: &dyn Fn(usize) -> FieldPlace,
) -> Option<Difference> {
    for (at, (l, r)) in left.all().iter().zip(right.all()).enumerate() {
        if l != r {
            let (left, right) = of_field(l, r);
            return Some(Difference {
                place: place(at),
                left,
                right,
            });
        }
    }
    if left.all().len() == right.all().len() {
        return None;
    }
    let shown =
        |fields: &FieldsItem| format!("fields {}", names(fields.all().iter().map(|f| &f.ident)));
    // The first field that only one side has, if it is the right one; else the last that both have.
    let at = left.all().len().min(right.all().len().saturating_sub(1));
    Some(Difference {
        place: if right.all().is_empty() {
            FieldPlace::Whole
        } else {
            place(at)
        },
        left: shown(left),
        right: shown(right),
    })
}

fn of_variant(left: &VariantItem, right: &VariantItem, at: usize) -> Option<Difference> {
    if left == right {
        return None;
    }
    let place = |field| FieldPlace::VariantField(at, field);
    if left.ident == right.ident
        && let Some(found) = of_fields(&left.fields, &right.fields, &place)
    {
        return Some(found);
    }
    let shown = |variant: &VariantItem| {
        let text = variant.encode();
        format!("variant {}: {}", variant.ident, to_line(&text))
    };
    Some(Difference {
        place: FieldPlace::Variant(at),
        left: shown(left),
        right: shown(right),
    })
}

fn of_field(left: &FieldItem, right: &FieldItem) -> (String, String) {
    let plain = |field: &FieldItem| format!("field {}: {}", field.ident, field.ty);
    if plain(left) != plain(right) {
        return (plain(left), plain(right));
    }
    let (l, r) = parted(left.encode(), right.encode());
    (
        format!("{} with {l}", plain(left)),
        format!("{} with {r}", plain(right)),
    )
}

/// What is not equal in two objects, as text; members that are equal are left out, at every depth.
fn parted(left: Json, right: Json) -> (String, String) {
    let (left, right) = strip(left, right);
    let shown = |value: Option<Json>| match value {
        Some(value) if value != Json::object() => to_line(&value),
        _ => "nothing of that kind".to_owned(),
    };
    (shown(left), shown(right))
}

fn strip(left: Json, right: Json) -> (Option<Json>, Option<Json>) {
    match (left, right) {
        (left, right) if left == right => (None, None),
        (Json::Object(left), Json::Object(mut right)) => {
            let mut kept = Vec::new();
            for (name, value) in left {
                let other = right.iter().position(|(other, _)| *other == name);
                match other.map(|at| (at, right[at].1.clone())) {
                    None => kept.push((name, value)),
                    Some((at, other)) => {
                        let (mine, theirs) = strip(value, other);
                        kept.extend(mine.map(|mine| (name.clone(), mine)));
                        match theirs {
                            Some(theirs) => right[at].1 = theirs,
                            None => {
                                right.remove(at);
                            }
                        }
                    }
                }
            }
            (Some(Json::Object(kept)), Some(Json::Object(right)))
        }
        (left, right) => (Some(left), Some(right)),
    }
}

fn names<'a>(list: impl Iterator<Item = &'a String>) -> String {
    list.map(String::as_str).collect::<Vec<_>>().join(", ")
}
