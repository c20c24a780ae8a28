//! TypeScript names of components.

use crate::set::Set;
use contractual_model::quick::HashSet;

/// TypeScript names, by component.
#[derive(Debug)]
pub(super) struct Names {
    pub(super) components: Vec<String>,
}

impl Names {
    pub(super) fn of(set: &Set<'_>) -> Self {
        let mut used: HashSet<String> = TAKEN.iter().map(|name| (*name).to_owned()).collect();
        let mut components = vec![String::new(); set.components.len()];
        for id in &set.sorted {
            let clean: String = set.components[*id]
                .name
                .chars()
                .map(|c| if is_part(c) { c } else { '_' })
                .collect();
            let mut name = if clean.starts_with(|c: char| c.is_ascii_digit()) {
                format!("_{clean}")
            } else {
                clean
            };
            while !used.insert(name.clone()) {
                name.push('_');
            }
            components[*id] = name;
        }
        Self { components }
    }
}

fn is_part(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_' || c == '$'
}

/// True for a text that can be a member's name without quotes.
pub(super) fn is_identifier(text: &str) -> bool {
    text.starts_with(|c: char| is_part(c) && !c.is_ascii_digit()) && text.chars().all(is_part)
}

/// Words that cannot name a type, and what the files themselves export.
const TAKEN: &[&str] = &[
    "any",
    "as",
    "async",
    "await",
    "bigint",
    "boolean",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "declare",
    "default",
    "delete",
    "do",
    "else",
    "enum",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "if",
    "implements",
    "import",
    "in",
    "infer",
    "instanceof",
    "interface",
    "is",
    "keyof",
    "let",
    "never",
    "new",
    "null",
    "number",
    "object",
    "of",
    "package",
    "private",
    "protected",
    "public",
    "readonly",
    "return",
    "static",
    "string",
    "super",
    "switch",
    "symbol",
    "this",
    "throw",
    "true",
    "try",
    "type",
    "typeof",
    "undefined",
    "unique",
    "unknown",
    "var",
    "void",
    "while",
    "with",
    "yield",
    "Checked",
    "ContractViolation",
];
