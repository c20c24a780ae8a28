//! `check` and `diff` as other programs see them: baselines in git, acceptances, forms of output.
#![allow(clippy::unwrap_used, reason = "a test may panic")]

#[path = "drift/package.rs"]
mod package;

use std::process::Command;

use package::{Package, TYPES, run, said};
use serde_json::Value;
use tempfile::TempDir;

#[test]
fn a_break_is_told_to_the_letter_at_its_field() {
    let package = Package::new();
    assert_eq!(package.check(&[]).0, 0);
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    let (status, text) = package.check(&[]);
    assert_eq!(status, 2, "{text}");
    let finding = package.finding();
    let hash = finding["finding"].as_str().unwrap();
    let expected = format!(
        "\
error[drift-breaking]: contract parcel v1: 1 breaking changes against git:main
  ! [maximum-tightened] /properties/weight  (request)
    numbers above 20000 are refused at `/properties/weight (weight)`
    --> src/lib.rs:11:9
    = witness: {{\"weight\": 20001}}
      accepted by parcel v1, refused now: /weight: 20001 is above 20000
    = fix: clamp in the handler
  = to keep v1: undo the change or follow the fixes above
  = to start v2: cargo contractual new-version parcel
  = to accept it:     cargo contractual accept {hash} --reason \"…\" --expires 2027-02-20
  = nothing was written
contract "
    );
    assert!(text.starts_with(&expected), "{text}");
    let end = "1 breaking, 0 undecided, 0 artifact problems; required bump: major\n";
    assert!(text.ends_with(end), "{text}");
    for (field, value) in [
        ("rule", "maximum-tightened"),
        ("severity", "error"),
        ("direction", "request"),
        ("ptr", "/properties/weight"),
        ("old", "30000"),
        ("new", "20000"),
        ("bump", "major"),
    ] {
        assert_eq!(finding[field], value, "{finding}");
    }
    assert_eq!(finding["rust"]["file"], "src/lib.rs");
    assert_eq!(finding["rust"]["line"], 11);
    assert_eq!(finding["witness"]["weight"], 20001);
    assert!(finding["accepted"].is_null());
    assert!(!finding["places"].as_array().unwrap().is_empty());
    // the witness is a file, with a test beside it
    let folder = package.path("target/contractual/witness");
    let witness = std::fs::read_to_string(folder.join("parcel-1.json")).unwrap();
    assert_eq!(
        serde_json::from_str::<Value>(&witness).unwrap()["weight"],
        20001
    );
    let test = std::fs::read_to_string(folder.join("parcel-1.rs")).unwrap();
    for line in [
        "fn parcel_maximum_tightened_1() {",
        "    let read = <parcels::Parcel as contractual::Contract>::from_json(witness.as_bytes());",
    ] {
        assert!(test.lines().any(|one| one == line), "{test}");
    }
    // a build that may write does not either
    let before = std::fs::read(package.path("docs/contracts/parcel-v1.schema.json")).unwrap();
    let out = package.run(&["emit"]);
    assert_eq!(out.status.code(), Some(2), "{}", said(&out));
    let after = std::fs::read(package.path("docs/contracts/parcel-v1.schema.json")).unwrap();
    assert_eq!(before, after);
}

#[test]
fn an_acceptance_covers_one_finding_until_its_day() {
    let package = Package::new();
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    let found = package.finding();
    let finding = found["finding"].as_str().unwrap();
    let entry = format!(
        "[[accept]]\ncontract = \"parcel\"\nrule = \"maximum-tightened\"\nat = \"/properties/weight\"\ndirection = \"request\"\nfinding = \"{finding}\"\nreason = \"nobody ships that much\"\nby = \"Ada\"\nexpires = 2026-12-31\n"
    );
    let list = "docs/contracts/accepted.toml";
    package.write(list, &entry);
    let out = package.run(&["emit"]);
    assert!(out.status.success(), "{}", said(&out));
    let (status, text) = package.check(&[]);
    assert_eq!(status, 0, "{text}");
    assert!(
        text.starts_with("contract parcel v1: 1 breaking changes, all accepted\n  ~ [maximum-tightened] /properties/weight  until 2026-12-31: nobody ships that much (Ada)\n"),
        "{text}"
    );
    assert_eq!(package.finding()["accepted"]["by"], "Ada");
    let late = package.run(&["check", "--today", "2027-01-01"]);
    assert_eq!(late.status.code(), Some(2));
    assert!(
        said(&late).contains("error[accepted-expired]: the acceptance of [maximum-tightened] /properties/weight ran out on 2026-12-31\n"),
        "{}",
        said(&late)
    );
    // the baseline moved past the change: nothing needs the entry
    package.commit("accepted");
    let (status, text) = package.check(&[]);
    assert_eq!(status, 0, "{text}");
    assert!(text.contains("warning[accepted-spent]"), "{text}");
    // another change at the same place is another finding
    package.edit("src/lib.rs", "max = 20000", "max = 10000");
    assert_eq!(package.check(&[]).0, 2);
    // a broken list never means that nothing is forbidden
    package.write(list, &entry.replace("reason", "raeson"));
    let broken = package.run(&["check"]);
    let text = said(&broken);
    assert_eq!(broken.status.code(), Some(64), "{text}");
    assert!(
        text.starts_with("error[config-invalid]: docs/contracts/accepted.toml:"),
        "{text}"
    );
}

#[test]
fn additions_are_out_of_date_until_they_are_written_and_nobody_is_hurt() {
    let package = Package::new();
    package.git(&["checkout", "-q", "-b", "branch"]);
    package.edit("src/lib.rs", "max = 30000", "max = 40000");
    package.write(
        "contractual.toml",
        "project = \"parcels\"\n[contract.parcel]\ndirection = \"request\"\n",
    );
    let (status, text) = package.check(&[]);
    assert_eq!(status, 1, "{text}");
    assert!(
        text.starts_with("error[drift-additive]: contract parcel v1: docs/contracts/parcel-v1.schema.json is out of date, 1 additive changes are not in it\n  + [maximum-loosened] /properties/weight  "),
        "{text}"
    );
    assert!(package.run(&["emit"]).status.success());
    assert_eq!(package.check(&[]).0, 0);
    package.commit("wider");
    // dropping it again on the branch breaks nobody: the merge-base counts, not the last commit
    package.edit("src/lib.rs", "max = 40000", "max = 30000");
    let (status, text) = package.check(&[]);
    assert_eq!(status, 1, "{text}");
    assert!(text.starts_with("error[drift-equivalent]"), "{text}");
    assert_eq!(package.check(&["--against", "branch"]).0, 2);
}

#[test]
fn a_baseline_that_cannot_be_had_is_no_pass() {
    let package = Package::new();
    package.write(
        "contractual.toml",
        "project = \"parcels\"\nbaseline = \"git:release\"\n",
    );
    let (status, text) = package.check(&[]);
    assert_eq!(status, 65, "{text}");
    assert!(
        text.starts_with("error[baseline-unavailable]: cannot read the baseline git:release\n  = there is no release in this repository\n  = fix: fetch the history (fetch-depth: 0), or set `baseline = \"lock\"`\n"),
        "{text}"
    );
    // a clone of one commit, whose branch left main before it
    let package = Package::new();
    package.git(&["checkout", "-q", "-b", "branch"]);
    package.write("x", "");
    package.commit("second");
    let clone = TempDir::new().unwrap();
    let from = format!("file://{}", package.dir().display());
    let out = Command::new("git")
        .args([
            "clone", "-q", "--depth", "1", "--branch", "branch", &from, ".",
        ])
        .current_dir(clone.path())
        .output()
        .unwrap();
    assert!(out.status.success(), "{}", said(&out));
    let out = run(clone.path(), &["check"]);
    assert_eq!(out.status.code(), Some(65), "{}", said(&out));
    assert!(
        said(&out).contains("this is a shallow clone of 1 commit, main is not in it"),
        "{}",
        said(&out)
    );
}

#[test]
fn committed_merge_conflicts_are_no_baseline() {
    let package = Package::new();
    let schema = "docs/contracts/parcel-v1.schema.json";
    let text = std::fs::read_to_string(package.path(schema)).unwrap();
    package.write(
        schema,
        &format!("<<<<<<< ours\n{text}=======\n>>>>>>> theirs\n"),
    );
    package.commit("broken");
    let (status, text) = package.check(&[]);
    assert_eq!(status, 65, "{text}");
    assert!(
        text.contains(&format!(
            "{schema} at git:main has a merge-conflict marker in line 1"
        )),
        "{text}"
    );
}

#[test]
fn released_versions_and_folders_are_baselines() {
    let package = Package::new();
    package.git(&["tag", "v1.0.0"]);
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    for against in ["released", "v1.0.0", "file:docs/contracts"] {
        let (status, text) = package.check(&["--against", against]);
        assert_eq!(status, 2, "{against}: {text}");
    }
    // stored events are compared with every released version, not only with the last
    let package = Package::new();
    package.write("contractual.toml", "project = \"parcels\"\n[contract.parcel]\ndirection = \"event\"\nmode = \"BACKWARD_TRANSITIVE\"\n");
    package.edit("src/lib.rs", "max = 30000", "max = 40000");
    assert!(package.run(&["emit"]).status.success());
    package.commit("wide");
    package.git(&["tag", "v1.1.0"]);
    package.edit("src/lib.rs", "max = 40000", "max = 30000");
    let accept = package.run(&["check", "--against", "released", "--today", "2026-11-22"]);
    assert_eq!(accept.status.code(), Some(2), "{}", said(&accept));
}

#[test]
fn settings_name_rules_that_exist_and_may_be_moved() {
    let package = Package::new();
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    let with = |rules: &str| {
        package.write(
            "contractual.toml",
            &format!("project = \"parcels\"\n[rules]\n{rules}\n"),
        );
        let out = package.run(&["check"]);
        (out.status.code().unwrap(), said(&out))
    };
    let (status, text) = with("maximum-tightened = \"warn\"");
    assert_eq!(status, 1, "{text}");
    assert!(text.contains("warning[maximum-tightened]"), "{text}");
    let (status, text) = with("maximum-tightend = \"warn\"");
    assert_eq!(status, 64, "{text}");
    assert!(text.contains("write `maximum-tightened`"), "{text}");
    let (status, text) = with("undecided = \"off\"");
    assert_eq!(status, 64, "{text}");
    assert!(text.contains("cannot be lowered"), "{text}");
}

/// A report of the form SARIF, which must be valid against the schema that OASIS published.
fn sarif(text: &str) -> Value {
    // two of its patterns are no regular expressions of ECMA-262 with the flag `u`
    let schema = include_str!("data/sarif-2.1.0.schema.json");
    let broken = "^[a-zA-Z]{2}|^[a-zA-Z]{2}-[a-zA-Z]{2}]?$";
    assert!(schema.contains(broken));
    let schema = schema.replace(broken, "^[a-zA-Z]{2}(-[a-zA-Z]{2})?$");
    let schema: Value = serde_json::from_str(&schema).unwrap();
    let validator = jsonschema::validator_for(&schema).unwrap();
    let report: Value = serde_json::from_str(text).unwrap();
    let errors: Vec<String> = validator
        .iter_errors(&report)
        .map(|error| format!("{}: {error}", error.instance_path()))
        .collect();
    assert!(errors.is_empty(), "{errors:#?}\n{text}");
    report
}

#[test]
fn a_workspace_has_its_report_in_every_form() {
    let package = Package::below("services/parcels");
    let at = |path: &str| package.root().join(path);
    std::fs::write(
        at("Cargo.toml"),
        "[workspace]\nmembers = [\"services/*\"]\n",
    )
    .unwrap();
    std::fs::write(at("pipeline.yaml"), "kind: nothing\n").unwrap();
    let check = |form: &str| {
        let out = run(
            package.root(),
            &["check", "--today", "2026-11-22", "--format", form],
        );
        (
            out.status.code().unwrap(),
            String::from_utf8(out.stdout).unwrap(),
        )
    };
    // the pipeline is not in order, the contracts are
    let (status, text) = check("junit");
    assert_eq!(status, 5, "{text}");
    for part in [
        "<testcase classname=\"services/parcels: parcel v1\" name=\"compatible\"/>",
        "<testcase classname=\"pipeline pipeline.yaml\" name=\"family-failed\" file=\"pipeline.yaml\">",
    ] {
        assert!(text.contains(part), "{text}");
    }
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    let (status, text) = check("sarif");
    assert_eq!(status, 2, "{text}");
    let report = sarif(&text);
    let results = report["runs"][0]["results"].as_array().unwrap();
    let place = &results[0]["locations"][0]["physicalLocation"];
    assert_eq!(results[0]["ruleId"], "maximum-tightened");
    assert_eq!(
        place["artifactLocation"]["uri"],
        "services/parcels/src/lib.rs"
    );
    assert_eq!(place["region"]["startLine"], 11);
    assert!(results.iter().any(|one| one["ruleId"] == "family-failed"));
    let (status, text) = check("github");
    assert_eq!(status, 2, "{text}");
    assert!(
        text.starts_with("::error file=services/parcels/src/lib.rs,line=11,col="),
        "{text}"
    );
    assert!(
        text.ends_with("contractual: 1 package, 1 pipeline; not in order: package services/parcels, pipeline pipeline.yaml\n"),
        "{text}"
    );
    let (status, text) = check("markdown");
    assert_eq!(status, 2, "{text}");
    assert!(text.contains("- **maximum-tightened**"), "{text}");
    assert!(text.ends_with("Required bump: major\n"), "{text}");
    // settings that cannot be read are told in every form, too
    package.write(
        "contractual.toml",
        "project = \"parcels\"\nlevle = \"wire\"\n",
    );
    let (status, text) = check("sarif");
    assert_eq!(status, 64, "{text}");
    let report = sarif(&text);
    let first = &report["runs"][0]["results"][0];
    assert_eq!(
        first["locations"][0]["physicalLocation"]["artifactLocation"]["uri"],
        "services/parcels/contractual.toml"
    );
}

#[test]
fn sarif_is_valid_against_its_schema() {
    let package = Package::new();
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    std::fs::remove_file(package.path("docs/contracts/parcel-v1.schema.json")).unwrap();
    let report = sarif(&package.check(&["--format", "sarif"]).1);
    let results = report["runs"][0]["results"].as_array().unwrap();
    assert_eq!(results[0]["ruleId"], "maximum-tightened");
    assert_eq!(
        results[0]["locations"][0]["physicalLocation"]["region"]["startLine"],
        11
    );
    package.write("a b.json", "{\"type\": \"integer\"}");
    package.write("c.json", "{\"type\": \"string\"}");
    let out = package.run(&[
        "diff",
        "a b.json",
        "c.json",
        "--direction",
        "both",
        "--format",
        "sarif",
    ]);
    sarif(&String::from_utf8(out.stdout).unwrap());
    let out = package.run(&[
        "diff",
        "c.json",
        "c.json",
        "--direction",
        "both",
        "--format",
        "sarif",
    ]);
    let report = sarif(&String::from_utf8(out.stdout).unwrap());
    assert_eq!(report["runs"][0]["results"].as_array().unwrap().len(), 0);
}

#[test]
fn junit_has_a_case_for_each_finding_and_each_silent_contract() {
    let package = Package::new();
    let text = package.check(&["--format", "junit"]).1;
    assert!(
        text.contains("<testcase classname=\"parcel v1\" name=\"compatible\"/>"),
        "{text}"
    );
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    let text = package.check(&["--format", "junit"]).1;
    assert!(
        text.contains(" failures=\"1\" errors=\"0\" skipped=\"0\">"),
        "{text}"
    );
    assert!(
        text.contains("<failure type=\"maximum-tightened\" message="),
        "{text}"
    );
}

/// An API of the parcel, below the types.
const API: &str = r#"
/// Parcels.
#[contractual::api(version = 1)]
pub trait Parcels {
    /// Book a parcel.
    #[post("/v1/parcels", tag = "parcels")]
    #[responds(200 => Parcel { description = "As it was booked." })]
    async fn book(&self, body: Parcel) -> Book;
}
"#;

#[test]
fn the_witness_of_an_api_is_a_message_and_a_test() {
    let package = Package::new();
    package.write("src/lib.rs", &format!("{TYPES}{API}"));
    assert!(package.run(&["emit"]).status.success());
    package.commit("an API");
    package.edit("src/lib.rs", "max = 30000", "max = 20000");
    assert_eq!(package.check(&[]).0, 2);
    let read = |name: &str| {
        let path = package.path("target/contractual/witness").join(name);
        std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{name}: {error}"))
    };
    let message = read("openapi-1.http");
    assert!(
        message.starts_with("POST /v1/parcels HTTP/1.1\nhost: ")
            && message.contains("\ncontent-type: application/json\n")
            && message.ends_with("\n\n{\"weight\": 20001}\n"),
        "{message}"
    );
    let test = read("openapi-1.rs");
    for part in [
        "/// [maximum-tightened] /components/schemas/Parcel/properties/weight: accepted by openapi 1.0.0, refused now: ",
        "async fn openapi_maximum_tightened_1(router: axum::Router) {",
        "        .uri(r#\"/v1/parcels\"#)",
        "        .body(axum::body::Body::from(r#\"{\"weight\": 20001}\"#))",
    ] {
        assert!(test.contains(part), "{part}\n{test}");
    }
}

#[test]
fn a_version_that_does_not_rise_or_falls_is_a_finding() {
    let package = Package::new();
    package.edit(
        "src/lib.rs",
        "#[contract(version = 1)]",
        "#[contract(version = \"1.4.0\")]",
    );
    assert!(package.run(&["emit"]).status.success());
    package.commit("1.4.0");
    let rule = |severity: &str| -> Vec<String> {
        let report: Value = serde_json::from_str(&package.check(&["--format", "json"]).1).unwrap();
        let contracts = report["contracts"].as_array().unwrap();
        let parcel = contracts
            .iter()
            .find(|one| one["name"] == "parcel")
            .unwrap();
        let findings = parcel["findings"].as_array().unwrap();
        let told = findings.iter().filter(|one| one["severity"] == severity);
        told.map(|one| {
            let text = |name: &str| one[name].as_str().unwrap().to_owned();
            format!("{}: {} -> {}", text("rule"), text("message"), text("fix"))
        })
        .collect()
    };
    // a value more, the version unchanged
    package.edit("src/lib.rs", "max = 30000", "max = 40000");
    package.write(
        "contractual.toml",
        "project = \"parcels\"\n[contract.parcel]\ndirection = \"request\"\n",
    );
    assert_eq!(package.check(&[]).0, 4);
    assert_eq!(
        rule("error"),
        [
            "version-not-raised: the findings demand minor, the contract says 1.4.0 → 1.4.0 -> `cargo contractual bump parcel minor`"
        ]
    );
    package.edit("src/lib.rs", "1.4.0", "1.5.0");
    assert!(package.run(&["emit"]).status.success());
    assert_eq!(package.check(&[]).0, 0);
    assert_eq!(rule("error"), Vec::<String>::new());
    // nothing but the version, downwards
    package.edit("src/lib.rs", "max = 40000", "max = 30000");
    package.edit("src/lib.rs", "1.5.0", "1.3.0");
    let (status, text) = package.check(&[]);
    assert_eq!(status, 4, "{text}");
    assert!(text.contains("it went from 1.4.0 to 1.3.0"), "{text}");
    assert_eq!(
        rule("error"),
        ["version-lowered: parcel went from 1.4.0 to 1.3.0 -> restore the version"]
    );
}
