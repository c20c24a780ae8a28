//! Texts about rules: one for `explain`, one for the reference page. Both are made from the declarations alone.

use std::fmt::Write as _;

use super::{Basis, Rule, Section, Severity, all_rules};

/// What `explain` prints for a rule.
pub fn explain_rule(rule: &Rule) -> String {
    let mut out = String::new();
    let _ = writeln!(out, "{}: {}\n", rule.id, rule.change);
    let _ = writeln!(
        out,
        "What it finds\n  {} ({}), for example {}\n",
        rule.change,
        rule.section.title(),
        rule.sample
    );
    let _ = writeln!(out, "Why it matters\n  {}", why(rule));
    if !rule.note.is_empty() {
        let _ = writeln!(out, "  {}", rule.note);
    }
    let _ = writeln!(out, "\nHow it is judged");
    let (request, response) = (word(rule.request), word(rule.response));
    let _ = writeln!(
        out,
        "  request {request}, response {response}, both {}",
        word(worse(rule))
    );
    let _ = writeln!(
        out,
        "  BACKWARD {request}, FORWARD {response}, FULL {}",
        word(worse(rule))
    );
    let _ = writeln!(
        out,
        "  bump: {} in requests, {} in responses",
        rule.bump.0, rule.bump.1
    );
    if let Some(example) = rule.example {
        let _ = writeln!(
            out,
            "\nBefore\n  {}\n\nAfter\n  {}",
            example.old, example.new
        );
    }
    let _ = writeln!(
        out,
        "\nWhat it says\n  {}\n\nWhat to do\n  {}",
        rule.message, rule.fix
    );
    let _ = writeln!(out, "\nWhen to allow it\n  {}", allow(rule));
    out
}

/// The page `docs/rules.md`.
pub fn render_rules_page() -> String {
    let mut out = String::from(
        "<!-- Generated from the rule declarations in crates/drift; change them there. -->\n\n# Compatibility rules\n\n\
         Every rule that a comparison of two contracts knows. *Request* is also BACKWARD, *response* also FORWARD; `both` and\n\
         FULL take the worse. **policy**: decided by us, no value can prove it. **source**: about generated code; an error\n\
         with `level = \"source\"`.\n",
    );
    let mut section: Option<Section> = None;
    for rule in all_rules() {
        if section != Some(rule.section) {
            section = Some(rule.section);
            let _ = write!(
                out,
                "\n## {}\n\n| rule | change | request | response | bump | example |\n|---|---|---|---|---|---|\n",
                rule.section.title()
            );
        }
        let mark = match rule.basis {
            Basis::Instance => "",
            Basis::Policy => " **policy**",
            Basis::Source => " **source**",
        };
        let _ = writeln!(
            out,
            "| [`{id}`](#{id}) | {change}{mark} | {} | {} | {} / {} | {} |",
            word(rule.request),
            word(rule.response),
            rule.bump.0,
            rule.bump.1,
            rule.sample.replace('|', "\\|"),
            id = rule.id,
            change = rule.change.replace('|', "\\|"),
        );
    }
    out.push_str("\n## Every rule by itself\n");
    for rule in all_rules() {
        let _ = write!(out, "\n### {}\n\n", rule.id);
        let _ = writeln!(
            out,
            "**What it finds.** {}, for example {}.\n",
            capital(rule.change),
            rule.sample
        );
        let _ = writeln!(
            out,
            "**Why it matters.** {}{}{}\n",
            why(rule),
            if rule.note.is_empty() { "" } else { " " },
            rule.note
        );
        if let Some(example) = rule.example {
            let _ = writeln!(
                out,
                "**Before**\n\n```json\n{}\n```\n\n**After**\n\n```json\n{}\n```\n",
                example.old, example.new
            );
        }
        let _ = writeln!(out, "**What it says.** {}\n", rule.message);
        let _ = writeln!(out, "**What to do.** {}\n", capital(rule.fix));
        let _ = writeln!(out, "**When to allow it.** {}", allow(rule));
    }
    out
}

fn capital(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_uppercase().chain(chars).collect()
    })
}

fn worse(rule: &Rule) -> Option<Severity> {
    rule.request.max(rule.response)
}

fn word(severity: Option<Severity>) -> &'static str {
    severity.map_or("–", Severity::name)
}

fn why(rule: &Rule) -> &'static str {
    let breaks = |severity: Option<Severity>| severity == Some(Severity::Error);
    match (rule.basis, breaks(rule.request), breaks(rule.response)) {
        (Basis::Policy, true, _) | (Basis::Policy, _, true) => {
            "No single message proves it, but somebody relied on what the old contract said."
        }
        (Basis::Policy, ..) => "It changes what readers are told, and no message.",
        (Basis::Source, false, false) => {
            "Every message still passes; code that was generated from the contract, or people, will notice."
        }
        (_, true, true) => {
            "What one side writes by its contract, the other refuses by its own: in requests as well as in responses."
        }
        (_, true, false) => {
            "A sender that keeps to the old contract may write what the new one refuses."
        }
        (_, false, true) => {
            "A sender bound to the new contract may write what readers of the old one refuse."
        }
        (_, false, false) => {
            "Nothing is refused on either side; it is reported so that the version rises."
        }
    }
}

fn allow(rule: &Rule) -> &'static str {
    match worse(rule) {
        Some(Severity::Error) => {
            "When nobody is hurt: no client yet, a wrong document, an agreed date. Then accept the finding with a reason and a date."
        }
        Some(Severity::Warn) => {
            "It does not fail a build; with level `source` it does, and can be accepted like an error."
        }
        Some(Severity::Info) | None => "Nothing needs to be allowed.",
    }
}
