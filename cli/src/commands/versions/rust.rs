//! One annotated Rust item as text: its version read and set, and copies of it under another name. Tokens are found by the lexer
//! that the scanner uses, so comments, strings and raw identifiers are what rustc takes them for.

use std::collections::BTreeMap;

use contractual_model::toml::quote;
use contractual_syntax::lex;
use contractual_syntax::tree::{Delim, Group, Place, Tree};

use super::edits::{Edit, apply};

/// Why an item cannot be edited.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Odd(pub(super) String);

type Edits = Result<Vec<Edit>, Odd>;

/// An item with its attributes.
pub(super) struct RustItem<'t> {
    text: &'t str,
    trees: Vec<Tree>,
    /// Index of the name in `trees`.
    name: usize,
    /// Index of the first tree that is no attribute.
    head: usize,
}

/// Keys of attributes whose text names types.
const TYPES_IN_TEXT: [&str; 6] = ["wire", "open", "from", "try_from", "into", "default"];

/// Words that stand in front of an item's name.
const KEYWORDS: [&str; 4] = ["struct", "enum", "trait", "union"];

impl<'t> RustItem<'t> {
    /// Reads an item; the text begins with its first attribute or doc comment.
    pub(super) fn read(text: &'t str) -> Result<Self, Odd> {
        let trees = lex(text, 0).map_err(|error| Odd(error.message.to_owned()))?;
        let mut head = 0;
        while let [hash, Tree::Group(group), ..] = &trees[head.min(trees.len())..] {
            if !hash.is_punct('#') || group.delim != Delim::Bracket {
                break;
            }
            head += 2;
        }
        let keyword = trees[head..]
            .iter()
            .position(|tree| tree.ident().is_some_and(|word| KEYWORDS.contains(&word)))
            .ok_or_else(|| Odd("no struct, enum or trait is here".to_owned()))?;
        let name = head + keyword + 1;
        match trees.get(name).and_then(Tree::ident) {
            Some(_) => Ok(Self {
                text,
                trees,
                name,
                head,
            }),
            None => Err(Odd("the item has no name".to_owned())),
        }
    }

    /// The item's name.
    pub(super) fn ident(&self) -> &str {
        self.trees[self.name].ident().unwrap_or_default()
    }

    /// The version as it is written: `1`, or `1.2.0`.
    pub(super) fn version(&self) -> Option<String> {
        let (_, value) = self.key("version")?;
        match value {
            Tree::Literal(text, _) => Some(text.trim_matches('"').to_owned()),
            _ => None,
        }
    }

    /// Sets a key of the contract's attribute; the value is Rust text.
    pub(super) fn set(&self, key: &str, value: &str) -> Edits {
        if let Some((_, found)) = self.key(key) {
            return Ok(vec![Edit::replace(range(found.place()), value)]);
        }
        if let Some(group) = self.arguments() {
            let at = group.place.start as usize + 1;
            let comma = match group.trees.is_empty() {
                true => "",
                false => ", ",
            };
            // arguments on lines of their own stay so
            let inside = &self.text[at..];
            let blank = inside.len() - inside.trim_start().len();
            return Ok(vec![match inside[..blank].contains('\n') {
                true => Edit::insert(at + blank, format!("{key} = {value},{}", &inside[..blank])),
                false => Edit::insert(at, format!("{key} = {value}{comma}")),
            }]);
        }
        // `#[contractual::api]` without arguments
        let bare = self.attributes().find_map(|trees| match trees.last()? {
            Tree::Ident(word, place) if word == "api" => Some(*place),
            _ => None,
        });
        if let Some(place) = bare {
            let at = place.end as usize;
            return Ok(vec![Edit::insert(at, format!("({key} = {value})"))]);
        }
        let Some(first) = self.trees.get(self.head) else {
            return Err(Odd("the item has no name".to_owned()));
        };
        if self.conditional() {
            return Err(Odd(
                "its #[contract(...)] stands in a #[cfg_attr(...)]".to_owned()
            ));
        }
        let at = first.place().start as usize;
        let indent = indentation(self.text, at);
        Ok(vec![Edit::insert(
            at,
            format!("#[contract({key} = {value})]\n{indent}"),
        )])
    }

    /// The item as the next major version: another name for Rust, the same for the wire, and the types of `renamed` by their new
    /// names. `old` is the major version that it has now.
    pub(super) fn next(
        &self,
        contract: &str,
        (old, new): (u32, u32),
        renamed: &BTreeMap<String, String>,
    ) -> Result<String, Odd> {
        let is_api = self.trees[self.name - 1].ident() == Some("trait");
        let version = match self.version() {
            Some(text) if text.contains('.') => format!("\"{new}.0.0\""),
            _ => new.to_string(),
        };
        let mut edits = Vec::new();
        let set_name = !is_api && self.key("name").is_none();
        match (self.arguments().is_some(), set_name) {
            (false, true) => {
                // one attribute with both keys
                let both = format!("{}, version = {version}", quote(contract));
                edits.extend(self.set("name", &both)?);
            }
            (_, set_name) => {
                let mut own = self.set("version", &version)?;
                if set_name {
                    own.extend(self.set("name", &quote(contract))?);
                }
                edits.extend(merged(own));
            }
        }
        if let Some((_, Tree::Literal(text, place))) = self.key("id") {
            let (was, is) = (format!("v{old}"), format!("v{new}"));
            if !text.contains(&was) {
                return Err(Odd(format!(
                    "its `$id` {text} does not name v{old}, so that of v{new} cannot be made from it: write `id = \"...v{old}...\"`, or remove it"
                )));
            }
            edits.push(Edit::replace(range(*place), text.replace(&was, &is)));
        }
        let mut words = renamed.clone();
        if is_api {
            self.operations((old, new), &mut words, &mut edits)?;
        }
        words.remove(self.ident());
        let name = &self.trees[self.name];
        if let Some(new_name) = renamed.get(self.ident()) {
            edits.push(Edit::replace(range(name.place()), new_name.as_str()));
        }
        if let (false, Some(new_name)) = (is_api, renamed.get(self.ident())) {
            // a type that holds itself
            words.insert(self.ident().to_owned(), new_name.clone());
        }
        // `wire = "..."` and its like
        for trees in self.attributes() {
            rename(trees, &words, &mut edits);
        }
        let is_enum = self.trees[self.name - 1].ident() == Some("enum");
        let rest = &self.trees[self.name + 1..];
        match (is_enum, rest.split_last()) {
            (true, Some((Tree::Group(body), generics))) => {
                rename(generics, &words, &mut edits);
                // what stands in an enum's body itself are the names of variants
                for tree in &body.trees {
                    if let Tree::Group(group) = tree {
                        rename(&group.trees, &words, &mut edits);
                    }
                }
            }
            _ => rename(rest, &words, &mut edits),
        }
        apply(self.text, &edits).ok_or_else(|| Odd("its attributes overlap".to_owned()))
    }

    /// Paths of operations go to the next version, and so do the names of their response enums, which the macro makes.
    fn operations(
        &self,
        (old, new): (u32, u32),
        words: &mut BTreeMap<String, String>,
        edits: &mut Vec<Edit>,
    ) -> Result<(), Odd> {
        let Some(Tree::Group(body)) = self.trees.last() else {
            return Err(Odd("the trait has no body".to_owned()));
        };
        let (was, is) = (format!("\"/v{old}/"), format!("\"/v{new}/"));
        for window in body.trees.windows(3) {
            if let [first, Tree::Group(attribute), _] = window
                && first.is_punct('#')
                && let [_, Tree::Group(arguments), ..] = attribute.trees.as_slice()
                && let Some(Tree::Literal(path, place)) = arguments.trees.first()
                && let Some(rest) = path.strip_prefix(&was)
            {
                edits.push(Edit::replace(range(*place), format!("{is}{rest}")));
            }
            if let [minus, arrow, result] = window
                && minus.is_punct('-')
                && arrow.is_punct('>')
                && let Some(name) = result.ident()
            {
                words.insert(name.to_owned(), versioned(name, new));
            }
        }
        Ok(())
    }

    /// The trees inside `#[contract(...)]` or `#[contractual::api(...)]`.
    fn arguments(&self) -> Option<&Group> {
        self.attributes().find_map(|trees| {
            let (Tree::Group(group), path) = trees.split_last()? else {
                return None;
            };
            let last = path.last()?.ident()?;
            (group.delim == Delim::Paren && matches!(last, "contract" | "api")).then_some(group)
        })
    }

    fn conditional(&self) -> bool {
        self.attributes().any(|trees| match trees {
            [name, Tree::Group(group)] if name.ident() == Some("cfg_attr") => group
                .trees
                .iter()
                .any(|tree| tree.ident() == Some("contract")),
            _ => false,
        })
    }

    fn attributes(&self) -> impl Iterator<Item = &[Tree]> {
        self.trees[..self.head]
            .iter()
            .filter_map(|tree| match tree {
                Tree::Group(group) => Some(group.trees.as_slice()),
                _ => None,
            })
    }

    /// A key of the contract's attribute, and the last tree of its value.
    fn key(&self, key: &str) -> Option<(&Tree, &Tree)> {
        let trees = &self.arguments()?.trees;
        trees.windows(3).find_map(|window| match window {
            [name, equals, value] if name.ident() == Some(key) && equals.is_punct('=') => {
                Some((name, value))
            }
            _ => None,
        })
    }
}

/// The name of a Rust item for a major version: `Order` and 2 give `OrderV2`; a version that the name already ends with goes.
pub(super) fn versioned(name: &str, major: u32) -> String {
    let digits = name.len() - name.trim_end_matches(|c: char| c.is_ascii_digit()).len();
    let (stem, number) = name.split_at(name.len() - digits);
    match stem.strip_suffix('V') {
        Some(plain) if !number.is_empty() && !plain.is_empty() => format!("{plain}V{major}"),
        _ => format!("{name}V{major}"),
    }
}

/// Places where a name is used in a text, in code only.
pub(super) fn uses(text: &str, name: &str) -> Vec<usize> {
    fn walk(trees: &[Tree], name: &str, found: &mut Vec<usize>) {
        for tree in trees {
            match tree {
                Tree::Ident(_, place) if tree.ident() == Some(name) => {
                    found.push(place.start as usize);
                }
                Tree::Group(group) => walk(&group.trees, name, found),
                Tree::Ident(..) | Tree::Punct(..) | Tree::Literal(..) => {}
            }
        }
    }
    let mut found = Vec::new();
    if let Ok(trees) = lex(text, 0) {
        walk(&trees, name, &mut found);
    }
    found
}

/// Renames types where they are named: not in the names of fields, not behind `.`.
fn rename(trees: &[Tree], words: &BTreeMap<String, String>, edits: &mut Vec<Edit>) {
    for (index, tree) in trees.iter().enumerate() {
        match tree {
            Tree::Ident(_, place) => {
                let Some(new) = tree.ident().and_then(|word| words.get(word)) else {
                    continue;
                };
                let next = trees.get(index + 1);
                let colon = next.is_some_and(|next| next.is_punct(':'));
                let path = colon && trees.get(index + 2).is_some_and(|next| next.is_punct(':'));
                let after_dot = index > 0 && trees[index - 1].is_punct('.');
                if (colon && !path) || after_dot {
                    continue;
                }
                edits.push(Edit::replace(range(*place), new.as_str()));
            }
            Tree::Group(group) => rename(&group.trees, words, edits),
            // `wire = "Vec<Output>"`
            Tree::Literal(text, place) if index >= 2 && trees[index - 1].is_punct('=') => {
                let key = trees[index - 2].ident().unwrap_or_default();
                let inner = text
                    .strip_prefix('"')
                    .and_then(|text| text.strip_suffix('"'));
                if let (true, Some(inner)) = (TYPES_IN_TEXT.contains(&key), inner)
                    && let Ok(trees) = lex(inner, place.start as usize + 1)
                {
                    rename(&trees, words, edits);
                }
            }
            Tree::Punct(..) | Tree::Literal(..) => {}
        }
    }
}

/// Two insertions at one place as one.
fn merged(edits: Vec<Edit>) -> Vec<Edit> {
    let mut out: Vec<Edit> = Vec::new();
    for edit in edits {
        match out
            .iter_mut()
            .find(|known| known.range == edit.range && known.range.is_empty())
        {
            Some(known) => known.text = format!("{}{}", edit.text, known.text),
            None => out.push(edit),
        }
    }
    out
}

fn range(place: Place) -> std::ops::Range<usize> {
    place.start as usize..place.end as usize
}

fn indentation(text: &str, at: usize) -> String {
    let line = text[..at].rfind('\n').map_or(0, |end| end + 1);
    text[line..at]
        .chars()
        .take_while(|c| c.is_whitespace())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn words(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
        pairs
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    }

    fn set(text: &str, key: &str, value: &str) -> String {
        let item = RustItem::read(text).unwrap();
        apply(text, &item.set(key, value).unwrap()).unwrap()
    }

    #[test]
    fn keys_are_set_where_they_stand() {
        for (text, expected) in [
            (
                "/// version = 1\n#[contract(version = 1, entity)] // version\npub struct A { version: u8 }",
                "/// version = 1\n#[contract(version = 2, entity)] // version\npub struct A { version: u8 }",
            ),
            (
                "#[derive(Contract)]\n#[contract(entity)]\nstruct A;",
                "#[derive(Contract)]\n#[contract(version = 2, entity)]\nstruct A;",
            ),
            (
                "#[derive(Contract)]\n#[contract(\n    entity,\n)]\nstruct A;",
                "#[derive(Contract)]\n#[contract(\n    version = 2,\n    entity,\n)]\nstruct A;",
            ),
            (
                "    #[derive(Contract)]\n    pub(crate) struct A;",
                "    #[derive(Contract)]\n    #[contract(version = 2)]\n    pub(crate) struct A;",
            ),
            (
                "#[contractual::api]\npub trait T {}",
                "#[contractual::api(version = 2)]\npub trait T {}",
            ),
        ] {
            assert_eq!(set(text, "version", "2"), expected);
        }
        let odd = "#[cfg_attr(unix, contract(version = 1))] struct A;";
        let found = RustItem::read(odd).unwrap().set("version", "2");
        assert_eq!(
            found,
            Err(Odd(
                "its #[contract(...)] stands in a #[cfg_attr(...)]".to_owned()
            ))
        );
        assert!(RustItem::read("fn f() {}").is_err());
        assert!(RustItem::read("struct A {").is_err());
    }

    #[test]
    fn a_type_gets_its_next_version() {
        let text = "/// A job of `Output`s.\n#[derive(Contract)]\n#[contract(version = 1, rule(name = \"r\", expr = \"a <= b\"))]\npub struct Job {\n    // an Output\n    #[serde(default = \"outputs\")]\n    pub Output: Vec<crate::types::Output>,\n    pub parent: Option<Box<Job>>,\n}";
        let item = RustItem::read(text).unwrap();
        let next = item
            .next(
                "Job",
                (1, 2),
                &words(&[("Job", "JobV2"), ("Output", "OutputV2")]),
            )
            .unwrap();
        assert_eq!(
            next,
            "/// A job of `Output`s.\n#[derive(Contract)]\n#[contract(name = \"Job\", version = 2, rule(name = \"r\", expr = \"a <= b\"))]\npub struct JobV2 {\n    // an Output\n    #[serde(default = \"outputs\")]\n    pub Output: Vec<crate::types::OutputV2>,\n    pub parent: Option<Box<JobV2>>,\n}"
        );
        let plain = RustItem::read("#[derive(Contract)]\nenum Door { Open }").unwrap();
        assert_eq!(
            plain
                .next("Door", (1, 2), &words(&[("Door", "DoorV2")]))
                .unwrap(),
            "#[derive(Contract)]\n#[contract(name = \"Door\", version = 2)]\nenum DoorV2 { Open }"
        );
        let union = "#[contract(wire = \"Vec<Output>\")]\nenum E { #[contract(open = \"Output\")] Output(Output), Other { a: Output } }";
        assert_eq!(
            RustItem::read(union)
                .unwrap()
                .next("E", (1, 2), &words(&[("E", "EV2"), ("Output", "OutputV2")]))
                .unwrap(),
            "#[contract(name = \"E\", version = 2, wire = \"Vec<OutputV2>\")]\nenum EV2 { #[contract(open = \"OutputV2\")] Output(OutputV2), Other { a: OutputV2 } }"
        );
        let with_id = "#[contract(version = \"1.4.0\", name = \"J\", id = \"urn:x:v1\")] struct A;";
        assert_eq!(
            RustItem::read(with_id)
                .unwrap()
                .next("J", (1, 2), &words(&[("A", "AV2")]))
                .unwrap(),
            "#[contract(version = \"2.0.0\", name = \"J\", id = \"urn:x:v2\")] struct AV2;"
        );
        assert_eq!(versioned("OrderV2", 3), "OrderV3");
        assert_eq!(versioned("V2", 3), "V2V3");
        assert_eq!(versioned("Ipv4", 2), "Ipv4V2");
    }

    #[test]
    fn an_api_gets_its_next_version() {
        let text = "#[contractual::api(version = 1, tag(name = \"jobs\", description = \"/v1/\"))]\npub trait Jobs {\n    /// Read /v1/jobs.\n    #[get(\"/v1/jobs/{id}\", tag = \"jobs\")]\n    #[responds(200 => Job { description = \"/v1/\" })]\n    async fn get_job(&self, id: JobId) -> GetJob;\n}";
        let item = RustItem::read(text).unwrap();
        let renamed = words(&[("Jobs", "JobsV2"), ("Job", "JobV2")]);
        assert_eq!(
            item.next("Jobs", (1, 2), &renamed).unwrap(),
            "#[contractual::api(version = 2, tag(name = \"jobs\", description = \"/v1/\"))]\npub trait JobsV2 {\n    /// Read /v1/jobs.\n    #[get(\"/v2/jobs/{id}\", tag = \"jobs\")]\n    #[responds(200 => JobV2 { description = \"/v1/\" })]\n    async fn get_job(&self, id: JobId) -> GetJobV2;\n}"
        );
    }

    #[test]
    fn uses_are_found_in_code_only() {
        let text = "// Job\nuse a::Job;\nfn f(x: &Job) { \"Job\"; g(r#Job, Jobs) }";
        let places: Vec<&str> = uses(text, "Job")
            .into_iter()
            .map(|at| &text[at..at + 3])
            .collect();
        assert_eq!(places, ["Job", "Job", "r#J"]);
    }
}
