//! Types that are no contract types but have a JSON form: Rust's own, and those of well-known crates.
//!
//! One table, read by the scan (which resolves paths) and by the runtime (whose trait implementations name the words), so that
//! both mean the same by `HashMap` or `Uuid`.

mod defined;
mod table;

pub use defined::{Defined, define, row_of};
pub use table::ALL;

use std::sync::OnceLock;

use crate::constraint::{Bound, Constraints, Format};
use crate::contract::{Int, Kind, Type};
use crate::digest::{Digest, identity};
use crate::instance;
use crate::json::Number;
use crate::quick::{HashMap, HashSet};

/// A built-in type.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Builtin {
    /// The word its identity starts with.
    pub word: &'static str,
    /// Full paths under which it is known, the crate first. `std` stands for `core` and `alloc`, too.
    pub paths: &'static [&'static str],
    /// How many type arguments count; further ones (hashers, allocators) are ignored.
    pub arguments: usize,
    /// The feature of the facade that makes it a contract type, if it is not Rust's own.
    pub feature: Option<&'static str>,
    /// What it is on the wire.
    pub form: Form,
}

/// What a built-in type is on the wire.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[allow(missing_docs, reason = "the names are those of `Kind` or `Format`")]
pub enum Form {
    Null,
    Bool,
    Char,
    Text,
    Float,
    Double,
    Int(Int),
    /// An integer that is not zero.
    NonZero(Int),
    /// Text in a written form.
    Written(Format),
    /// Text that matches a pattern.
    Patterned(&'static str),
    Any,
    AnyObject,
    Nullable,
    List,
    Set,
    Map,
    /// The first argument itself: boxes, references, cells.
    Transparent,
    /// An object or enum with a definition of its own in the model.
    Defined(Defined),
    /// `NonZero<T>`: the row of its argument.
    NonZeroOf,
    /// Known, and refused for the reason.
    Refused(&'static str),
}

/// The built-in type of that full path (`std::`, `core::` and `alloc::` are one).
pub fn of_path(path: &str) -> Option<&'static Builtin> {
    static INDEX: OnceLock<HashMap<&str, &Builtin>> = OnceLock::new();
    let index = INDEX.get_or_init(|| {
        let each =
            |builtin: &'static Builtin| builtin.paths.iter().map(move |path| (*path, builtin));
        ALL.iter().flat_map(each).collect()
    });
    let std = ["core::", "alloc::"]
        .iter()
        .find_map(|other| path.strip_prefix(other))
        .map(|rest| format!("std::{rest}"));
    index.get(std.as_deref().unwrap_or(path)).copied()
}

/// True if types of a crate of that name are known here.
pub fn knows_crate(name: &str) -> bool {
    static CRATES: OnceLock<HashSet<&str>> = OnceLock::new();
    let crates = CRATES.get_or_init(|| {
        ALL.iter()
            .flat_map(|builtin| builtin.paths)
            .filter_map(|path| path.split_once("::"))
            .map(|(first, _)| first)
            .chain(["core", "alloc"])
            .collect()
    });
    crates.contains(name)
}

/// The built-in type of that word.
pub fn of_word(word: &str) -> Option<&'static Builtin> {
    ALL.iter().find(|builtin| builtin.word == word)
}

/// Identity of a tuple; the empty one is `()`.
pub const fn tuple_identity(items: &[Digest]) -> Digest {
    identity("tuple", items)
}

/// Identity of an array.
pub const fn array_identity(item: Digest, length: u64) -> Digest {
    identity("array", &[item, crate::digest::constant(length as i128)])
}

impl Builtin {
    /// Its identity; transparent types have that of their argument.
    pub fn identity(&self, arguments: &[Digest]) -> Digest {
        match (self.form, arguments) {
            (Form::Transparent, [only, ..]) => *only,
            _ => identity(self.word, &arguments[..self.arguments.min(arguments.len())]),
        }
    }

    /// The type it is on the wire; `None` for a refused one, or if arguments are missing.
    pub fn to_type(&self, mut arguments: Vec<Type>) -> Option<Type> {
        let mut constraints = Constraints::default();
        if arguments.len() < self.arguments {
            return None;
        }
        let kind = match self.form {
            Form::Null => Kind::Null,
            Form::Bool => Kind::Bool,
            Form::Char => Kind::Char,
            Form::Text => Kind::Text,
            Form::Float => Kind::Float { double: false },
            Form::Double => Kind::Float { double: true },
            Form::Int(int) => Kind::Integer(int),
            Form::NonZero(int) => {
                if int.range().0 == 0 {
                    constraints.min = Some(Bound {
                        value: Number::from(1_u64),
                        exclusive: false,
                    });
                }
                Kind::Integer(int)
            }
            Form::Written(format) => {
                constraints.format = Some(format);
                Kind::Text
            }
            Form::Patterned(pattern) => {
                constraints.pattern = crate::pattern::parse(pattern).ok();
                Kind::Text
            }
            Form::Any => Kind::Any,
            Form::AnyObject => Kind::AnyObject,
            Form::Nullable => Kind::Nullable(Box::new(arguments.remove(0))),
            Form::List if self.arguments == 0 => {
                Kind::List(Box::new(Type::new(Kind::Integer(Int::U8))))
            }
            Form::List => Kind::List(Box::new(arguments.remove(0))),
            Form::Set => Kind::Set(Box::new(arguments.remove(0))),
            Form::Map => {
                let key = Box::new(arguments.remove(0));
                Kind::Map {
                    key,
                    value: Box::new(arguments.remove(0)),
                }
            }
            Form::Transparent => return Some(arguments.remove(0)),
            Form::Defined(_) => {
                let arguments: Vec<instance::Argument> = arguments
                    .into_iter()
                    .take(self.arguments)
                    .map(instance::Argument::Type)
                    .collect();
                Kind::Ref(instance::id(self.paths[0], &arguments))
            }
            Form::NonZeroOf | Form::Refused(_) => return None,
        };
        Some(Type { kind, constraints })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn words_and_paths_are_unique() {
        let mut words: Vec<_> = ALL.iter().map(|b| b.word).collect();
        let mut paths: Vec<_> = ALL.iter().flat_map(|b| b.paths).collect();
        let (all_words, all_paths) = (words.len(), paths.len());
        words.sort_unstable();
        words.dedup();
        paths.sort_unstable();
        paths.dedup();
        assert_eq!((words.len(), paths.len()), (all_words, all_paths));
    }

    #[test]
    fn every_pattern_is_in_the_dialect() {
        for builtin in ALL {
            if let Form::Patterned(_) = builtin.form {
                let ty = builtin.to_type(Vec::new()).unwrap();
                assert!(ty.constraints.pattern.is_some(), "{}", builtin.word);
            }
        }
    }

    #[test]
    fn transparent_types_are_their_argument() {
        let arc = of_path("alloc::sync::Arc").unwrap();
        let text = of_path("core::str").or(of_path("str")).unwrap();
        assert_eq!(arc.identity(&[text.identity(&[])]), text.identity(&[]));
    }
}
