//! The clauses of the compatibility specification beside its tables of rules (those are in `rows.rs`), and the test that shows each.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

use std::path::Path;

const ROWS: &str = "crates/drift/tests/rows.rs";
const PAIRS: &str = "crates/drift/tests/pairs.rs";
const RULES: &str = "crates/drift/tests/rules.rs";
const RANDOM: &str = "crates/drift/tests/random.rs";
const APIS: &str = "crates/drift/tests/random/apis.rs";
const BAD: &str = "crates/drift/tests/bad_input.rs";
const CLI: &str = "cli/tests/drift.rs";
const TEXTS: &str = "crates/drift/src/states/text/tests.rs";
const ACCEPTED: &str = "crates/drift/src/versions/accepted/tests.rs";
const ENDS: &str = "tests/versions/ends.rs";
const NEXT: &str = "tests/versions/next.rs";
const PROMISES: &str = "crates/drift/src/contracts/promises.rs";

/// Section, clause, file, test.
const CLAUSES: &[(&str, &str, &str, &str)] = &[
    (
        "1.1",
        "two questions; events by mode; the worse answer counts",
        ROWS,
        "rows_of_schemas",
    ),
    (
        "1.1",
        "webhooks and callbacks travel the other way",
        ROWS,
        "rows_of_apis",
    ),
    (
        "1.1",
        "every released version is compared with",
        CLI,
        "released_versions_and_folders_are_baselines",
    ),
    (
        "1.2",
        "declared members, maps, free forms, fresh names, strict content",
        ROWS,
        "rows_of_schemas",
    ),
    (
        "1.2",
        "strict content against another validator",
        RANDOM,
        "what_is_called_compatible_refuses_no_value_and_each_witness_is_one",
    ),
    (
        "1.3",
        "source rules warn, and are errors at level source",
        ROWS,
        "rows_of_apis",
    ),
    (
        "1.4",
        "inclusions of formats",
        PAIRS,
        "every_pair_of_formats_is_decided",
    ),
    (
        "1.4",
        "formats of the table",
        "crates/drift/src/compat/format.rs",
        "inclusions_of_the_table",
    ),
    (
        "1.5",
        "messages: parameters are texts, statuses, media types",
        ROWS,
        "rows_of_apis",
    ),
    (
        "1.5",
        "no message breaks where nothing is said",
        APIS,
        "what_is_called_compatible_has_no_message_that_breaks",
    ),
    (
        "2",
        "verdict, severity and bump of each row and direction",
        ROWS,
        "rows_of_schemas",
    ),
    (
        "2",
        "below 1.0.0 a major demand is met by a minor version",
        "crates/drift/src/contracts/version.rs",
        "versions_read_and_rise",
    ),
    (
        "3",
        "equivalent rewrites are silent in every direction",
        PAIRS,
        "rewrites",
    ),
    (
        "3",
        "a contract compared with itself is silent",
        RULES,
        "every_contract_compared_with_itself_is_silent",
    ),
    (
        "3.2",
        "references, anchors, relative identifiers",
        "crates/drift/src/compat/schema/resolve.rs",
        "identifiers_anchors_and_pointers_lead_somewhere",
    ),
    (
        "4",
        "a baseline that cannot be had is no pass",
        CLI,
        "a_baseline_that_cannot_be_had_is_no_pass",
    ),
    (
        "4",
        "released forms count",
        ENDS,
        "what_is_released_is_compared_with_and_its_names_stay_reserved",
    ),
    (
        "5",
        "every row of the tables",
        ROWS,
        "every_row_of_the_tables_is_promised_by_a_pair",
    ),
    (
        "5",
        "every rule has its example",
        RULES,
        "every_rule_fires_on_its_example_with_the_severity_of_the_table",
    ),
    (
        "5.14",
        "version-not-raised, version-lowered",
        PROMISES,
        "a_version_rises_with_what_is_found",
    ),
    (
        "5.14",
        "released-artifact-changed",
        PROMISES,
        "a_version_with_a_successor_stays_as_it_is",
    ),
    (
        "5.14",
        "major-without-document",
        PROMISES,
        "a_major_version_has_a_document",
    ),
    (
        "5.14",
        "blessed-fixture-refused",
        PROMISES,
        "a_fixture_that_is_refused_is_named",
    ),
    (
        "5.14",
        "reserved-name-reused",
        "crates/drift/src/contracts/reserved.rs",
        "a_name_may_come_back_as_what_it_was",
    ),
    (
        "6",
        "one side less than the other: both directions",
        PAIRS,
        "directions",
    ),
    (
        "6",
        "patterns are decided as languages",
        "crates/drift/src/compat/pattern/language.rs",
        "inclusion_of_languages",
    ),
    (
        "6",
        "everything ends within the budget",
        BAD,
        "alternatives_that_nothing_tells_apart_end_within_the_budget",
    ),
    (
        "6.1",
        "an error has a witness or says why not",
        RULES,
        "an_error_has_a_witness_or_says_why_not",
    ),
    (
        "6.1",
        "the witness of a message is a file and a test",
        CLI,
        "the_witness_of_an_api_is_a_message_and_a_test",
    ),
    (
        "7",
        "an entry covers one finding until its day",
        CLI,
        "an_acceptance_covers_one_finding_until_its_day",
    ),
    (
        "7",
        "a broken list is an error",
        ACCEPTED,
        "every_fault_is_named",
    ),
    (
        "7",
        "spent entries are named",
        ACCEPTED,
        "a_spent_entry_is_named_with_the_command_to_remove_it",
    ),
    (
        "7",
        "a new version beside the old one",
        NEXT,
        "a_change_below_a_contract_becomes_its_next_version",
    ),
    (
        "8",
        "announce, then remove",
        ENDS,
        "a_version_goes_when_its_announced_day_has_come",
    ),
    (
        "8",
        "an end is announced in time",
        ENDS,
        "an_end_is_announced_in_time",
    ),
    (
        "9",
        "texts of the states, to the letter",
        TEXTS,
        "breaking_change",
    ),
    ("9", "texts: undecided", TEXTS, "undecided_change"),
    ("9", "texts: hand-edited", TEXTS, "hand_edited"),
    (
        "9",
        "the first state decides",
        "crates/drift/src/states/reconcile.rs",
        "every_state",
    ),
    (
        "10",
        "every form of a report",
        CLI,
        "a_workspace_has_its_report_in_every_form",
    ),
    (
        "10",
        "SARIF is valid",
        CLI,
        "sarif_is_valid_against_its_schema",
    ),
    (
        "10",
        "JUnit",
        CLI,
        "junit_has_a_case_for_each_finding_and_each_silent_contract",
    ),
    (
        "11",
        "rules are moved by settings",
        CLI,
        "settings_name_rules_that_exist_and_may_be_moved",
    ),
];

#[test]
fn every_clause_has_the_test_that_is_named() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for (section, clause, file, test) in CLAUSES {
        let text = std::fs::read_to_string(root.join(file))
            .unwrap_or_else(|error| panic!("{section} {clause}: {file}: {error}"));
        assert!(
            text.contains(&format!("#[test]\nfn {test}("))
                || text.contains(&format!("#[test]\n    fn {test}(")),
            "{section} {clause}: {file} has no test {test}"
        );
    }
}
