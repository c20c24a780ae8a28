//! Python expressions and their layout: a fixed point of `ruff format` at a line length of 100.
//!
//! Only what the emitters write is known here. What does not fit on a line is broken at its brackets: first all arguments on one
//! indented line, then one to a line with a trailing comma, as ruff does.

mod names;
mod text;

pub(crate) use names::{is_ambiguous, is_identifier, is_keyword, is_taken_by_model};
pub(crate) use text::{docstring, quoted, raw};

use contractual_model::json::Json;

/// The longest line, in characters.
pub(crate) const WIDTH: usize = 100;

/// An expression.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Py {
    /// A name, a number, a keyword: written as it is.
    Raw(String),
    /// Text.
    Str(String),
    /// A pattern.
    Pattern(String),
    /// `f(a, b=c)`
    Call(String, Vec<Arg>),
    /// `list[A, B]`
    Index(String, Vec<Py>),
    /// `A | B`
    Union(Vec<Py>),
    /// `[a, b]`
    List(Vec<Py>),
    /// `{"a": b}`
    Dict(Vec<(String, Py)>),
}

/// An argument of a call.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Arg {
    pub(crate) name: Option<&'static str>,
    pub(crate) value: Py,
}

impl Py {
    pub(crate) fn raw(text: impl Into<String>) -> Self {
        Self::Raw(text.into())
    }

    pub(crate) fn call(name: &str, args: Vec<Arg>) -> Self {
        Self::Call(name.to_owned(), args)
    }

    pub(crate) fn index(name: &str, items: Vec<Py>) -> Self {
        Self::Index(name.to_owned(), items)
    }

    /// The expression on one line.
    pub(crate) fn flat(&self) -> String {
        let mut out = String::new();
        self.push_flat(&mut out, usize::MAX);
        out
    }

    /// The expression on one line if it is at most `limit` characters wide.
    fn flat_within(&self, limit: usize) -> Option<String> {
        let mut out = String::new();
        // A character has at most four bytes, so this many bytes are too wide in any case.
        self.push_flat(&mut out, limit.saturating_mul(4));
        (width(&out) <= limit).then_some(out)
    }

    /// Appends the expression; stops soon after `out` is longer than `bytes`.
    fn push_flat(&self, out: &mut String, bytes: usize) {
        match self {
            Self::Raw(text) => out.push_str(text),
            Self::Str(text) => out.push_str(&quoted(text)),
            Self::Pattern(text) => out.push_str(&raw(text)),
            Self::Call(name, args) => {
                out.push_str(name);
                out.push('(');
                separated(out, args, ", ", bytes, |out, arg| arg.push_flat(out, bytes));
                out.push(')');
            }
            Self::Index(name, items) => {
                out.push_str(name);
                out.push('[');
                separated(out, items, ", ", bytes, |out, item| {
                    item.push_flat(out, bytes)
                });
                out.push(']');
            }
            Self::Union(parts) => separated(out, parts, " | ", bytes, |out, part| {
                part.push_flat(out, bytes)
            }),
            Self::List(items) => {
                out.push('[');
                separated(out, items, ", ", bytes, |out, item| {
                    item.push_flat(out, bytes)
                });
                out.push(']');
            }
            Self::Dict(members) => {
                out.push('{');
                separated(out, members, ", ", bytes, |out, (name, value)| {
                    out.push_str(&quoted(name));
                    out.push_str(": ");
                    value.push_flat(out, bytes);
                });
                out.push('}');
            }
        }
    }

    /// The expression where `column` characters stand before it on its line, `tail` behind it, in a block that is indented by
    /// `indent`.
    pub(crate) fn laid_out(&self, indent: usize, column: usize, tail: usize) -> String {
        if let Some(flat) = WIDTH
            .checked_sub(column + tail)
            .and_then(|limit| self.flat_within(limit))
        {
            return flat;
        }
        let deeper = indent + 4;
        let (pad, end) = (" ".repeat(deeper), " ".repeat(indent));
        match self {
            Self::Raw(_) | Self::Str(_) | Self::Pattern(_) => self.flat(),
            Self::Call(name, args) => {
                if args.is_empty() {
                    return self.flat();
                }
                let mut line = String::new();
                separated(&mut line, args, ", ", usize::MAX, |out, arg| {
                    arg.push_flat(out, usize::MAX)
                });
                let broken = args.iter().any(|arg| arg.is_long_text(deeper));
                if !broken && deeper + width(&line) <= WIDTH {
                    return format!("{name}(\n{pad}{line}\n{end})");
                }
                let each: String = args
                    .iter()
                    .map(|arg| format!("{pad}{},\n", arg.laid_out(deeper, deeper, 1)))
                    .collect();
                format!("{name}(\n{each}{end})")
            }
            Self::Index(name, items) => {
                let mut line = String::new();
                separated(&mut line, items, ", ", usize::MAX, |out, item| {
                    item.push_flat(out, usize::MAX)
                });
                if deeper + width(&line) <= WIDTH {
                    return format!("{name}[\n{pad}{line}\n{end}]");
                }
                let comma = if items.len() == 1 { "" } else { "," };
                let each: String = items
                    .iter()
                    .map(|item| {
                        format!(
                            "{pad}{}{comma}\n",
                            item.laid_out(deeper, deeper, comma.len())
                        )
                    })
                    .collect();
                format!("{name}[\n{each}{end}]")
            }
            Self::Union(parts) => {
                let each: Vec<String> = parts
                    .iter()
                    .enumerate()
                    .map(|(at, part)| {
                        let bar = if at == 0 { "" } else { "| " };
                        format!("{bar}{}", part.laid_out(indent, indent + bar.len(), tail))
                    })
                    .collect();
                each.join(&format!("\n{end}"))
            }
            Self::List(items) => {
                let each: String = items
                    .iter()
                    .map(|item| format!("{pad}{},\n", item.laid_out(deeper, deeper, 1)))
                    .collect();
                if items.is_empty() {
                    self.flat()
                } else {
                    format!("[\n{each}{end}]")
                }
            }
            Self::Dict(members) => {
                let each: String = members
                    .iter()
                    .map(|(name, value)| member_line(name, value, deeper))
                    .collect();
                if members.is_empty() {
                    self.flat()
                } else {
                    format!("{{\n{each}{end}}}")
                }
            }
        }
    }
}

impl Arg {
    pub(crate) fn plain(value: Py) -> Self {
        Self { name: None, value }
    }

    pub(crate) fn named(name: &'static str, value: Py) -> Self {
        Self {
            name: Some(name),
            value,
        }
    }

    fn flat(&self) -> String {
        let mut out = String::new();
        self.push_flat(&mut out, usize::MAX);
        out
    }

    fn push_flat(&self, out: &mut String, bytes: usize) {
        if let Some(name) = self.name {
            out.push_str(name);
            out.push('=');
        }
        self.value.push_flat(out, bytes);
    }

    /// True if the argument is text that does not fit on a line of its own.
    fn is_long_text(&self, indent: usize) -> bool {
        matches!(self.value, Py::Str(_) | Py::Pattern(_))
            && indent + width(&self.flat()) + 1 > WIDTH
    }

    fn laid_out(&self, indent: usize, column: usize, tail: usize) -> String {
        let Some(name) = self.name else {
            return self.value.laid_out(indent, column, tail);
        };
        match &self.value {
            Py::Str(text) if self.is_long_text(indent) => {
                format!("{name}={}", text::pieces(text, indent, false))
            }
            Py::Pattern(text) if self.is_long_text(indent) => {
                format!("{name}={}", text::pieces(text, indent, true))
            }
            value => format!(
                "{name}={}",
                value.laid_out(indent, column + name.len() + 1, tail)
            ),
        }
    }
}

/// `name = value` at the left margin; long text in brackets, piece by piece.
pub(crate) fn assignment(name: &str, value: &Py) -> String {
    let head = format!("{name} = ");
    let (text, pattern) = match value {
        Py::Str(text) => (text, false),
        Py::Pattern(text) => (text, true),
        other => return format!("{head}{}\n", other.laid_out(0, width(&head), 0)),
    };
    if width(&head) + width(&value.flat()) <= WIDTH {
        return format!("{head}{}\n", value.flat());
    }
    format!("{head}{}\n", text::pieces(text, 0, pattern))
}

/// A member of a dictionary on lines of its own.
pub(crate) fn member_line(name: &str, value: &Py, indent: usize) -> String {
    let name = quoted(name);
    let column = indent + width(&name) + 2;
    let pad = " ".repeat(indent);
    format!("{pad}{name}: {},\n", value.laid_out(indent, column, 1))
}

/// `name = {..}` of the lines that [`member_line`] makes with an indent of four; on one line where they fit, as [`assignment`] does it.
pub(crate) fn assignment_of(name: &str, lines: &str) -> String {
    let head = format!("{name} = ");
    if lines.len() < WIDTH * 4 {
        let members: Vec<&str> = lines
            .lines()
            .map(|line| line.trim_start().trim_end_matches(','))
            .collect();
        let flat = format!("{{{}}}", members.join(", "));
        let each_on_a_line = lines
            .lines()
            .all(|line| line.starts_with("    \"") && line.ends_with(','));
        if each_on_a_line && width(&head) + width(&flat) <= WIDTH {
            return format!("{head}{flat}\n");
        }
    }
    format!("{head}{{\n{lines}}}\n")
}

/// Every line of `text` moved to the right.
pub(crate) fn indented(text: &str, by: usize) -> String {
    let pad = " ".repeat(by);
    text.lines()
        .map(|line| {
            if line.is_empty() {
                "\n".to_owned()
            } else {
                format!("{pad}{line}\n")
            }
        })
        .collect()
}

/// A JSON value as a Python literal.
pub(crate) fn literal(value: &Json) -> Py {
    match value {
        Json::Null => Py::raw("None"),
        Json::Bool(true) => Py::raw("True"),
        Json::Bool(false) => Py::raw("False"),
        Json::Number(number) => Py::raw(number.to_string()),
        Json::String(text) => Py::Str(text.clone()),
        Json::Array(items) => Py::List(items.iter().map(literal).collect()),
        Json::Object(members) => Py::Dict(
            members
                .iter()
                .map(|(name, value)| (name.clone(), literal(value)))
                .collect(),
        ),
    }
}

/// The width of a line as ruff measures it: wide East Asian characters count twice.
pub(crate) fn width(text: &str) -> usize {
    if text.is_ascii() {
        return text.len();
    }
    let wide = |c: char| matches!(c as u32, 0x1100..=0x115f | 0x2e80..=0xa4cf | 0xac00..=0xd7a3 | 0xf900..=0xfaff | 0xfe30..=0xfe6f | 0xff00..=0xff60 | 0xffe0..=0xffe6 | 0x1f300..=0x1faff | 0x20000..=0x3fffd);
    text.chars().map(|c| if wide(c) { 2 } else { 1 }).sum()
}

fn separated<T>(
    out: &mut String,
    parts: &[T],
    joint: &str,
    bytes: usize,
    mut push: impl FnMut(&mut String, &T),
) {
    for (at, part) in parts.iter().enumerate() {
        if at > 0 {
            out.push_str(joint);
        }
        push(out, part);
        if out.len() > bytes {
            return;
        }
    }
}
