//! Pieces of TypeScript text.

use contractual_model::json::{Json, to_line};

/// How wide a line may be.
pub(super) const WIDTH: usize = 100;

/// A text in double quotes. JSON's escapes are TypeScript's.
pub(super) fn quoted(text: &str) -> String {
    to_line(&Json::from(text))
}

/// A doc comment before something that is indented by `indent`; nothing if there is nothing to say.
pub(super) fn docs(text: &str, deprecated: Option<&str>, indent: usize) -> String {
    let mut lines: Vec<String> = Vec::new();
    if !text.is_empty() {
        lines.extend(text.lines().map(|line| line.trim_end().to_owned()));
    }
    if let Some(note) = deprecated {
        let note: Vec<&str> = note.split_whitespace().collect();
        lines.push(
            format!("@deprecated {}", note.join(" "))
                .trim_end()
                .to_owned(),
        );
    }
    let pad = " ".repeat(indent);
    let lines: Vec<String> = lines
        .into_iter()
        .map(|line| line.replace("*/", "*\\/"))
        .collect();
    match lines.as_slice() {
        [] => String::new(),
        [only] => format!("{pad}/** {only} */\n"),
        several => {
            let each: String = several
                .iter()
                .map(|line| format!("{pad} * {line}").trim_end().to_owned() + "\n")
                .collect();
            format!("{pad}/**\n{each}{pad} */\n")
        }
    }
}

/// Names as a list in braces, on one line if it fits: `import type { A, B } from "./x.js";`.
pub(super) fn braced(before: &str, names: &[&str], after: &str) -> String {
    let line = format!("{before} {{ {} }}{after}\n", names.join(", "));
    if line.trim_end().chars().count() <= WIDTH {
        return line;
    }
    let each: String = names.iter().map(|name| format!("  {name},\n")).collect();
    format!("{before} {{\n{each}}}{after}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn docs_cannot_end_the_comment() {
        assert_eq!(docs("a */ b", None, 0), "/** a *\\/ b */\n");
        assert_eq!(
            docs("one\n\ntwo  ", Some("use\n`b`"), 2),
            "  /**\n   * one\n   *\n   * two\n   * @deprecated use `b`\n   */\n"
        );
        assert_eq!(docs("", None, 2), "");
    }
}
