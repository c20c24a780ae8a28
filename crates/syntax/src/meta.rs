//! Attributes and their arguments, before anybody asks what they mean.

use contractual_model::refusals;

use crate::cfg::{self, CfgSet, Verdict};
use crate::cursor::Cursor;
use crate::problem::Problems;
use crate::tree::{Delim, Group, Place, Tree, to_text};

/// One attribute: `#[path args]`.
#[derive(Debug, Clone)]
pub(crate) struct Attr<'a> {
    /// Path with `::`, without spaces.
    pub(crate) path: String,
    pub(crate) args: Args<'a>,
    pub(crate) place: Place,
}

/// What follows a path or a key.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Args<'a> {
    None,
    List(&'a Group),
    Value(&'a [Tree], Place),
}

/// One `key`, `key = value` or `key(..)` of a list.
#[derive(Debug, Clone)]
pub(crate) struct Meta<'a> {
    pub(crate) key: String,
    pub(crate) key_place: Place,
    pub(crate) args: Args<'a>,
}

impl Meta<'_> {
    /// The whole of it.
    pub(crate) fn place(&self) -> Place {
        match self.args {
            Args::None => self.key_place,
            Args::List(group) => self.key_place.to(group.place),
            Args::Value(_, place) => self.key_place.to(place),
        }
    }

    /// The place of its value, or of the key if there is none.
    pub(crate) fn value_place(&self) -> Place {
        match self.args {
            Args::None => self.key_place,
            Args::List(group) => group.place,
            Args::Value(_, place) => place,
        }
    }

    /// The text, if the value is one string literal.
    pub(crate) fn text(&self) -> Option<String> {
        match self.args {
            Args::Value(trees, _) => text_of(trees),
            _ => None,
        }
    }
}

/// The text of one string literal, through invisible groups.
pub(crate) fn text_of(trees: &[Tree]) -> Option<String> {
    match trees {
        [Tree::Literal(text, _)] => crate::literal::text(text),
        [Tree::Group(group)] if group.delim == Delim::None => text_of(&group.trees),
        _ => None,
    }
}

/// The attributes in front of something, `cfg` applied.
pub(crate) struct Attributes<'a> {
    pub(crate) list: Vec<Attr<'a>>,
    /// False if a `cfg` takes the thing away.
    pub(crate) kept: bool,
}

/// Reads outer attributes.
pub(crate) fn attributes<'a>(
    cursor: &mut Cursor<'a>,
    cfg: Option<&dyn CfgSet>,
    problems: &mut Problems,
) -> Attributes<'a> {
    let mut found = Attributes {
        list: Vec::new(),
        kept: true,
    };
    while cursor.is("#") {
        let start = *cursor;
        let hash = cursor.place();
        cursor.eat("#");
        cursor.eat("!");
        let Some(group) = cursor.group(Delim::Bracket) else {
            *cursor = start;
            break;
        };
        one(
            Cursor::inside(group),
            hash.to(group.place),
            cfg,
            problems,
            &mut found,
            0,
        );
    }
    found
}

fn one<'a>(
    mut cursor: Cursor<'a>,
    place: Place,
    cfg: Option<&dyn CfgSet>,
    problems: &mut Problems,
    found: &mut Attributes<'a>,
    depth: usize,
) {
    // `#[unsafe(no_mangle)]` has no path of interest.
    let start = cursor;
    while cursor.eat("::") || cursor.ident().is_some() {}
    let path = to_text(cursor.since(start));
    let args = args(&mut cursor);
    let Some(set) = cfg else {
        found.list.push(Attr { path, args, place });
        return;
    };
    match (path.as_str(), args) {
        ("cfg", Args::List(group)) => {
            found.kept &= judge(&group.trees, group.place, set, problems);
        }
        ("cfg_attr", Args::List(group)) if depth < 16 => {
            let mut inside = Cursor::inside(group);
            let before = inside;
            while inside.peek().is_some_and(|tree| !tree.is_punct(',')) {
                inside.next();
            }
            let predicate = inside.since(before);
            if !concerns_us(inside.rest()) {
                return;
            }
            if !judge(predicate, group.place, set, problems) {
                return;
            }
            while inside.eat(",") && !inside.is_empty() {
                let before = inside;
                while inside.peek().is_some_and(|tree| !tree.is_punct(',')) {
                    inside.next();
                }
                let trees = inside.since(before);
                let at = crate::tree::place_of(trees, group.place);
                one(Cursor::new(trees, at), at, cfg, problems, found, depth + 1);
            }
        }
        _ => found.list.push(Attr { path, args, place }),
    }
}

/// True if a `cfg_attr` may add something that a contract depends on; else its predicate does not matter.
fn concerns_us(trees: &[Tree]) -> bool {
    trees.iter().enumerate().any(|(at, tree)| match tree {
        Tree::Group(group) => concerns_us(&group.trees),
        tree => match tree.ident() {
            // `doc(cfg(..))` is for rustdoc.
            Some("doc") => trees.get(at + 1).is_some_and(|next| next.is_punct('=')),
            Some(word) => matches!(
                word,
                "serde" | "contract" | "Contract" | "deprecated" | "validate" | "garde"
            ),
            None => false,
        },
    })
}

fn judge(predicate: &[Tree], around: Place, set: &dyn CfgSet, problems: &mut Problems) -> bool {
    match cfg::evaluate(predicate, around, set) {
        Verdict::Known(value) => value,
        Verdict::Unknown(name, place) => {
            problems.refuse(
                &refusals::CFG_UNKNOWN,
                place,
                format!("`{name}` is not known to build scripts, so the contract would depend on a guess"),
            );
            true
        }
        Verdict::Malformed(place) => {
            problems.refuse(&refusals::SYNTAX_ERROR, place, "this is no cfg predicate");
            true
        }
    }
}

fn args<'a>(cursor: &mut Cursor<'a>) -> Args<'a> {
    if let Some(Tree::Group(group)) = cursor.peek()
        && group.delim != Delim::None
    {
        cursor.next();
        return Args::List(group);
    }
    let place = cursor.place();
    if cursor.eat("=") {
        let start = *cursor;
        while cursor.peek().is_some_and(|tree| !tree.is_punct(',')) {
            cursor.next();
        }
        let trees = cursor.since(start);
        return Args::Value(trees, crate::tree::place_of(trees, place));
    }
    Args::None
}

/// The metas of a list. What is no meta is reported and skipped to the next comma.
pub(crate) fn metas<'a>(group: &'a Group, problems: &mut Problems) -> Vec<Meta<'a>> {
    metas_from(Cursor::inside(group), problems)
}

/// The metas of the rest of a list.
pub(crate) fn metas_from<'a>(mut cursor: Cursor<'a>, problems: &mut Problems) -> Vec<Meta<'a>> {
    let mut found = Vec::new();
    while !cursor.is_empty() {
        if let Some(meta) = meta(&mut cursor, problems) {
            found.push(meta);
        }
        if !cursor.eat(",") && !cursor.is_empty() {
            let headline = "expected `,` here".to_owned();
            problems.refuse(&refusals::BAD_VALUE, cursor.place(), headline);
            while cursor.peek().is_some_and(|tree| !tree.is_punct(',')) {
                cursor.next();
            }
            cursor.eat(",");
        }
    }
    found
}

/// One meta.
pub(crate) fn meta<'a>(cursor: &mut Cursor<'a>, problems: &mut Problems) -> Option<Meta<'a>> {
    let place = cursor.place();
    let start = *cursor;
    while cursor.eat("::") || cursor.ident().is_some() {}
    let trees = cursor.since(start);
    if trees.is_empty() {
        problems.refuse(
            &refusals::BAD_VALUE,
            place,
            "expected the name of a key here",
        );
        cursor.next();
        while cursor.peek().is_some_and(|tree| !tree.is_punct(',')) {
            cursor.next();
        }
        return None;
    }
    let key_place = crate::tree::place_of(trees, place);
    Some(Meta {
        key: to_text(trees),
        key_place,
        args: args(cursor),
    })
}
