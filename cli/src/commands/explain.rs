//! `contractual explain NAME`: what a state, emitter or setting is, and what to do about it.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::settings;
use contractual_diag::nearest;
use contractual_drift::compat::{all_rules, explain_rule};
use contractual_drift::states::State;
use contractual_drift::versions;
use contractual_emit::{EMITTERS, EmitterInfo};
use contractual_model::attributes;
use contractual_model::lints::{self, Lint};
use contractual_model::refusals::{self, Refusal};

use super::{complain, exit_codes, print};

/// Arguments of `contractual explain`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// What stands in brackets in a message, the name of an emitter, an exit status, or `settings`; without it all names are listed
    name: Option<String>,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let pages = pages();
    let Some(name) = &args.name else {
        let mut out = String::new();
        for page in &pages {
            out.push_str(&format!("{:<24} {}\n", page.name, page.summary));
        }
        #[cfg(feature = "handover")]
        out.push_str("codes of pipelines: contractual handover explain\n");
        #[cfg(feature = "agents")]
        out.push_str("rules of agents: contractual agents explain\n");
        print(&out);
        return ExitCode::SUCCESS;
    };
    // a status stands in no brackets, but people ask for it
    let asked = match name.parse::<u8>() {
        Ok(_) => "exit-codes",
        Err(_) => name,
    };
    match pages.iter().find(|page| page.name == asked) {
        Some(page) => {
            print(&page.text);
            ExitCode::SUCCESS
        }
        None => {
            if let Some(text) = of_a_family(name) {
                print(&text);
                return ExitCode::SUCCESS;
            }
            let mut message = format!("error: nothing is called `{name}`\n");
            let known = pages.iter().map(|page| page.name.as_str());
            match nearest(name, known.chain(family_names())) {
                Some(near) => message.push_str(&format!("  do: contractual explain {near}\n")),
                None => message.push_str("  do: contractual explain   (lists all names)\n"),
            }
            complain(&message);
            ExitCode::FAILURE
        }
    }
}

/// What the other families say of a name in their messages.
fn of_a_family(name: &str) -> Option<String> {
    #[cfg(feature = "handover")]
    if let Some(text) = contractual_handover::explain(name) {
        return Some(text);
    }
    #[cfg(feature = "agents")]
    if let Some(rule) = contractual_agents::rules::find(name) {
        return Some(rule.page());
    }
    let _ = name;
    None
}

fn family_names<'n>() -> impl Iterator<Item = &'n str> {
    #[cfg(feature = "handover")]
    let codes = contractual_handover::CODES.iter().map(|code| code.name);
    #[cfg(not(feature = "handover"))]
    let codes = std::iter::empty();
    #[cfg(feature = "agents")]
    let rules = contractual_agents::rules::all().map(|rule| rule.name);
    #[cfg(not(feature = "agents"))]
    let rules = std::iter::empty();
    codes.chain(rules)
}

/// What `explain` says of one name.
#[derive(Debug, Clone)]
pub struct Page {
    /// The kind of thing, in the plural: also the file of the reference it stands in.
    pub kind: &'static str,
    /// The name that stands in messages.
    pub name: String,
    /// One line.
    pub summary: String,
    /// The whole page, in Markdown.
    pub text: String,
}

/// All pages, by name.
pub fn pages() -> Vec<Page> {
    let mut pages: Vec<Page> = State::ALL.iter().map(|state| state_page(*state)).collect();
    // A lint that allows what is refused otherwise is explained with the refusal of that name.
    let refused = |name: &str| refusals::ALL.iter().any(|refusal| refusal.name == name);
    let lints = lints::ALL.iter().filter(|lint| !refused(lint.name));
    pages.extend(lints.map(|lint| lint_page(lint)));
    pages.extend(refusals::ALL.iter().map(|refusal| refusal_page(refusal)));
    pages.extend(EMITTERS.iter().map(emitter_page));
    pages.extend(versions::PAGES.map(|(name, text)| Page {
        kind: "states",
        name: name.to_owned(),
        summary: text.lines().nth(4).unwrap_or_default().to_owned(),
        text: text.to_owned(),
    }));
    pages.push(Page {
        kind: "exit-codes",
        name: "exit-codes".to_owned(),
        summary: "What the exit status of each command means.".to_owned(),
        text: exit_codes::page(),
    });
    pages.push(policy_page());
    pages.push(settings_page());
    pages.push(attributes_page());
    pages.extend(all_rules().map(|rule| Page {
        kind: "rules",
        name: rule.id.to_owned(),
        summary: rule.change.to_owned(),
        text: explain_rule(rule),
    }));
    pages.sort_by(|a, b| a.name.cmp(&b.name));
    pages
}

fn state_page(state: State) -> Page {
    let text = state.doc();
    let summary = text.lines().nth(4).unwrap_or_default();
    Page {
        kind: "states",
        name: state.name().to_owned(),
        summary: summary.to_owned(),
        text: format!(
            "{text}\nExit status of `contractual check`: {}\n",
            state.code()
        ),
    }
}

fn refusal_page(refusal: &Refusal) -> Page {
    Page {
        kind: "refusals",
        name: refusal.name.to_owned(),
        summary: refusal.summary.to_owned(),
        text: format!(
            "# {}\n\n{}\n\n## Why\n\n{}\n\n## What to do\n\n{}\n",
            refusal.name, refusal.summary, refusal.doc, refusal.advice
        ),
    }
}

fn lint_page(lint: &Lint) -> Page {
    Page {
        kind: "lints",
        name: lint.name.to_owned(),
        summary: lint.summary.to_owned(),
        text: format!(
            "# {name}\n\n{summary}\n\n## Why\n\n{doc}\n\n## What to do\n\n{advice}\n\nTo silence it on one item: `#[contract(allow({name}, reason = \"why\"))]`.\n",
            name = lint.name,
            summary = lint.summary,
            doc = lint.doc,
            advice = lint.advice,
        ),
    }
}

fn emitter_page(info: &EmitterInfo) -> Page {
    let python = match info.python {
        true => "It runs only where there is a Python package.\n",
        false => "",
    };
    Page {
        kind: "emitters",
        name: info.name.to_owned(),
        summary: format!("Emitter of {}.", info.files),
        text: format!(
            "# {name}\n\nAn emitter. It writes {files}.\n\n* follows: {follows}\n* limits: {limits}\n\n{python}To turn it off: `{name} = false` in `[emitters]` of contractual.toml.\n",
            name = info.name,
            files = info.files,
            follows = info.follows,
            limits = info.limits,
        ),
    }
}

fn attributes_page() -> Page {
    let mut text = String::from(
        "# attributes\n\nThe keys of `#[contract(...)]`, of API traits and of operations.\n\n",
    );
    for attribute in attributes::ALL {
        let places: Vec<&str> = attribute.places.iter().map(|place| place.words()).collect();
        text.push_str(&format!(
            "* `{}{}` on {}: {}",
            attribute.name,
            attribute.grammar.example(),
            places.join(", "),
            attribute.summary
        ));
        if !attribute.conflicts.is_empty() {
            text.push_str(&format!(" (not beside {})", attribute.conflicts.join(", ")));
        }
        text.push('\n');
    }
    Page {
        kind: "attributes",
        name: "attributes".to_owned(),
        summary: "The keys of `#[contract(...)]`.".to_owned(),
        text,
    }
}

fn policy_page() -> Page {
    let mut text = format!(
        "# versioning-policy\n\nThe project's own policy, `{}` in the contracts folder: prose for people, and a head between two lines `---` that decides what the settings leave open. Every key is optional, unknown keys are refused, and what the settings say as well must be the same.\n\n",
        settings::POLICY_FILE
    );
    for (key, meaning) in settings::POLICY_KEYS {
        text.push_str(&format!("* `{key}`: {meaning}\n"));
    }
    text.push_str("\n```\n---\nlevel: wire\ncontent_model: declared\ndirections:\n  job-response: response\n---\n# How we version\n```\n\nMessages about a removal or a rename name the file. Its JSON Schema, for editors: `contractual schema versioning-policy`.\n");
    Page {
        kind: "settings",
        name: "versioning-policy".to_owned(),
        summary: "The head of versioning-policy.md.".to_owned(),
        text,
    }
}

fn settings_page() -> Page {
    let mut text = String::from(
        "# settings\n\n`contractual.toml` beside `Cargo.toml`, or `[package.metadata.contractual]` in it. Every key is optional, unknown keys are refused.\n\n",
    );
    for (key, meaning) in settings::KEYS {
        text.push_str(&format!("* `{key}`: {meaning}\n"));
    }
    Page {
        kind: "settings",
        name: "settings".to_owned(),
        summary: "The keys of contractual.toml.".to_owned(),
        text,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_unique() {
        let mut names: Vec<String> = pages().into_iter().map(|page| page.name).collect();
        let all = names.len();
        names.dedup();
        assert_eq!(names.len(), all);
    }

    #[test]
    fn names_of_the_families_are_explained() {
        for name in family_names() {
            assert!(of_a_family(name).is_some(), "{name}");
        }
        assert!(of_a_family("nothing").is_none());
    }

    #[test]
    fn every_name_in_messages_about_versions_has_its_page() {
        for (name, text) in versions::PAGES {
            assert!(
                text.starts_with(&format!("# {name}\n\n## What it is\n\n")),
                "{name}"
            );
            assert!(text.contains("\n## Why it matters\n") && text.contains("\n## What to do\n"));
        }
    }

    #[test]
    fn every_state_has_its_page() {
        for state in State::ALL {
            let text = state.doc();
            assert!(
                text.starts_with(&format!("# {}\n\n## What it is\n\n", state.name())),
                "{}",
                state.name()
            );
            assert!(text.contains("\n## Why it matters\n") && text.contains("\n## What to do\n"));
        }
    }
}
