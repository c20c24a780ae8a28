//! `contractual rules`: the compatibility rules, as a table, as JSON, or as the reference page.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_drift::compat::{Basis, Rule, Severity, all_rules, render_rules_page};
use contractual_model::json::{Json, to_pretty};

use super::print;

/// How the rules are printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
enum Format {
    /// A table.
    Text,
    /// One object.
    Json,
    /// The reference page.
    Markdown,
}

/// Arguments of `contractual rules`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// How the rules are printed
    #[arg(long, value_enum, default_value = "text")]
    format: Format,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    match args.format {
        Format::Text => print(&table()),
        Format::Json => print(&to_pretty(&json())),
        Format::Markdown => print(&render_rules_page()),
    }
    ExitCode::SUCCESS
}

fn word(severity: Option<Severity>) -> &'static str {
    severity.map_or("-", Severity::name)
}

fn basis(rule: &Rule) -> &'static str {
    match rule.basis {
        Basis::Instance => "instance",
        Basis::Policy => "policy",
        Basis::Source => "source",
    }
}

fn table() -> String {
    let mut out = format!(
        "{:<38} {:<8} {:<9} {:<14} {}\n",
        "rule", "request", "response", "bump", "change"
    );
    for rule in all_rules() {
        let bump = format!("{} / {}", rule.bump.0, rule.bump.1);
        let (request, response) = (word(rule.request), word(rule.response));
        out.push_str(&format!(
            "{:<38} {request:<8} {response:<9} {bump:<14} {}\n",
            rule.id, rule.change
        ));
    }
    out
}

fn json() -> Json {
    let severity = |severity: Option<Severity>| {
        severity.map_or(Json::Null, |severity| Json::from(severity.name()))
    };
    let rules: Vec<Json> = all_rules()
        .map(|rule| {
            let worse = rule.request.max(rule.response);
            [
                ("id", Json::from(rule.id)),
                ("section", Json::from(rule.section.title())),
                ("change", Json::from(rule.change)),
                ("basis", Json::from(basis(rule))),
                ("request", severity(rule.request)),
                ("response", severity(rule.response)),
                ("BACKWARD", severity(rule.request)),
                ("FORWARD", severity(rule.response)),
                ("FULL", severity(worse)),
                ("bump_request", Json::from(rule.bump.0.name())),
                ("bump_response", Json::from(rule.bump.1.name())),
                ("example", Json::from(rule.sample)),
                ("message", Json::from(rule.message)),
                ("fix", Json::from(rule.fix)),
            ]
            .into_iter()
            .collect()
        })
        .collect();
    [("format", Json::from(1_i64)), ("rules", Json::from(rules))]
        .into_iter()
        .collect()
}
