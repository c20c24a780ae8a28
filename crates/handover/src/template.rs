//! `{{ name }}` in prompts, commands and paths: one pass, and what is put in is never looked at again (section 9).

/// A piece of a text.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Piece<'a> {
    /// As it stands.
    Text(&'a str),
    /// The name between the braces.
    Name(&'a str),
}

/// Splits a text. Braces around anything but a name are text.
pub(crate) fn pieces(text: &str) -> Vec<Piece<'_>> {
    let mut out = Vec::new();
    let mut from = 0;
    let mut at = 0;
    while let Some(open) = text[at..].find("{{") {
        let open = at + open;
        let Some(close) = text[open + 2..].find("}}") else {
            break;
        };
        let close = open + 2 + close;
        let name = text[open + 2..close].trim();
        if is_name(name) {
            if open > from {
                out.push(Piece::Text(&text[from..open]));
            }
            out.push(Piece::Name(name));
            at = close + 2;
            from = at;
        } else {
            at = open + 1;
        }
    }
    if from < text.len() {
        out.push(Piece::Text(&text[from..]));
    }
    out
}

fn is_name(text: &str) -> bool {
    text.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && text
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '.' | '-'))
}

/// The names of a text, in order.
pub(crate) fn names(text: &str) -> impl Iterator<Item = &str> {
    pieces(text).into_iter().filter_map(|piece| match piece {
        Piece::Name(name) => Some(name),
        Piece::Text(_) => None,
    })
}

/// Puts values in; a name without a value stays, which the check at load has excluded.
pub(crate) fn fill(text: &str, value: &dyn Fn(&str) -> Option<String>) -> String {
    let mut out = String::with_capacity(text.len());
    for piece in pieces(text) {
        match piece {
            Piece::Text(text) => out.push_str(text),
            Piece::Name(name) => match value(name) {
                Some(value) => out.push_str(&value),
                None => out.push_str(&format!("{{{{ {name} }}}}")),
            },
        }
    }
    out
}

/// A shell text in which only `project.*` is put in as text. Every other value becomes a variable, so that nothing in it can
/// become code; the second part of the answer has the variables to set.
pub(crate) fn fill_command(
    text: &str,
    value: &dyn Fn(&str) -> Option<String>,
) -> (String, Vec<(String, String)>) {
    let mut out = String::with_capacity(text.len());
    let mut variables: Vec<(String, String)> = Vec::new();
    let mut quotes = Quotes::default();
    for piece in pieces(text) {
        let name = match piece {
            Piece::Text(text) => {
                quotes.read(text);
                out.push_str(text);
                continue;
            }
            Piece::Name(name) => name,
        };
        let filled = value(name).unwrap_or_default();
        if name.starts_with("project.") {
            quotes.read(&filled);
            out.push_str(&filled);
            continue;
        }
        let variable = variable_of(name);
        if quotes.single {
            // The shell does not look into single quotes: leave them for the variable.
            out.push_str(&format!("'\"${{{variable}}}\"'"));
        } else {
            out.push_str(&format!("${{{variable}}}"));
        }
        if !variables.iter().any(|(known, _)| *known == variable) {
            variables.push((variable, filled));
        }
    }
    (out, variables)
}

/// The variable that carries a value into a command: `WAVE_INPUT` for `input`.
fn variable_of(name: &str) -> String {
    let name = name.strip_prefix("pipeline_context.").unwrap_or(name);
    match name {
        "pipeline_id" | "run.id" => "WAVE_RUN_ID".into(),
        "pipeline_name" | "run.name" => "WAVE_PIPELINE".into(),
        _ => format!("WAVE_{}", variable_part(name)),
    }
}

/// A name as part of an environment variable: capitals, digits and underscores.
pub(crate) fn variable_part(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_uppercase()
            } else {
                '_'
            }
        })
        .collect()
}

/// Whether a shell text stands inside single quotes.
#[derive(Default)]
struct Quotes {
    single: bool,
    double: bool,
    escaped: bool,
}

impl Quotes {
    fn read(&mut self, text: &str) {
        for c in text.chars() {
            if self.escaped {
                self.escaped = false;
            } else if self.single {
                self.single = c != '\'';
            } else {
                match c {
                    '\\' => self.escaped = true,
                    '"' => self.double = !self.double,
                    '\'' if !self.double => self.single = true,
                    _ => {}
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_pass_and_nothing_is_rescanned() {
        let value = |name: &str| (name == "input").then(|| "<{{ input }}>".to_owned());
        assert_eq!(
            fill("a {{input}} {{  input  }} b {{ 1+1 }} {{", &value),
            "a <{{ input }}> <{{ input }}> b {{ 1+1 }} {{"
        );
        assert_eq!(
            names("{{ a }} {{b.c-d}} {{ }} {{{ e }}}").collect::<Vec<_>>(),
            ["a", "b.c-d", "e"]
        );
    }

    #[test]
    fn values_are_data_in_commands() {
        let value = |name: &str| match name {
            "input" => Some("$(rm -rf /); '\"".to_owned()),
            "project.test_command" => Some("make test".to_owned()),
            _ => None,
        };
        let (text, variables) = fill_command(
            "{{ project.test_command }} && echo \"{{ input }}\" '{{ input }}' {{input}}",
            &value,
        );
        assert_eq!(
            text,
            "make test && echo \"${WAVE_INPUT}\" ''\"${WAVE_INPUT}\"'' ${WAVE_INPUT}"
        );
        assert_eq!(
            variables,
            [("WAVE_INPUT".to_owned(), "$(rm -rf /); '\"".to_owned())]
        );
    }
}
