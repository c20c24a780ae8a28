//! `#[validate(..)]` of validator and `#[garde(..)]` of garde, read where they mean the same as a constraint and refused where not.

use contractual_model::item::{ArgExpr, FieldAttributes, Limits, TypeExpr};
use contractual_model::{Format, pattern, refusals};

use super::value;
use crate::meta::{Args, Attr, Meta, metas};
use crate::problem::Problems;
use crate::tree::Group;

/// The lint that says: this attribute is for Rust alone.
const LINT: &str = "validator_attribute";

/// What a length counts.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Counted {
    Characters,
    Items,
    Members,
}

/// Attributes on the container: rules in functions, which no artifact can carry.
pub(crate) fn container(path: &str, group: &Group, all: &[Attr<'_>], problems: &mut Problems) {
    let allowed = all.iter().any(|a| match (a.path.as_str(), a.args) {
        ("contract", Args::List(group)) => crate::tree::to_text(&group.trees).contains(LINT),
        _ => false,
    });
    for meta in metas(group, problems) {
        let harmless = matches!(
            meta.key.as_str(),
            "context" | "allow_unvalidated" | "transparent" | "nest_all_validators"
        );
        if !harmless && !allowed {
            refuse(path, &meta, "a function, which only Rust can run", problems);
        }
    }
}

/// Attributes on a field.
pub(crate) fn field(
    path: &str,
    group: &Group,
    ty: &TypeExpr,
    found: &mut FieldAttributes,
    problems: &mut Problems,
) {
    let allowed = found.allow.iter().any(|allow| allow.lint == LINT);
    let mut limits = std::mem::take(&mut found.limits);
    for meta in metas(group, problems) {
        if let Err(why) = one(path, &meta, ty, &mut limits, problems)
            && !allowed
        {
            refuse(path, &meta, &why, problems);
        }
    }
    found.limits = limits;
}

fn refuse(path: &str, meta: &Meta<'_>, why: &str, problems: &mut Problems) {
    problems.refuse(
        &refusals::VALIDATOR_ATTRIBUTE,
        meta.place(),
        format!(
            "`{}` of `#[{path}(..)]` is no constraint of the contract: {why}",
            meta.key
        ),
    );
}

/// The type below options, boxes and references.
fn inner(mut ty: &TypeExpr) -> &TypeExpr {
    loop {
        match ty {
            TypeExpr::Reference(to) => ty = to,
            TypeExpr::Path(path) => match path.segments.last() {
                Some(last)
                    if matches!(last.ident.as_str(), "Option" | "Box" | "Arc" | "Rc" | "Cow") =>
                {
                    match last.args.first() {
                        Some(ArgExpr::Type(to)) => ty = to,
                        _ => return ty,
                    }
                }
                _ => return ty,
            },
            _ => return ty,
        }
    }
}

fn counted(ty: &TypeExpr) -> Option<Counted> {
    match ty {
        TypeExpr::Slice(_) | TypeExpr::Array(..) => Some(Counted::Items),
        TypeExpr::Path(path) => match path.segments.last()?.ident.as_str() {
            "String" | "str" => Some(Counted::Characters),
            "Vec" | "VecDeque" | "BTreeSet" | "HashSet" | "LinkedList" | "BinaryHeap"
            | "IndexSet" => Some(Counted::Items),
            "BTreeMap" | "HashMap" | "IndexMap" => Some(Counted::Members),
            _ => None,
        },
        _ => None,
    }
}

/// Why an attribute is not read, and what to write in its place.
fn alternative(garde: bool, key: &str) -> String {
    let text = match key {
        "url" => "it takes more than absolute URIs; `format = \"uri\"` is the contract's",
        "custom" | "function" | "schema" => "a function, which only Rust can run",
        "ip" => {
            "it takes both kinds of address; `std::net::IpAddr` is the type of both, and `format = \"ipv4\"` or `format = \"ipv6\"` one of them"
        }
        "required" => {
            "the field is an Option in Rust and none on the wire; make it no Option, or `nullable` if null is a value"
        }
        "must_match" | "matches" => {
            "it speaks of two fields; `rule(name = \"...\", expr = \"one == other\")` on the type says it"
        }
        "contains" => "`pattern = \"...\"` with the text in it says the same of text",
        "prefix" => "`pattern = \"^...\"` says the same",
        "suffix" => "`pattern = \"...$\"` says the same",
        "does_not_contain" => {
            "a pattern cannot exclude a text; `pattern = \"^[^...]*$\"` excludes characters"
        }
        "regex" => "the expression is a value in Rust; `pattern = \"...\"` holds it as a literal",
        "ascii" => "`pattern = \"^[ -~]*$\"` is what can be printed of it",
        "alphanumeric" => {
            "it takes the letters and digits of all scripts; `pattern = \"^[0-9A-Za-z]*$\"` takes the ASCII ones"
        }
        "non_control_character" => {
            "what a control character is differs between versions of Unicode; `pattern = \"^[^\\u0000-\\u001f\\u007f-\\u009f]*$\"` says it for good"
        }
        "credit_card" | "phone_number" => {
            "it counts and looks up numbers; `pattern = \"...\"` says how they are written"
        }
        "if" | "adapt" if garde => "it changes what other rules mean",
        _ => "artifacts cannot say it",
    };
    text.to_owned()
}

fn one(
    path: &str,
    meta: &Meta<'_>,
    ty: &TypeExpr,
    limits: &mut Limits,
    problems: &mut Problems,
) -> Result<(), String> {
    let garde = path == "garde";
    match (meta.key.as_str(), meta.args) {
        // Further down is the field's own type's business.
        ("nested", _) if !garde => Ok(()),
        ("skip", Args::None) | ("dive", _) if garde => Ok(()),
        // What a report says, and where.
        ("rename" | "code", _) if garde => Ok(()),
        ("length", Args::List(group)) => length(garde, group, ty, limits, problems),
        ("range", Args::List(group)) => range(garde, group, limits, problems),
        ("email", _) => format(Format::Email, limits),
        ("ipv4", Args::None) if garde => format(Format::Ipv4, limits),
        ("ipv6", Args::None) if garde => format(Format::Ipv6, limits),
        ("pattern", Args::List(group)) if garde => {
            let Some(text) = crate::meta::text_of(&group.trees) else {
                return Err("the pattern must be a literal".into());
            };
            wider(&text)?;
            match pattern::parse(&text) {
                Ok(_) => same(&mut limits.pattern, text, "pattern"),
                Err(error) => Err(error.message),
            }
        }
        ("inner", Args::List(group)) if garde => match within(ty) {
            Some((Within::Option, below)) => each(path, group, below, limits, problems),
            Some((Within::List, below)) => {
                let mut nested = limits.items.take().unwrap_or_default();
                let verdict = each(path, group, below, &mut nested, problems);
                if !nested.is_empty() {
                    limits.items = Some(nested);
                }
                verdict
            }
            None => Err("the type of the elements is not shown".into()),
        },
        (key, _) => Err(alternative(garde, key)),
    }
}

/// What `inner(..)` looks into.
enum Within {
    /// The value of an option.
    Option,
    /// The elements of a list.
    List,
}

/// What garde's `inner(..)` finds in a type: the value of an option, which is a step of its own, or the elements of a list.
fn within(ty: &TypeExpr) -> Option<(Within, &TypeExpr)> {
    match ty {
        TypeExpr::Slice(item) | TypeExpr::Array(item, _) => Some((Within::List, item)),
        TypeExpr::Reference(to) => within(to),
        TypeExpr::Path(path) => {
            let last = path.segments.last()?;
            match (last.ident.as_str(), last.args.first()?) {
                ("Vec", ArgExpr::Type(item)) => Some((Within::List, item)),
                ("Option", ArgExpr::Type(to)) => Some((Within::Option, to)),
                ("Box", ArgExpr::Type(TypeExpr::Slice(item))) => Some((Within::List, item)),
                _ => None,
            }
        }
        _ => None,
    }
}

/// The rules of `inner(..)`, on what it looks into.
fn each(
    path: &str,
    group: &Group,
    below: &TypeExpr,
    limits: &mut Limits,
    problems: &mut Problems,
) -> Result<(), String> {
    let mut verdict = Ok(());
    for meta in metas(group, problems) {
        let found = one(path, &meta, below, limits, problems);
        verdict = verdict.and(found);
    }
    verdict
}

/// A pattern that garde hands to Rust's `regex`, where a part of it means more to the contract than it means there: then values that
/// garde refuses would be accepted. (`\d`, `\w` and `.` mean less.)
fn wider(written: &str) -> Result<(), String> {
    let mut rest = written.chars().peekable();
    // Inside of a class: whether it is negated.
    let mut class: Option<bool> = None;
    while let Some(c) = rest.next() {
        let next = rest.peek().copied();
        let what =
            match (c, class) {
                ('\\', _) => {
                    rest.next();
                    match next {
                        Some(of @ ('s' | 'S' | 'D' | 'W')) => of,
                        Some(of @ ('d' | 'w')) if class == Some(true) => of,
                        _ => continue,
                    }
                }
                ('[', None) => {
                    class = Some(next == Some('^'));
                    if next == Some('^') {
                        rest.next();
                    }
                    // A bracket at the start is a member.
                    if rest.peek() == Some(&']') {
                        rest.next();
                    }
                    continue;
                }
                (']', Some(_)) => {
                    class = None;
                    continue;
                }
                ('[', Some(_)) => return Err(
                    "a class in a class means other things to other engines; escape the bracket"
                        .into(),
                ),
                ('&' | '-' | '~', Some(_)) if next == Some(c) => {
                    return Err(format!(
                        "`{c}{c}` in a class is an operator to garde; write the class out"
                    ));
                }
                _ => continue,
            };
        return Err(format!(
            "`\\{what}` here means more characters to the contract than to garde; write the class out"
        ));
    }
    Ok(())
}

/// A value that has to be the contract's own, if the contract names one.
fn same<T: PartialEq>(slot: &mut Option<T>, value: T, what: &str) -> Result<(), String> {
    match slot {
        Some(other) if *other != value => Err(format!(
            "the field has another {what}, and one value has one"
        )),
        _ => {
            *slot = Some(value);
            Ok(())
        }
    }
}

/// All that is said of a value holds: of two lower bounds the higher one does.
fn at_least<T: PartialOrd>(slot: &mut Option<T>, value: T) {
    if slot.as_ref().is_none_or(|old| *old < value) {
        *slot = Some(value);
    }
}

/// Of two upper bounds the lower one holds.
fn at_most<T: PartialOrd>(slot: &mut Option<T>, value: T) {
    if slot.as_ref().is_none_or(|old| *old > value) {
        *slot = Some(value);
    }
}

fn format(format: Format, limits: &mut Limits) -> Result<(), String> {
    same(&mut limits.format, format, "written form")
}

fn length(
    garde: bool,
    group: &Group,
    ty: &TypeExpr,
    limits: &mut Limits,
    problems: &mut Problems,
) -> Result<(), String> {
    let Some(counted) = counted(inner(ty)) else {
        return Err("what it counts depends on the type, which is not shown here".into());
    };
    let mut characters = !garde;
    let (mut min, mut max) = (None, None);
    for meta in metas(group, problems) {
        let number = || match meta.args {
            Args::Value(trees, _) => value::number(trees).and_then(|n| n.as_u64()),
            _ => None,
        };
        match meta.key.as_str() {
            "chars" if garde => characters = true,
            "simple" if garde => {}
            "min" | "max" | "equal" => {
                let Some(number) = number() else {
                    return Err("its bounds must be literals".into());
                };
                if meta.key != "max" {
                    min = Some(number);
                }
                if meta.key != "min" {
                    max = Some(number);
                }
            }
            "message" | "code" => {}
            other => return Err(format!("`{other}` is not counted by any artifact")),
        }
    }
    let (low, high) = match counted {
        Counted::Characters if !characters => {
            return Err(
                "without `chars` it counts bytes, and the contract counts characters".into(),
            );
        }
        Counted::Characters => (&mut limits.min_length, &mut limits.max_length),
        Counted::Items => (&mut limits.min_items, &mut limits.max_items),
        Counted::Members => (&mut limits.min_properties, &mut limits.max_properties),
    };
    if let Some(min) = min {
        at_least(low, min);
    }
    if let Some(max) = max {
        at_most(high, max);
    }
    Ok(())
}

fn range(
    garde: bool,
    group: &Group,
    limits: &mut Limits,
    problems: &mut Problems,
) -> Result<(), String> {
    for meta in metas(group, problems) {
        let number = match meta.args {
            Args::Value(trees, _) => value::number(trees),
            _ => None,
        };
        let known = match meta.key.as_str() {
            "min" | "max" => true,
            "equal" => garde,
            "exclusive_min" | "exclusive_max" => !garde,
            "message" | "code" if !garde => continue,
            _ => false,
        };
        if !known {
            return Err(format!("`{}` is not known", meta.key));
        }
        let Some(number) = number else {
            return Err("its bounds must be literals".into());
        };
        match meta.key.as_str() {
            "min" => at_least(&mut limits.min, number),
            "max" => at_most(&mut limits.max, number),
            "exclusive_min" => at_least(&mut limits.exclusive_min, number),
            "exclusive_max" => at_most(&mut limits.exclusive_max, number),
            _ => {
                at_least(&mut limits.min, number.clone());
                at_most(&mut limits.max, number);
            }
        }
    }
    Ok(())
}
