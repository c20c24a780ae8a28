//! One contract (section 3): fields, words, and which field means something for which type.

use contractual::member_names;
use contractual_diag::nearest;
use contractual_yaml::{Node, to_json};

use super::reader::{Fields, Reader, list};
use crate::document::{
    Contract, ContractType as T, EventPattern, OnFailure, OnRetry, RecoveryLevel, ReviewContext,
};
use crate::format;
use crate::violation::{Severity, Violation};

/// Fields that only some types have.
const SPECIAL: &[(&str, &[T])] = &[
    (
        "source",
        &[
            T::JsonSchema,
            T::TypescriptInterface,
            T::MarkdownSpec,
            T::NonEmptyFile,
            T::Format,
            T::LlmJudge,
        ],
    ),
    (
        "schema_path",
        &[
            T::JsonSchema,
            T::TypescriptInterface,
            T::MarkdownSpec,
            T::Format,
        ],
    ),
    ("schema", &[T::JsonSchema]),
    ("command", &[T::TestSuite]),
    ("command_args", &[T::TestSuite]),
    ("dir", &[T::TestSuite]),
    ("env", &[T::TestSuite]),
    ("report", &[T::TestSuite]),
    (
        "timeout",
        &[
            T::TestSuite,
            T::AgentReview,
            T::LlmJudge,
            T::TypescriptInterface,
        ],
    ),
    ("allow_recovery", &[T::JsonSchema]),
    ("recovery_level", &[T::JsonSchema]),
    ("progressive_validation", &[T::JsonSchema]),
    ("warn_on_recovery", &[T::JsonSchema]),
    ("debug_mode", &[T::JsonSchema]),
    ("disable_wrapper_detection", &[T::JsonSchema]),
    ("interface", &[T::TypescriptInterface]),
    ("allow_extra", &[T::TypescriptInterface]),
    ("require_compiler", &[T::TypescriptInterface]),
    ("rules", &[T::MarkdownSpec]),
    ("emit", &[T::MarkdownSpec]),
    ("format", &[T::Format]),
    ("glob", &[T::SourceDiff]),
    ("exclude", &[T::SourceDiff]),
    ("min_files", &[T::SourceDiff]),
    ("max_test_deletions", &[T::TestDiff, T::TestCountBaseline]),
    ("test_file_pattern", &[T::TestDiff, T::TestCountBaseline]),
    ("test_func_pattern", &[T::TestDiff, T::TestCountBaseline]),
    ("base_ref", &[T::TestCountBaseline]),
    ("events", &[T::EventContains]),
    ("criteria", &[T::LlmJudge]),
    ("threshold", &[T::LlmJudge]),
    ("model", &[T::LlmJudge, T::AgentReview]),
    ("persona", &[T::AgentReview]),
    ("criteria_path", &[T::AgentReview]),
    ("context", &[T::AgentReview]),
    ("token_budget", &[T::AgentReview]),
    ("spec_artifact", &[]),
    ("test_persona", &[]),
    ("implementation_step", &[]),
];

/// Older spellings, for a suggestion that is sure.
const OLD_NAMES: [(&str, &str); 5] = [
    ("testsuite", "test_suite"),
    ("jsonschema", "json_schema"),
    ("typescript", "typescript_interface"),
    ("markdownspec", "markdown_spec"),
    ("markdown", "markdown_spec"),
];

pub(super) fn read(
    reader: &mut Reader,
    node: &Node,
    at: &str,
    index: usize,
    on_retry: &mut OnRetry,
) -> Contract {
    let type_text = node
        .get("type")
        .and_then(Node::as_str)
        .unwrap_or_default()
        .to_owned();
    let name = node.get("name").and_then(Node::as_str).map(str::to_owned);
    reader.contract = Some((type_text.clone(), index, name.clone()));
    let fields = Fields::of(
        reader,
        node,
        at,
        "a contract",
        &member_names::<format::StepContract>(),
    );
    let kind = read_type(reader, &fields, &type_text);
    let mut contract = Contract {
        type_text,
        kind,
        name,
        at: at.to_owned(),
        threshold: 1.0,
        ..Contract::default()
    };
    read_fields(reader, &fields, &mut contract);
    if let Some(keep) = fields.word(
        reader,
        "workspace_on_retry",
        &[("fresh", OnRetry::Fresh), ("keep", OnRetry::Keep)],
    ) {
        *on_retry = keep;
    }
    if let Some(kind) = kind {
        needs(reader, &fields, kind);
        unused(reader, &fields, kind);
        contradictions(reader, &fields, &contract);
    }
    reader.contract = None;
    contract
}

fn read_type(reader: &mut Reader, fields: &Fields<'_>, text: &str) -> Option<T> {
    let Some(node) = fields.get("type") else {
        if fields.node.as_mapping().is_some() {
            fields.missing(reader, "type", "a contract needs `type`");
        }
        return None;
    };
    if node.as_str().is_none() {
        fields.text(reader, "type");
        return None;
    }
    if let Some((_, kind)) = T::NAMES.iter().find(|(word, _)| *word == text) {
        return Some(*kind);
    }
    let words: Vec<&str> = T::NAMES.iter().map(|(word, _)| *word).collect();
    let flat = text.to_lowercase().replace(['-', ' '], "_");
    let near = OLD_NAMES
        .iter()
        .find(|(old, _)| *old == flat.replace('_', "") || *old == flat)
        .map(|(_, new)| *new)
        .or_else(|| words.iter().find(|word| **word == flat).copied())
        .or_else(|| nearest(text, words.iter().copied()));
    let message = match text {
        "spec_derived_test" => "the contract type `spec_derived_test` is not available: it would have to run a persona of its own".to_owned(),
        "template" => "the contract type `template` is gone from the format".to_owned(),
        _ => format!("there is no contract type `{text}`"),
    };
    let mut violation = Violation::new("unknown_contract_type", message)
        .field("type")
        .with("allowed", words.clone());
    violation = match near {
        Some(near) => violation
            .hint(format!("did you mean `{near}`?"))
            .with("nearest", near),
        None => violation.hint(format!("the types are {}", list(&words))),
    };
    reader.report(node.span.start, violation);
    None
}

fn read_fields(reader: &mut Reader, fields: &Fields<'_>, contract: &mut Contract) {
    let patterns = |texts: Vec<String>| {
        if texts.is_empty() {
            vec!["*_test.go".to_owned()]
        } else {
            texts
        }
    };
    fields.text(reader, "name");
    fields.boolean(reader, "validate");
    contract.must_pass = fields.boolean(reader, "must_pass");
    contract.on_failure = fields.word(reader, "on_failure", &OnFailure::NAMES);
    contract.max_retries = fields
        .count(reader, "max_retries", 0, u64::from(u32::MAX))
        .map_or(0, |n| {
            u32::try_from(n).unwrap_or(u32::MAX).min(u32::MAX - 1)
        });
    contract.source = fields.text(reader, "source");
    contract.schema_path = fields.text(reader, "schema_path");
    read_schema(reader, fields, contract);
    contract.command = fields.filled(reader, "command", "a contract");
    contract.command_args = fields
        .get("command_args")
        .is_some()
        .then(|| fields.texts(reader, "command_args"));
    contract.dir = fields.text(reader, "dir");
    contract.timeout = fields.duration(reader, "timeout");
    contract.env = fields.texts(reader, "env");
    contract.report = fields.text(reader, "report");
    contract.allow_recovery = fields.boolean(reader, "allow_recovery");
    contract.recovery_level = fields.word(reader, "recovery_level", &RecoveryLevel::NAMES);
    for ignored in ["progressive_validation", "warn_on_recovery", "debug_mode"] {
        fields.boolean(reader, ignored);
    }
    contract.wrapper_detection = fields.boolean(reader, "disable_wrapper_detection") == Some(false);
    contract.interface = fields.text(reader, "interface");
    contract.allow_extra = fields.boolean(reader, "allow_extra").unwrap_or(false);
    contract.require_compiler = fields.boolean(reader, "require_compiler").unwrap_or(false);
    contract.rules = fields
        .get("rules")
        .map(|node| super::rules::read(reader, node, &fields.pointer("rules")));
    contract.emit = fields.text(reader, "emit");
    contract.format = fields.text(reader, "format");
    contract.glob = fields.text(reader, "glob");
    contract.exclude = fields.texts(reader, "exclude");
    contract.min_files = fields.count(reader, "min_files", 0, u64::MAX);
    contract.max_test_deletions = fields
        .count(reader, "max_test_deletions", 0, u64::MAX)
        .unwrap_or(0);
    contract.test_file_pattern = patterns(fields.texts(reader, "test_file_pattern"));
    contract.test_func_pattern = fields.text(reader, "test_func_pattern");
    contract.base_ref = fields.text(reader, "base_ref");
    for item in fields.items(reader, "events") {
        let entry = Fields::of(
            reader,
            item,
            &fields.pointer("events"),
            "an entry of `events`",
            &member_names::<format::EventPattern>(),
        );
        let (state, contains) = (entry.text(reader, "state"), entry.text(reader, "contains"));
        if state.is_none() && contains.is_none() && item.as_mapping().is_some() {
            entry.missing(
                reader,
                "state",
                "an entry of `events` needs `state` or `contains`",
            );
        }
        contract.events.push(EventPattern { state, contains });
    }
    for key in ["events", "criteria"] {
        if let Some(node) = fields.get(key)
            && node.as_sequence().is_some_and(<[Node]>::is_empty)
        {
            reader.bad(
                node,
                key,
                format!("`{key}` is empty: it would check nothing"),
            );
        }
    }
    contract.criteria = fields.texts(reader, "criteria");
    contract.threshold = fields.number(reader, "threshold", 0.0, 1.0).unwrap_or(1.0);
    contract.model = fields.text(reader, "model");
    contract.persona = fields.text(reader, "persona");
    contract.criteria_path = fields.text(reader, "criteria_path");
    contract.context = read_context(reader, fields);
    contract.token_budget = fields.count(reader, "token_budget", 1, u64::MAX);
    contract.rework_step = fields.text(reader, "rework_step");
    contract.convergence_window = fields
        .count(reader, "convergence_window", 1, u64::from(u32::MAX))
        .map_or(3, |n| u32::try_from(n).unwrap_or(3));
    contract.convergence_min_improvement = fields
        .number(reader, "convergence_min_improvement", 0.0, 1.0)
        .unwrap_or(0.05);
}

/// An inline schema: JSON text, a YAML map, or `rust:Name`.
fn read_schema(reader: &mut Reader, fields: &Fields<'_>, contract: &mut Contract) {
    let Some(node) = fields.get("schema") else {
        return;
    };
    if let Some(text) = node.as_str() {
        contract.schema_text = Some(text.to_owned());
    } else if node.as_mapping().is_some() || node.as_bool().is_some() {
        match to_json(node) {
            Ok(json) => {
                contract.schema =
                    serde_json::from_str(&contractual_model::json::to_line(&json)).ok()
            }
            Err(_) => reader.bad(
                node,
                "schema",
                "`schema` holds a value that JSON does not have",
            ),
        }
    } else {
        reader.bad(
            node,
            "schema",
            format!(
                "`schema` must be JSON text or a mapping, found a {}",
                node.kind()
            ),
        );
    }
}

fn read_context(reader: &mut Reader, fields: &Fields<'_>) -> Vec<ReviewContext> {
    let mut out = Vec::new();
    for item in fields.items(reader, "context") {
        let entry = Fields::of(
            reader,
            item,
            &fields.pointer("context"),
            "an entry of `context`",
            &member_names::<format::ReviewContext>(),
        );
        let size = entry
            .count(reader, "max_size", 1, u64::MAX)
            .map_or(50 * 1024, |n| usize::try_from(n).unwrap_or(50 * 1024));
        let base = entry.text(reader, "diff_base");
        match (
            entry.get("source").and_then(Node::as_str),
            entry.text(reader, "artifact"),
        ) {
            (_, Some(name)) => out.push(ReviewContext::Artifact(name)),
            (Some("git_diff"), None) => out.push(ReviewContext::GitDiff {
                base,
                max_size: size,
            }),
            (None, None) if entry.key("git_diff").is_some() => out.push(ReviewContext::GitDiff {
                base,
                max_size: size,
            }),
            _ => entry.missing(
                reader,
                "source",
                "an entry of `context` is `source: git_diff` or `artifact: NAME`",
            ),
        }
    }
    out
}

/// Required fields of a type (section 5.2, item 4).
fn needs(reader: &mut Reader, fields: &Fields<'_>, kind: T) {
    let word = kind.word();
    let absent = |key: &str| fields.get(key).is_none();
    match kind {
        T::TestSuite => {
            if absent("command") {
                fields.missing(reader, "command", format!("{word} needs `command`"));
            }
        }
        T::JsonSchema => match (absent("schema_path"), absent("schema")) {
            (true, true) => fields.missing(
                reader,
                "schema_path",
                format!("{word} needs `schema_path` or `schema`"),
            ),
            (false, false) => {
                let node = fields.key("schema").unwrap_or(fields.node);
                reader.bad(
                    node,
                    "schema",
                    "the contract has both `schema_path` and `schema`: give one of the two",
                );
            }
            _ => {}
        },
        T::SourceDiff => {}
        T::EventContains if absent("events") => {
            fields.missing(
                reader,
                "events",
                format!("{word} needs `events`: without one it would check nothing"),
            );
        }
        T::LlmJudge if absent("criteria") => {
            fields.missing(reader, "criteria", format!("{word} needs `criteria`"))
        }
        T::AgentReview => {
            for key in ["persona", "criteria_path"] {
                if absent(key) {
                    fields.missing(reader, key, format!("{word} needs `{key}`"));
                }
            }
        }
        T::TypescriptInterface
        | T::MarkdownSpec
        | T::NonEmptyFile
        | T::Format
        | T::TestDiff
        | T::TestCountBaseline
        | T::EventContains
        | T::LlmJudge => {}
    }
}

fn warning(reader: &mut Reader, node: &Node, field: &str, message: String) {
    let mut violation = Violation::new("invalid_value", message).field(field);
    violation.severity = Severity::Warning;
    reader.report(node.span.start, violation);
}

fn unused(reader: &mut Reader, fields: &Fields<'_>, kind: T) {
    for (field, types) in SPECIAL {
        if types.contains(&kind) {
            continue;
        }
        if let Some(key) = fields.key(field) {
            warning(
                reader,
                key,
                field,
                format!("`{field}` is not used by {}", kind.word()),
            );
        }
    }
}

/// Settings that cannot both mean something (section 15.5).
fn contradictions(reader: &mut Reader, fields: &Fields<'_>, contract: &Contract) {
    let Some(policy) = contract.on_failure else {
        return;
    };
    let Some(node) = fields.get("on_failure") else {
        return;
    };
    let word = policy.word();
    if contract.must_pass == Some(false)
        && matches!(
            policy,
            OnFailure::Halt | OnFailure::Fail | OnFailure::Rejected
        )
    {
        warning(
            reader,
            node,
            "on_failure",
            format!("`must_pass: false` makes a failure soft, so `{word}` never happens"),
        );
    }
    if contract.must_pass == Some(true) && policy.is_soft() {
        warning(
            reader,
            node,
            "on_failure",
            format!("`on_failure: {word}` makes a failure soft although `must_pass` is true"),
        );
    }
    if policy == OnFailure::Retry && contract.max_retries == 0 {
        warning(
            reader,
            node,
            "on_failure",
            "`retry` with `max_retries: 0` allows no retry".into(),
        );
    }
    if contract.max_retries > 0
        && (policy.is_soft()
            || matches!(
                policy,
                OnFailure::Halt | OnFailure::Fail | OnFailure::Rejected
            ))
    {
        let node = fields.get("max_retries").unwrap_or(node);
        warning(
            reader,
            node,
            "max_retries",
            format!("`max_retries` is ignored with `on_failure: {word}`"),
        );
    }
}
