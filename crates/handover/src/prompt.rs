//! What a persona is told: the mistakes of earlier attempts, the task, what to write and what will be checked
//! (sections 16.3 and 17).

use std::fmt::Write;

use crate::checks::Prepared;
use crate::clean::{cut_bytes, tail_bytes};
use crate::document::{ArtifactSource, ContractType, Step};
use crate::{RelPath, Violation};

/// The feedback in the prompt is at most this long; the rest is in the file.
const MAX_FEEDBACK: usize = 8 * 1024;
/// Longer schemas are put into a file.
const MAX_SCHEMA: usize = 32 * 1024;

/// What an earlier attempt did wrong.
pub(crate) struct Feedback<'a> {
    pub(crate) attempt: u32,
    pub(crate) of: u32,
    pub(crate) violations: &'a [Violation],
    /// The attempt before made the same mistakes.
    pub(crate) same: bool,
    pub(crate) keeps_workspace: bool,
    pub(crate) file: String,
}

/// The feedback as text.
pub(crate) fn feedback(feedback: &Feedback<'_>) -> String {
    let mut out = format!(
        "This is attempt {} of {}. The attempt before did not pass:\n\n",
        feedback.attempt, feedback.of
    );
    if feedback.same {
        out.push_str("These are the same mistakes as in the attempt before that.\n\n");
    }
    for violation in feedback.violations {
        let _ = write!(out, "- {}", violation.line_text());
        if let Some(pointer) = violation
            .pointer
            .as_ref()
            .filter(|pointer| !pointer.is_empty())
        {
            let _ = write!(out, " (at {pointer})");
        }
        for key in ["expected", "actual"] {
            if let Some(text) = violation.more.get(key).and_then(serde_json::Value::as_str) {
                let _ = write!(out, "; {key}: {text}");
            }
        }
        if let Some(hint) = &violation.hint {
            let _ = write!(out, "; hint: {hint}");
        }
        out.push('\n');
        if let Some(command) = violation
            .more
            .get("command")
            .and_then(serde_json::Value::as_str)
        {
            let _ = writeln!(out, "  command: {command}");
        }
        for stream in ["stdout", "stderr", "output"] {
            let text = violation
                .more
                .get(stream)
                .and_then(serde_json::Value::as_str)
                .unwrap_or_default();
            if !text.trim().is_empty() {
                let _ = writeln!(out, "  end of {stream}:");
                for line in tail_bytes(text.trim_end(), 2000).lines() {
                    let _ = writeln!(out, "    {line}");
                }
            }
        }
    }
    if out.len() > MAX_FEEDBACK {
        out = format!(
            "{}\n[... more in {} ...]\n",
            cut_bytes(&out, MAX_FEEDBACK - 200),
            feedback.file
        );
    }
    let place = if feedback.keeps_workspace {
        "The workspace is the one of the attempt before, without its outputs."
    } else {
        "The workspace is new and empty of what the attempt before wrote."
    };
    let _ = write!(
        out,
        "\n{place} Write the whole output again. All details are in {}.\n\n",
        feedback.file
    );
    out
}

/// What is said behind the task: outputs, contracts, injected files. Schemas that are too long go into files, given back.
pub(crate) fn guidance(
    step: &Step,
    prepared: &[Prepared],
    artifacts: &[RelPath],
    value: &dyn Fn(&str) -> Option<String>,
) -> (String, Vec<(RelPath, String)>) {
    let mut out = String::new();
    let mut files = Vec::new();
    if !step.output_artifacts.is_empty() {
        out.push_str("\n\n## What to write\n\n");
        for (artifact, path) in step.output_artifacts.iter().zip(artifacts) {
            match artifact.source {
                ArtifactSource::File => {
                    let _ = writeln!(
                        out,
                        "- `{path}` ({}): {}",
                        artifact.kind.word(),
                        artifact.name
                    );
                }
                ArtifactSource::Stdout => {
                    let _ = writeln!(
                        out,
                        "- standard output ({}): {}",
                        artifact.kind.word(),
                        artifact.name
                    );
                }
            }
        }
    }
    if !step.inject_artifacts.is_empty() {
        out.push_str("\n\n## What is given\n\n");
        for inject in &step.inject_artifacts {
            let _ = writeln!(
                out,
                "- `.wave/artifacts/{}`: `{}` of the step `{}`",
                inject.alias, inject.artifact, inject.step
            );
        }
    }
    if !step.contracts.is_empty() {
        out.push_str("\n\n## What will be checked\n\n");
    }
    for (index, (contract, prepared)) in step.contracts.iter().zip(prepared).enumerate() {
        let source = prepared
            .source
            .as_ref()
            .map(ToString::to_string)
            .unwrap_or_default();
        match contract.kind {
            Some(ContractType::JsonSchema) => {
                let Some(schema) = &prepared.schema else {
                    continue;
                };
                let _ = writeln!(
                    out,
                    "- `{source}` must be JSON that satisfies this schema, and nothing but JSON:"
                );
                let text = serde_json::to_string_pretty(schema.value()).unwrap_or_default();
                if text.len() <= MAX_SCHEMA {
                    let _ = writeln!(out, "\n```json\n{text}\n```\n");
                } else if let Ok(path) =
                    RelPath::parse(&format!(".wave/contract/{index}.schema.json"))
                {
                    let _ = writeln!(out, "  it is in `{path}`");
                    files.push((path, text));
                }
                let example = prepared.fixture.clone().or_else(|| {
                    crate::schema::example(schema)
                        .map(|value| serde_json::to_string_pretty(&value).unwrap_or_default())
                });
                if let Some(example) = example {
                    let _ = writeln!(
                        out,
                        "  A small example that satisfies it:\n\n```json\n{example}\n```\n"
                    );
                }
            }
            Some(ContractType::TestSuite) => {
                let _ = writeln!(
                    out,
                    "- this command must end with status 0: `{}`",
                    crate::template::fill_command(
                        contract.command.as_deref().unwrap_or_default(),
                        value
                    )
                    .0
                );
            }
            Some(ContractType::TypescriptInterface) => match &prepared.types {
                Some(types) => {
                    let _ = writeln!(
                        out,
                        "- `{source}` must be JSON that fits the TypeScript type `{}` of `{}`: {}",
                        types.name,
                        contract.schema_path.as_deref().unwrap_or_default(),
                        types.show(types.resolve(&types.root))
                    );
                }
                None => {
                    let _ = writeln!(out, "- `{source}` must be TypeScript that compiles");
                }
            },
            Some(ContractType::MarkdownSpec) => {
                let _ = writeln!(
                    out,
                    "- `{source}` must be Markdown with headings, no skipped heading level, and every code fence closed"
                );
                if let Some(rules) = &contract.rules {
                    for heading in &rules.headings {
                        let text = heading
                            .text
                            .as_deref()
                            .or(heading.pattern.as_deref())
                            .unwrap_or_default();
                        let level = heading
                            .level
                            .map(|level| format!("level {level}, "))
                            .unwrap_or_default();
                        let optional = if heading.optional {
                            "optional"
                        } else {
                            "required"
                        };
                        let _ = writeln!(out, "  - section \"{text}\" ({level}{optional})");
                    }
                }
            }
            Some(ContractType::NonEmptyFile) => {
                let _ = writeln!(out, "- `{source}` must exist and have content");
            }
            Some(ContractType::LlmJudge) => {
                let _ = writeln!(out, "- `{source}` will be judged by these criteria:");
                for criterion in &contract.criteria {
                    let _ = writeln!(out, "  - {criterion}");
                }
            }
            Some(ContractType::AgentReview) => {
                let _ = writeln!(
                    out,
                    "- the work will be reviewed by these criteria:\n\n{}\n",
                    prepared.criteria.as_deref().unwrap_or_default()
                );
            }
            Some(
                kind @ (ContractType::Format
                | ContractType::SourceDiff
                | ContractType::TestDiff
                | ContractType::TestCountBaseline
                | ContractType::EventContains),
            ) => {
                let _ = writeln!(
                    out,
                    "- {}{}",
                    kind.word(),
                    if source.is_empty() {
                        String::new()
                    } else {
                        format!(" of `{source}`")
                    }
                );
            }
            None => {}
        }
    }
    (out, files)
}
