//! Values of keywords: what a malformed one is refused with.

use std::collections::{BTreeMap, BTreeSet};

use contractual_model::json::Json;

use super::super::number::Decimal;
use super::super::pattern;
use super::read::{Read, Reader, decimal};
use super::resolve::joined;
use super::shape::{NodeId, Types};

impl<'a> Reader<'a> {
    pub(super) fn types(&self, value: &Json, at: &str) -> Read<Types> {
        let one = |value: &Json| {
            value.as_str().and_then(Types::named).ok_or_else(|| {
                self.fail(
                    at,
                    "an unknown type name",
                    "use null, boolean, integer, number, string, array or object",
                )
            })
        };
        match value {
            Json::Array(items) => items
                .iter()
                .try_fold(Types::NONE, |all, item| Ok(all.or(one(item)?))),
            _ => one(value),
        }
    }

    pub(super) fn count(&self, value: &Json, at: &str) -> Read<u64> {
        let number = value.as_number().and_then(decimal);
        number
            .and_then(Decimal::as_count)
            .ok_or_else(|| self.fail(at, "expected a whole number from 0 on", "write a count"))
    }

    pub(super) fn number(&self, value: &Json, at: &str) -> Read<Decimal> {
        value.as_number().and_then(decimal).ok_or_else(|| {
            self.fail(
                at,
                "expected a number of at most 38 significant digits",
                "write a number that can be compared exactly",
            )
        })
    }

    pub(super) fn text(&self, value: &Json, at: &str) -> Read<String> {
        value
            .as_str()
            .map(str::to_owned)
            .ok_or_else(|| self.fail(at, "expected a text", "write a text"))
    }

    pub(super) fn flag(&self, value: &Json, at: &str) -> Read<bool> {
        value
            .as_bool()
            .ok_or_else(|| self.fail(at, "expected true or false", "write true or false"))
    }

    pub(super) fn list<'v>(&self, value: &'v Json, at: &str) -> Read<&'v [Json]> {
        value
            .as_array()
            .ok_or_else(|| self.fail(at, "expected a list", "write a list"))
    }

    pub(super) fn members<'v>(&self, value: &'v Json, at: &str) -> Read<&'v [(String, Json)]> {
        value
            .as_object()
            .ok_or_else(|| self.fail(at, "expected an object", "write an object"))
    }

    pub(super) fn names(&self, value: &Json, at: &str) -> Read<BTreeSet<String>> {
        self.list(value, at)?
            .iter()
            .map(|name| self.text(name, at))
            .collect()
    }

    pub(super) fn named(&mut self, value: &'a Json, at: &str) -> Read<BTreeMap<String, NodeId>> {
        let members = self.members(value, at)?;
        let read = |(name, inner): &'a (String, Json)| {
            (name.clone(), self.node_at(&joined(at, name), inner))
        };
        Ok(members.iter().map(read).collect())
    }

    pub(super) fn children(&mut self, value: &'a Json, at: &str) -> Read<Vec<NodeId>> {
        let list = self.list(value, at)?;
        Ok(list
            .iter()
            .enumerate()
            .map(|(index, inner)| self.node_at(&format!("{at}/{index}"), inner))
            .collect())
    }

    pub(super) fn check_pattern(&mut self, text: &str, at: &str) -> Read<()> {
        match pattern::parse(text) {
            Ok(_) => Ok(()),
            Err(what) => Err(self.fail(
                at,
                format!(
                    "the pattern `{}` is no ECMA-262 pattern: {what}",
                    shorten(text)
                ),
                "correct the pattern",
            )),
        }
    }
}

fn shorten(text: &str) -> String {
    if text.chars().count() <= 60 {
        text.to_owned()
    } else {
        format!("{}…", text.chars().take(60).collect::<String>())
    }
}
