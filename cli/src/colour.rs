//! Colour on a terminal: the words stay, the severity in front is painted.

use std::io::IsTerminal;
use std::sync::OnceLock;

/// When to paint.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Colour {
    /// On a terminal, unless `NO_COLOR` is set.
    Auto,
    /// Always.
    Always,
    /// Never.
    Never,
}

static CHOICE: OnceLock<Colour> = OnceLock::new();

/// Sets the choice of the command line; the first call counts.
pub(crate) fn choose(colour: Colour) {
    let _ = CHOICE.set(colour);
}

/// The text as that stream shows it.
pub(crate) fn paint(text: &str, stream: &impl IsTerminal) -> String {
    match is_on(stream) {
        true => painted(text),
        false => text.to_owned(),
    }
}

/// Whether that stream shows colours.
pub(crate) fn is_on(stream: &impl IsTerminal) -> bool {
    match CHOICE.get().copied().unwrap_or(Colour::Never) {
        Colour::Always => true,
        Colour::Never => false,
        Colour::Auto => {
            let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
            stream.is_terminal() && !refused
        }
    }
}

fn painted(text: &str) -> String {
    let mut out = String::new();
    for line in text.split_inclusive('\n') {
        let colour = [("error", "31"), ("warning", "33"), ("note", "36")]
            .into_iter()
            .find(|(word, _)| {
                line.strip_prefix(word)
                    .is_some_and(|rest| rest.starts_with(['[', ':']))
            });
        let end = line
            .find("]: ")
            .map(|at| at + 1)
            .or_else(|| line.find(": "));
        match (colour, end) {
            (Some((_, code)), Some(end)) => {
                out.push_str(&format!(
                    "\u{1b}[1;{code}m{}\u{1b}[0m{}",
                    &line[..end],
                    &line[end..]
                ));
            }
            _ => out.push_str(line),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::painted;

    #[test]
    fn only_the_severity_is_painted() {
        assert_eq!(
            painted("error[missing]: a\n  = fix: b\n"),
            "\u{1b}[1;31merror[missing]\u{1b}[0m: a\n  = fix: b\n"
        );
        assert_eq!(painted("contract a v1: clean\n"), "contract a v1: clean\n");
    }
}
