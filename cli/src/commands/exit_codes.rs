//! Every exit status of the program, once: the page of `contractual explain exit-codes` and of the reference.

use contractual_drift::states::State;

use super::workspace::FAMILY_FAILED;

/// Commands, and what each status of theirs means; those of `check` are the states'.
const COMMANDS: &[(&str, &[(u8, &str)])] = &[
    (
        "emit",
        &[
            (0, "everything is up to date, or was written"),
            (2, "breaking or undecided; nothing was written"),
            (3, "a file was edited by hand; nothing was written"),
            (4, "the version does not fit; nothing was written"),
            (64, "unusable arguments, settings or sources"),
            (70, "the disk refused, or an internal error"),
        ],
    ),
    (
        "restore",
        &[
            (0, "every named file is as it should be"),
            (64, "unusable arguments, settings or sources"),
            (70, "the disk refused, or an internal error"),
        ],
    ),
    (
        "accept, new-version, bump, release, retire",
        &[
            (0, "written; with --dry-run: shown"),
            (64, "it cannot be done as asked; nothing was written"),
        ],
    ),
    (
        "diff",
        &[
            (0, "nothing changed for anybody, or something was added"),
            (2, "breaking, or undecided"),
            (64, "a document cannot be used"),
        ],
    ),
    (
        "validate",
        &[
            (0, "the instance is valid"),
            (1, "the instance is not valid"),
            (64, "the instance, schema or contract cannot be used"),
        ],
    ),
    (
        "schema",
        &[
            (0, "printed"),
            (64, "nothing is called so, or it has no schema"),
        ],
    ),
    ("explain", &[(0, "printed"), (1, "nothing is called so")]),
    (
        "invariants run",
        &[
            (0, "every selected check passed"),
            (1, "at least one check failed"),
            (2, "nothing could be judged"),
        ],
    ),
    (
        "invariants validate",
        &[
            (0, "every file is valid"),
            (1, "at least one file is not valid"),
            (2, "no file was found, or one cannot be read"),
        ],
    ),
    (
        "handover",
        &[
            (0, "passed; soft failures included"),
            (1, "a step failed"),
            (
                2,
                "the pipeline, its contracts or the arguments cannot be used",
            ),
            (130, "interrupted"),
        ],
    ),
    (
        "agents",
        &[
            (0, "in order"),
            (1, "anything is wrong, arguments included"),
        ],
    ),
];

/// The page, in Markdown.
pub(super) fn page() -> String {
    let mut out = String::from(
        "# exit-codes\n\nWhat the exit status of a command means. Arguments that cannot be read end every command with 2, those of `agents` with 1.\n\n## check\n\nThe first state that holds decides; over several packages the first of all.\n\n| status | when |\n| --- | --- |\n",
    );
    let mut rows: Vec<(u8, String)> = vec![
        (
            FAMILY_FAILED,
            "the contracts are in order, and a suite, a pipeline or an agents project is not"
                .to_owned(),
        ),
        (70, "an internal error".to_owned()),
    ];
    for state in State::ALL {
        let name = format!("`{}`", state.name());
        match rows.iter_mut().find(|(code, _)| *code == state.code()) {
            Some((_, names)) => names.push_str(&format!(", {name}")),
            None => rows.push((state.code(), name)),
        }
    }
    rows.sort_by_key(|(code, _)| *code);
    for (code, when) in rows {
        out.push_str(&format!("| {code} | {when} |\n"));
    }
    out.push_str("\n`--exit-zero` gives 0 for all below 64.\n");
    for (command, codes) in COMMANDS {
        out.push_str(&format!(
            "\n## {command}\n\n| status | when |\n| --- | --- |\n"
        ));
        for (code, when) in *codes {
            out.push_str(&format!("| {code} | {when} |\n"));
        }
    }
    out
}
