//! A finding of a rule, with what the command knows beside it.

use contractual_diag::{Diagnostic, NoteKind, Pointer, Severity as Grade, SourceLoc};
use contractual_drift::compat::{Finding, Severity};
use contractual_drift::versions::accepted::Entry;
use contractual_model::json::{Json, to_line};

use super::Told;

/// What the command knows of a finding beside the finding.
#[derive(Debug, Clone)]
pub(crate) struct Beside<'a> {
    /// The contract or file.
    pub(crate) group: String,
    /// What the old form is called where the witness is explained.
    pub(crate) old: String,
    /// Where it is shown.
    pub(crate) place: SourceLoc,
    /// The type or field.
    pub(crate) rust: Option<SourceLoc>,
    /// The entry that covers it.
    pub(crate) accepted: Option<&'a Entry>,
}

/// The finding as something told.
pub(crate) fn finding_told(finding: &Finding, beside: &Beside<'_>) -> Told {
    let grade = match (finding.severity, beside.accepted) {
        (Severity::Error, None) => Grade::Error,
        (Severity::Error, Some(_)) | (Severity::Warn, _) => Grade::Warning,
        (Severity::Info, _) => Grade::Note,
    };
    let pointer = Pointer::parse(&finding.pointer).unwrap_or_default();
    let mut out = Diagnostic::new(grade, finding.rule.id, finding.message.clone())
        .at(beside.place.clone())
        .pointer(pointer);
    if let Some(witness) = &finding.witness {
        let line = finding.witness_line(&beside.old).unwrap_or_default();
        let text = format!("witness: {}\n{line}", to_line(&witness.value));
        out = out.with(NoteKind::Info, text);
    } else if let Some(missing) = &finding.no_witness {
        out = out.with(NoteKind::Info, missing.clone());
    }
    let first = finding.places.first();
    let elsewhere = |place: &&_| Some(*place) != first;
    if finding
        .places
        .iter()
        .filter(elsewhere)
        .any(|place| first.is_none_or(|first| first.pointer != place.pointer))
    {
        let places: Vec<String> = finding
            .places
            .iter()
            .map(|place| {
                let (severity, direction) = (place.severity.name(), place.direction.name());
                format!("{severity} in {} ({direction})", place.pointer)
            })
            .collect();
        let text = format!("at {} places:\n{}", places.len(), places.join("\n"));
        out = out.with(NoteKind::Info, text);
    }
    let accepted = beside.accepted.map(|entry| {
        let by = match entry.by.as_str() {
            "" => String::new(),
            by => format!(" ({by})"),
        };
        format!("accepted until {}: {}{by}", entry.expires, entry.reason)
    });
    if let Some(accepted) = &accepted {
        out = out.with(NoteKind::Info, accepted.clone());
    }
    Told {
        diagnostic: out.fix(finding.fix.clone()),
        group: beside.group.clone(),
        pointer: finding.pointer.clone(),
        rule: Some(finding.rule),
        fix: finding.fix.clone(),
        witness: finding
            .witness
            .as_ref()
            .map(|witness| to_line(&witness.value)),
        hash: Some(finding.finding.clone()),
        fails: finding.severity == Severity::Error && accepted.is_none(),
        accepted,
    }
}

/// The finding's fields in machine output.
pub(crate) fn finding_json(finding: &Finding, beside: &Beside<'_>) -> Json {
    let text = |text: &str| Json::from(text);
    let optional = |text: Option<&str>| text.map_or(Json::Null, Json::from);
    let line = |loc: &SourceLoc| match loc.line {
        0 => Json::Null,
        line => Json::from(i64::from(line)),
    };
    let places: Vec<Json> = finding
        .places
        .iter()
        .map(|place| {
            [
                ("ptr", text(&place.pointer)),
                ("direction", text(place.direction.name())),
                ("severity", text(place.severity.name())),
            ]
            .into_iter()
            .collect()
        })
        .collect();
    let rust = beside.rust.as_ref().map_or(Json::Null, |loc| {
        [
            ("file", text(&loc.file)),
            ("line", line(loc)),
            ("column", Json::from(i64::from(loc.column))),
        ]
        .into_iter()
        .collect()
    });
    let accepted = beside.accepted.map_or(Json::Null, |entry| {
        [
            ("reason", text(&entry.reason)),
            ("by", text(&entry.by)),
            ("expires", Json::from(entry.expires.to_string())),
        ]
        .into_iter()
        .collect()
    });
    let witness = finding.witness.as_ref();
    [
        ("rule", text(finding.rule.id)),
        ("severity", text(finding.severity.name())),
        ("direction", text(finding.direction.name())),
        ("ptr", text(&finding.pointer)),
        ("path", text(&finding.path)),
        ("file", text(&beside.place.file)),
        ("line", line(&beside.place)),
        ("rust", rust),
        ("old", text(&finding.old)),
        ("new", text(&finding.new)),
        ("message", text(&finding.message)),
        ("fix", text(&finding.fix)),
        (
            "witness",
            witness.map_or(Json::Null, |witness| witness.value.clone()),
        ),
        (
            "refused",
            optional(witness.map(|witness| witness.reason.as_str())),
        ),
        ("no_witness", optional(finding.no_witness.as_deref())),
        ("finding", text(&finding.finding)),
        ("accepted", accepted),
        ("bump", text(finding.bump.name())),
        ("places", Json::from(places)),
    ]
    .into_iter()
    .collect()
}
