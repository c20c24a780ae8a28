//! The codes of violations: one table, from which severity, retry class, `explain` and the reference page derive.
//!
//! A code, once published, never changes its meaning (specification, section 21).

/// What running the step again can do about a violation.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Retry {
    /// Another attempt may repair it.
    Helps,
    /// Another attempt would fail in the same way.
    Useless,
}

/// One published code.
#[derive(Debug, Clone, Copy)]
pub struct Code {
    /// The code as it stands in documents.
    pub name: &'static str,
    /// Whether a retry can help.
    pub retry: Retry,
    /// True if `must_pass: false` may turn it into a warning.
    pub can_soften: bool,
    /// What was found, in one sentence.
    pub summary: &'static str,
    /// What to do about it.
    pub advice: &'static str,
}

const fn again(name: &'static str, summary: &'static str, advice: &'static str) -> Code {
    Code {
        name,
        retry: Retry::Helps,
        can_soften: true,
        summary,
        advice,
    }
}

const fn never(name: &'static str, summary: &'static str, advice: &'static str) -> Code {
    Code {
        name,
        retry: Retry::Useless,
        can_soften: true,
        summary,
        advice,
    }
}

const fn hard(name: &'static str, summary: &'static str, advice: &'static str) -> Code {
    Code {
        name,
        retry: Retry::Useless,
        can_soften: false,
        summary,
        advice,
    }
}

const fn work(
    name: &'static str,
    retry: Retry,
    summary: &'static str,
    advice: &'static str,
) -> Code {
    Code {
        name,
        retry,
        can_soften: false,
        summary,
        advice,
    }
}

/// Every code, in the order of the specification's section 20.
pub static CODES: &[Code] = &[
    // configuration
    hard(
        "yaml_syntax",
        "the pipeline file cannot be read as YAML",
        "repair the text at the position given",
    ),
    hard(
        "missing_field",
        "a field that this place needs is absent",
        "add the field",
    ),
    hard(
        "invalid_value",
        "a field has a value that it cannot have",
        "read the message: it names the values that are allowed",
    ),
    hard(
        "unknown_field",
        "a field that the format does not know",
        "correct the name, or remove the field",
    ),
    hard(
        "unknown_contract_type",
        "the contract's `type` is not one of the known types",
        "correct the name; an unknown type is never taken as passed",
    ),
    hard(
        "path_escape",
        "a path leads out of the folder it belongs to",
        "use a path inside; links must stay inside as well",
    ),
    // files
    again(
        "source_missing",
        "the file to check does not exist",
        "let the step write the file to this path",
    ),
    again(
        "source_not_file",
        "the path is a folder or a special file",
        "let the step write a regular file",
    ),
    again(
        "source_empty",
        "the file holds nothing but blanks",
        "let the step write the content",
    ),
    again(
        "source_too_large",
        "the file is larger than the limit",
        "write less, or raise the limit",
    ),
    again(
        "source_not_utf8",
        "the file is not UTF-8 text",
        "write the file as UTF-8",
    ),
    // test_suite
    again(
        "exit_nonzero",
        "the command ended with a status other than 0",
        "read the output, repair what failed",
    ),
    again(
        "killed_by_signal",
        "the command was ended by a signal",
        "look for a crash or for lack of memory",
    ),
    again(
        "command_not_found",
        "the command does not exist",
        "install the program, or correct the command",
    ),
    again(
        "command_not_executable",
        "the file is there but may not be run",
        "make it executable: chmod +x",
    ),
    again(
        "timeout",
        "the command ran longer than its limit and was ended with all its children",
        "make it faster, or raise `timeout`",
    ),
    again(
        "dir_missing",
        "the folder to run in does not exist",
        "let the step create it, or correct `dir`",
    ),
    // json_schema
    again(
        "json_syntax",
        "the text is not JSON",
        "write JSON (RFC 8259), and nothing else, into the file",
    ),
    again(
        "json_duplicate_key",
        "an object has the same member twice",
        "keep one of the two",
    ),
    again(
        "json_ambiguous",
        "the text holds several JSON values, and guessing is not checking",
        "write one value, and nothing else",
    ),
    again(
        "json_too_deep",
        "arrays and objects are nested deeper than 512 levels",
        "write a flatter document",
    ),
    again(
        "schema_violation",
        "the value does not satisfy the schema",
        "correct the value at the pointer given",
    ),
    hard(
        "schema_missing",
        "the schema file does not exist",
        "correct `schema_path`",
    ),
    hard(
        "schema_drifted",
        "a schema file that follows from a Rust type is not what the type produces any more",
        "run `cargo build` in the package of the type, and commit what changed",
    ),
    hard(
        "schema_malformed",
        "the schema is not JSON",
        "repair the schema at the position given",
    ),
    hard(
        "schema_invalid",
        "the schema is JSON, but not a JSON Schema",
        "correct the keyword at the schema pointer given",
    ),
    hard(
        "schema_ref_unresolved",
        "a reference of the schema leads nowhere",
        "correct the reference; nothing is fetched from the network",
    ),
    // typescript_interface
    again(
        "ts_syntax",
        "the file is not TypeScript",
        "repair the text at the position given",
    ),
    again(
        "ts_undeclared",
        "a name is used that nothing declares",
        "declare or import it",
    ),
    again(
        "ts_duplicate",
        "a name is declared twice in one scope",
        "remove or rename one",
    ),
    again(
        "ts_type",
        "the TypeScript compiler reports an error",
        "repair the types",
    ),
    again(
        "ts_value_mismatch",
        "the JSON value does not fit the TypeScript type",
        "correct the value at the pointer given",
    ),
    never(
        "ts_compiler_missing",
        "`require_compiler` is set and no `tsc` was found",
        "install typescript in the project",
    ),
    never(
        "ts_unsupported",
        "the type uses something that has no meaning for a JSON value",
        "use the supported part of the language (see the guide)",
    ),
    // markdown_spec
    again(
        "md_no_heading",
        "the document has no heading at its top level",
        "give it a heading",
    ),
    again(
        "md_heading_skip",
        "a heading is more than one level deeper than the heading before it",
        "use the next level",
    ),
    again(
        "md_unclosed_fence",
        "a code fence is never closed",
        "close it; the text may have been cut off",
    ),
    again(
        "md_section_missing",
        "a required section is absent",
        "add the section",
    ),
    again(
        "md_section_order",
        "a section stands before one that must come first",
        "reorder the sections",
    ),
    again(
        "md_section_extra",
        "a section that the rules do not name",
        "remove it",
    ),
    again(
        "md_section_short",
        "a section has too few words",
        "write more",
    ),
    again(
        "md_table_missing",
        "a required table is absent",
        "add the table to its section",
    ),
    again(
        "md_table_columns",
        "a table lacks a column",
        "add the column",
    ),
    again("md_table_rows", "a table has too few rows", "add rows"),
    again(
        "md_code_language",
        "a code block does not name one of the allowed languages",
        "name the language after the opening fence",
    ),
    again(
        "md_broken_link",
        "a link leads to nothing",
        "correct the target",
    ),
    again(
        "md_placeholder",
        "text that was meant to be replaced is still there",
        "replace it",
    ),
    again(
        "md_level",
        "a heading is deeper than allowed",
        "use a higher level",
    ),
    again(
        "md_front_matter",
        "the front matter lacks a key",
        "add the key",
    ),
    // later types
    again(
        "format_rule",
        "a house rule for this kind of document is broken",
        "correct the field at the pointer given",
    ),
    again(
        "too_few_changes",
        "the step changed fewer source files than required",
        "do the work in the files that count",
    ),
    never(
        "not_a_repository",
        "the workspace is not a git repository",
        "use `workspace: {type: worktree}`",
    ),
    never(
        "bad_ref",
        "a git revision that does not exist",
        "correct the revision",
    ),
    again(
        "net_test_deletions",
        "more tests were removed than added",
        "restore the tests",
    ),
    never(
        "event_missing",
        "an event that the contract waits for did not happen",
        "look at the events of the step",
    ),
    again(
        "criterion_failed",
        "the judge found a criterion not met",
        "follow the reason given",
    ),
    again(
        "judge_invalid",
        "the judge's answer does not cover the criteria exactly",
        "look at the judge's answer",
    ),
    never(
        "judge_unavailable",
        "the judge could not be asked",
        "configure the judge's command",
    ),
    again(
        "review_failed",
        "the reviewer found an issue",
        "repair what the reviewer describes",
    ),
    again(
        "review_invalid",
        "the reviewer's answer cannot be read",
        "look at the reviewer's answer",
    ),
    never(
        "review_unavailable",
        "the reviewer could not be asked",
        "configure the reviewer's command",
    ),
    // work
    work(
        "step_failed",
        Retry::Helps,
        "the step's work ended with an error",
        "read the output of the work",
    ),
    work(
        "step_timeout",
        Retry::Helps,
        "the step's work took longer than `timeout_minutes`",
        "raise the limit, or split the step",
    ),
    work(
        "artifact_missing",
        Retry::Helps,
        "a required artifact was not written",
        "let the step write it to its path",
    ),
    work(
        "injection_missing",
        Retry::Useless,
        "an artifact that the step needs was not handed over",
        "look at the step that should have produced it",
    ),
    work(
        "input_schema_violation",
        Retry::Useless,
        "an injected artifact does not satisfy its input schema",
        "repair the step that produced it",
    ),
    work(
        "cancelled",
        Retry::Useless,
        "the run was interrupted",
        "run it again, or resume it",
    ),
    work(
        "workspace_failed",
        Retry::Useless,
        "the workspace could not be made",
        "read the message: disk, permissions or git",
    ),
];

/// The entry of a code.
pub fn code(name: &str) -> Option<&'static Code> {
    CODES.iter().find(|code| code.name == name)
}

/// The text that `explain` prints for a code.
pub fn explain(name: &str) -> Option<String> {
    let code = code(name)?;
    let retry = match code.retry {
        Retry::Helps => "yes, if the contract allows one",
        Retry::Useless => "no, running the step again cannot help",
    };
    let soft = if code.can_soften { "yes" } else { "no" };
    Some(format!(
        "{}\n\n  what: {}\n    do: {}\n retry: {retry}\n  soft: {soft} (whether `must_pass: false` turns it into a warning)\n",
        code.name, code.summary, code.advice
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_code_is_declared_once() {
        for (at, code) in CODES.iter().enumerate() {
            assert!(
                CODES[at + 1..].iter().all(|other| other.name != code.name),
                "{}",
                code.name
            );
            assert!(
                !code.summary.ends_with('.') && !code.advice.ends_with('.'),
                "{}",
                code.name
            );
        }
    }
}
