//! Text enums and the four representations of the others.

use super::maker::{Form, Item, Maker, ORDERED};
use super::values::attribute;

impl Maker {
    pub(super) fn text_enum(&mut self) -> Item {
        let name = self.next_name();
        let case = *self.rng.pick(&[
            "snake_case",
            "kebab-case",
            "SCREAMING_SNAKE_CASE",
            "camelCase",
            "lowercase",
        ]);
        let open = self.rng.chance(1, 5);
        let mut body = String::from("    DarkRed,\n    #[serde(alias = \"lawn\")]\n    Green2,\n");
        body.push_str("    #[serde(rename = \"X y\")]\n    URLPath,\n");
        if open {
            body.push_str("    #[serde(other)]\n    Other,\n");
        }
        let head = self.head(&[], &[format!("rename_all = \"{case}\"")], ORDERED);
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: Form::Other,
            // What is read as `Other` is one key.
            key: !open,
            safe: true,
            parts: None,
        }
    }

    pub(super) fn external(&mut self) -> Item {
        let name = self.next_name();
        let (members, mut safe) = self.members(false);
        let one = self.ty(1, false);
        let two = self.ty(0, false);
        safe &= one.safe && two.safe;
        let mut body = String::from("    UnitOne,\n");
        body.push_str(&format!("    HoldsOne({}{}),\n", attribute(&one), one.text));
        body.push_str(&format!(
            "    HoldsTwo({}{}, bool),\n",
            attribute(&two),
            two.text
        ));
        body.push_str(&format!("    HoldsMembers {{\n{members}    }},\n"));
        let extra = match self.rng.below(5) {
            0 => {
                "    #[serde(rename = \"Empty!\", alias = \"none\")]\n    Nothing {},\n".to_owned()
            }
            1 => match self.rng.below(3) {
                0 => "    #[serde(untagged)]\n    Free(#[contract(min = 5)] u8),\n".to_owned(),
                // What is no value of the variant that it names may be one of these.
                1 => "    #[serde(untagged)]\n    Free(BTreeMap<String, i16>),\n".to_owned(),
                _ => "    #[serde(other)]\n    Unknown,\n".to_owned(),
            },
            2 => "    #[serde(skip)]\n    Hidden,\n".to_owned(),
            _ => String::new(),
        };
        body.push_str(&extra);
        let serde = self.enum_case();
        let head = self.head(&[], &serde, "");
        let named = !extra.contains("untagged")
            && !extra.contains("other")
            && !serde.iter().any(|s| s == "deny_unknown_fields");
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: if named { Form::External } else { Form::Other },
            key: false,
            safe,
            parts: None,
        }
    }

    pub(super) fn enum_case(&mut self) -> Vec<String> {
        let mut serde = Vec::new();
        if self.rng.chance(1, 2) {
            let case = *self.rng.pick(&["snake_case", "camelCase", "kebab-case"]);
            serde.push(format!("rename_all = \"{case}\""));
        }
        if self.rng.chance(1, 3) {
            serde.push("rename_all_fields = \"camelCase\"".to_owned());
        }
        if self.rng.chance(1, 3) {
            serde.push("deny_unknown_fields".to_owned());
        }
        serde
    }

    pub(super) fn internal(&mut self) -> Item {
        let name = self.next_name();
        let (members, _) = self.members(true);
        let objects: Vec<String> = self
            .items
            .iter()
            .filter(|item| item.safe && matches!(item.form, Form::Object { .. }))
            .map(|item| item.name.clone())
            .collect();
        let mut body = String::from("    UnitOne,\n");
        if !objects.is_empty() {
            let first = self.rng.pick(&objects).clone();
            body.push_str(&format!("    Holds({first}),\n    HoldsAgain({first}),\n"));
        }
        body.push_str(&format!("    HoldsMembers {{\n{members}    }},\n"));
        let tagged: Vec<String> = self
            .items
            .iter()
            .filter(|item| item.safe && matches!(item.form, Form::Tagged | Form::External))
            .map(|item| item.name.clone())
            .collect();
        if !tagged.is_empty() && self.rng.chance(1, 4) {
            body.push_str(&format!("    Nested({}),\n", self.rng.pick(&tagged)));
        }
        match self.rng.below(5) {
            0 => body.push_str(
                "    #[contract(max_properties = 2)]\n    Labels(BTreeMap<String, u8>),\n",
            ),
            1 => body.push_str("    #[serde(other)]\n    Unknown,\n"),
            _ => {}
        }
        self.names += 1;
        let tag = match self.rng.below(3) {
            0 => "the tag".to_owned(),
            _ => format!("tag_{}", self.names),
        };
        let mut serde = vec![format!("tag = \"{tag}\"")];
        serde.extend(self.enum_case());
        let head = self.head(&[], &serde, "");
        let closed = serde.iter().any(|s| s == "deny_unknown_fields");
        let plain = !body.contains("Labels") && !closed;
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: if plain { Form::Tagged } else { Form::Other },
            key: false,
            safe: true,
            parts: None,
        }
    }

    pub(super) fn adjacent(&mut self) -> Item {
        let name = self.next_name();
        let (members, mut safe) = self.members(true);
        let one = self.ty(1, true);
        let two = self.ty(0, true);
        safe &= one.safe && two.safe;
        let mut body = String::from("    UnitOne,\n");
        body.push_str(&format!("    HoldsOne({}{}),\n", attribute(&one), one.text));
        body.push_str(&format!(
            "    HoldsTwo({}{}, u8),\n",
            attribute(&two),
            two.text
        ));
        body.push_str(&format!("    HoldsMembers {{\n{members}    }},\n"));
        match self.rng.below(5) {
            0 => body.push_str("    Maybe(Option<u8>),\n"),
            1 => body.push_str(
                "    Nil(()),\n    MaybeText(#[contract(min_length = 2)] Option<String>),\n",
            ),
            2 => body.push_str("    #[serde(other)]\n    Unknown,\n"),
            _ => {}
        }
        let mut serde = vec!["tag = \"t\"".to_owned(), "content = \"c\"".to_owned()];
        serde.extend(self.enum_case());
        let head = self.head(&[], &serde, "");
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: Form::Other,
            key: false,
            safe,
            parts: None,
        }
    }

    pub(super) fn untagged(&mut self) -> Item {
        let name = self.next_name();
        let (members, _) = self.members(true);
        let mut body = String::new();
        let mut parts = vec![
            "    Small(#[contract(max = 9)] u8),\n".to_owned(),
            "    Truth(bool),\n".to_owned(),
            format!("    Members {{\n{members}    }},\n"),
            "    Pair(u8, bool),\n".to_owned(),
            "    Wide(i32),\n".to_owned(),
            "    Names(#[contract(max_items = 1)] Vec<String>),\n".to_owned(),
            "    Nothing,\n".to_owned(),
        ];
        let objects = self
            .items
            .iter()
            .filter(|item| item.safe && matches!(item.form, Form::Object { .. }));
        parts.extend(
            objects
                .take(2)
                .enumerate()
                .map(|(at, item)| format!("    Whole{at}({}),\n", item.name)),
        );
        let one = self.ty(1, true);
        if one.safe {
            parts.push(format!("    One({}{}),\n", attribute(&one), one.text));
        }
        let text = self.text();
        parts.push(format!("    Words({}String),\n", attribute(&text)));
        for _ in 0..2 + self.rng.below(3) {
            if parts.is_empty() {
                break;
            }
            let at = self.rng.below(parts.len());
            body.push_str(&parts.remove(at));
        }
        let head = self.head(&[], &["untagged".to_owned()], "");
        Item {
            source: format!("{head}pub enum {name} {{\n{body}}}\n"),
            name,
            form: Form::Other,
            key: false,
            safe: true,
            parts: None,
        }
    }
}
