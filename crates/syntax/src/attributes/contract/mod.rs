//! `#[contract(..)]`: keys are looked up in the table of `contractual_model::attributes`, then stored.

mod forms;
mod stored;
mod values;

use contractual_model::attributes::{Attribute, AttributePlace, Unknown, find};
use contractual_model::item::{Allow, Limits, RuleAttribute, TypeExpr, TypeOrOpen};
use contractual_model::json::{Json, Number};
use contractual_model::{Format, refusals};

use self::values::read_value;
pub(crate) use self::values::small_number;
use crate::meta::{Args, Attr, Meta, metas};
use crate::problem::Problems;
use crate::tree::{Group, Place};

/// Keys that may be given several times.
const REPEATABLE: [&str; 5] = ["rule", "example", "allow", "server", "tag"];

/// A key with its value, read by its grammar.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) attribute: &'static Attribute,
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// The value of a key.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Flag,
    Text(String),
    Type(TypeExpr),
    Count(u64),
    Number(Number),
    Json(Json),
    List(Vec<Json>),
    Format(Format),
    Limits(Box<Limits>),
    Rule(RuleAttribute),
    Allow(Allow),
    Pair(String, String),
}

/// The keys of one place.
#[derive(Debug)]
pub(crate) struct Keys {
    place: AttributePlace,
    /// True if the JSON form is that of another type, so that what constrains a value has a meaning.
    valued: bool,
    pub(crate) entries: Vec<Entry>,
}

impl Keys {
    pub(crate) fn new(place: AttributePlace) -> Self {
        Self {
            place,
            valued: false,
            entries: Vec::new(),
        }
    }

    /// Keys of a struct or an enum whose JSON form is that of another type: constraints speak of that one.
    pub(crate) fn of_value(place: AttributePlace) -> Self {
        Self {
            valued: true,
            ..Self::new(place)
        }
    }

    /// Reads one attribute.
    pub(crate) fn read(&mut self, attribute: &Attr<'_>, problems: &mut Problems) {
        match attribute.args {
            Args::List(group) => self.read_group(group, problems),
            _ => problems.refuse_with(
                &refusals::BAD_VALUE,
                attribute.place,
                format!("`{}` takes keys in brackets", attribute.path),
                format!("write `#[{}(..)]`", attribute.path),
            ),
        }
    }

    /// Reads the keys of a group.
    pub(crate) fn read_group(&mut self, group: &Group, problems: &mut Problems) {
        self.read_metas(&metas(group, problems), problems);
    }

    /// Reads keys.
    pub(crate) fn read_metas(&mut self, list: &[Meta<'_>], problems: &mut Problems) {
        for meta in list {
            self.read_meta(meta, problems);
        }
        self.conflicts(problems);
    }

    /// Reads one key.
    fn read_meta(&mut self, meta: &Meta<'_>, problems: &mut Problems) {
        let of_value = || match self.valued {
            true => find(&meta.key, AttributePlace::Newtype),
            false => find(&meta.key, self.place),
        };
        let attribute = match find(&meta.key, self.place).or_else(|_| of_value()) {
            Ok(attribute) => attribute,
            Err(Unknown::Key(near)) => {
                let headline = format!("unknown key `{}`", meta.key);
                match near {
                    Some(name) => problems.refuse_with(
                        &refusals::UNKNOWN_KEY,
                        meta.key_place,
                        headline,
                        format!("did you mean `{name}`?"),
                    ),
                    None => problems.refuse(&refusals::UNKNOWN_KEY, meta.key_place, headline),
                }
                return;
            }
            Err(Unknown::Place(places)) => {
                let mut allowed: Vec<&str> = places.iter().map(|place| place.words()).collect();
                allowed.dedup();
                problems.refuse_with(
                    &refusals::MISPLACED_KEY,
                    meta.key_place,
                    format!("`{}` means nothing on {}", meta.key, self.place.words()),
                    format!("it is allowed on {}", allowed.join(", ")),
                );
                return;
            }
        };
        if !REPEATABLE.contains(&attribute.name)
            && self
                .entries
                .iter()
                .any(|e| e.attribute.name == attribute.name)
        {
            problems.refuse(
                &refusals::REPEATED_KEY,
                meta.key_place,
                format!("`{}` is given twice", attribute.name),
            );
            return;
        }
        if let Some(value) = read_value(attribute, meta, problems) {
            self.entries.push(Entry {
                attribute,
                value,
                place: meta.place(),
            });
        }
    }

    fn conflicts(&self, problems: &mut Problems) {
        for entry in &self.entries {
            for other in entry.attribute.conflicts {
                if self.has(other) {
                    problems.refuse(
                        &refusals::CONFLICTING_KEYS,
                        entry.place,
                        format!(
                            "`{}` and `{other}` exclude each other",
                            entry.attribute.name
                        ),
                    );
                }
            }
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|e| e.attribute.name == name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.entries.iter().find_map(|e| match &e.value {
            Value::Text(text) if e.attribute.name == name => Some(text.clone()),
            _ => None,
        })
    }

    fn place_of(&self, name: &str) -> Place {
        self.entries
            .iter()
            .find(|e| e.attribute.name == name)
            .map_or_else(Place::default, |e| e.place)
    }

    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        self.entries.iter().find_map(|e| match &e.value {
            Value::Count(count) if e.attribute.name == name => Some(*count),
            _ => None,
        })
    }

    pub(crate) fn ty(&self, name: &str) -> Option<TypeExpr> {
        self.entries.iter().find_map(|e| match &e.value {
            Value::Type(ty) if e.attribute.name == name => Some(ty.clone()),
            _ => None,
        })
    }

    fn values(&self, name: &str) -> Vec<Json> {
        self.entries
            .iter()
            .filter_map(|e| match &e.value {
                Value::Json(value) if e.attribute.name == name => Some(value.clone()),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn pairs(&self, name: &str) -> Vec<(String, String)> {
        self.entries
            .iter()
            .filter_map(|e| match &e.value {
                Value::Pair(a, b) if e.attribute.name == name => Some((a.clone(), b.clone())),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn allow(&self) -> Vec<Allow> {
        self.entries
            .iter()
            .filter_map(|e| match &e.value {
                Value::Allow(allow) => Some(allow.clone()),
                _ => None,
            })
            .collect()
    }

    fn open(&self) -> Option<TypeOrOpen> {
        match self.ty("open") {
            Some(ty) => Some(TypeOrOpen::Of(ty)),
            None => self.has("open").then_some(TypeOrOpen::Any),
        }
    }
}
