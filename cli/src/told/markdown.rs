//! A changelog: what breaks, what is new, what is deprecated.

use std::fmt::Write as _;

use contractual_drift::compat::Bump;

use super::Told;

/// The changelog of findings; several groups become sections of their own.
pub(crate) fn markdown(title: &str, told: &[Told], bump: Bump) -> String {
    let mut out = format!("# {}\n", line(title));
    let mut groups: Vec<&str> = Vec::new();
    for one in told {
        if !groups.contains(&one.group.as_str()) {
            groups.push(&one.group);
        }
    }
    let several = groups.len() > 1;
    for group in groups {
        if several {
            let _ = write!(out, "\n## {}\n", line(group));
        }
        let of = |kind: Kind| -> Vec<&Told> {
            let here = told.iter().filter(|one| one.group == group);
            here.filter(|one| Kind::of(one) == kind).collect()
        };
        for (heading, kind) in [
            ("Breaking", Kind::Breaking),
            ("Accepted", Kind::Accepted),
            ("Additive", Kind::Additive),
            ("Deprecated", Kind::Deprecated),
        ] {
            let list = of(kind);
            if list.is_empty() {
                continue;
            }
            let level = if several { "###" } else { "##" };
            let _ = write!(out, "\n{level} {heading}\n\n");
            for one in list {
                let diagnostic = &one.diagnostic;
                let _ = writeln!(
                    out,
                    "- **{}** {}",
                    diagnostic.code,
                    line(&diagnostic.headline)
                );
                if let Some(witness) = &one.witness {
                    let _ = writeln!(out, "  - witness: {}", code(witness));
                }
                if let Some(accepted) = &one.accepted {
                    let _ = writeln!(out, "  - {}", line(accepted));
                }
                if !one.fix.is_empty() {
                    let _ = writeln!(out, "  - {}", line(&one.fix));
                }
            }
        }
    }
    if told.is_empty() {
        out.push_str("\nNothing changed.\n");
    }
    let _ = writeln!(out, "\nRequired bump: {bump}");
    out
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    Breaking,
    Accepted,
    Additive,
    Deprecated,
}

impl Kind {
    fn of(one: &Told) -> Self {
        let notice = one
            .rule
            .is_some_and(|rule| rule.id.contains("deprecated") || rule.id.contains("sunset"));
        if one.accepted.is_some() {
            Self::Accepted
        } else if one.fails {
            Self::Breaking
        } else if notice {
            Self::Deprecated
        } else {
            Self::Additive
        }
    }
}

/// Text that stays on its line and brings no markup of its own but code.
fn line(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut in_code = false;
    for c in text.chars() {
        match c {
            '\n' | '\r' => out.push(' '),
            '`' => {
                in_code = !in_code;
                out.push(c);
            }
            '<' if !in_code => out.push_str("&lt;"),
            '*' | '_' | '[' | ']' | '|' if !in_code => {
                out.push('\\');
                out.push(c);
            }
            c => out.push(c),
        }
    }
    out
}

/// Code that may hold backticks.
fn code(text: &str) -> String {
    match text.contains('`') {
        true => format!("`` {text} ``"),
        false => format!("`{text}`"),
    }
}
