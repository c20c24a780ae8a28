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
        if let Err(why) = one(path, &meta, inner(ty), &mut limits, problems)
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
            "Vec" | "VecDeque" | "BTreeSet" | "HashSet" | "LinkedList" | "IndexSet" => {
                Some(Counted::Items)
            }
            "BTreeMap" | "HashMap" | "IndexMap" => Some(Counted::Members),
            _ => None,
        },
        _ => None,
    }
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
        ("skip" | "dive", Args::None) if garde => Ok(()),
        ("length", Args::List(group)) => length(garde, group, ty, limits, problems),
        ("range", Args::List(group)) => range(group, limits, problems),
        ("email", _) => format(Format::Email, limits),
        ("ipv4", Args::None) if garde => format(Format::Ipv4, limits),
        ("ipv6", Args::None) if garde => format(Format::Ipv6, limits),
        ("pattern", Args::List(group)) if garde => {
            let Some(text) = crate::meta::text_of(&group.trees) else {
                return Err("the pattern must be a literal".into());
            };
            match pattern::parse(&text) {
                Ok(_) => {
                    set(&mut limits.pattern, text);
                    Ok(())
                }
                Err(error) => Err(error.message),
            }
        }
        ("inner", Args::List(group)) if garde => {
            let mut nested = limits.items.take().unwrap_or_default();
            let below = match ty {
                TypeExpr::Slice(item) | TypeExpr::Array(item, _) => Some(&**item),
                TypeExpr::Path(path) => {
                    path.segments
                        .last()
                        .and_then(|last| match last.args.first() {
                            Some(ArgExpr::Type(item)) => Some(item),
                            _ => None,
                        })
                }
                _ => None,
            };
            let mut verdict = Ok(());
            for meta in metas(group, problems) {
                let found = match below {
                    Some(below) => one(path, &meta, inner(below), &mut nested, problems),
                    None => Err("the type of the elements is not shown".into()),
                };
                verdict = verdict.and(found);
            }
            if !nested.is_empty() {
                limits.items = Some(nested);
            }
            verdict
        }
        ("url", _) => {
            Err("it takes more than absolute URIs; `format = \"uri\"` is the contract's".into())
        }
        ("custom" | "function", _) => Err("a function, which only Rust can run".into()),
        _ => Err("artifacts cannot say it".into()),
    }
}

/// The contract's own key wins if both are given and say the same; the runtime checks both anyway.
fn set<T>(slot: &mut Option<T>, value: T) {
    slot.get_or_insert(value);
}

fn format(format: Format, limits: &mut Limits) -> Result<(), String> {
    set(&mut limits.format, format);
    Ok(())
}

fn length(
    garde: bool,
    group: &Group,
    ty: &TypeExpr,
    limits: &mut Limits,
    problems: &mut Problems,
) -> Result<(), String> {
    let Some(counted) = counted(ty) else {
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
        set(low, min);
    }
    if let Some(max) = max {
        set(high, max);
    }
    Ok(())
}

fn range(group: &Group, limits: &mut Limits, problems: &mut Problems) -> Result<(), String> {
    for meta in metas(group, problems) {
        let number = match meta.args {
            Args::Value(trees, _) => value::number(trees),
            _ => None,
        };
        let slot = match meta.key.as_str() {
            "min" => &mut limits.min,
            "max" => &mut limits.max,
            "exclusive_min" => &mut limits.exclusive_min,
            "exclusive_max" => &mut limits.exclusive_max,
            "message" | "code" => continue,
            other => return Err(format!("`{other}` is not known")),
        };
        match number {
            Some(number) => set(slot, number),
            None => return Err("its bounds must be literals".into()),
        }
    }
    Ok(())
}
