//! Accepted changes, the policy, and the same for programs.

use expect_test::expect;

use super::project::Project;

#[test]
fn an_acceptance_needs_a_finding_a_reason_and_a_day() {
    let project = Project::new("accept");
    project
        .package
        .edit("src/lib.rs", "max = 30000", "max = 20000");
    let open = project.run(0, &["accept"]);
    let hash = open.split(' ').next().unwrap().to_owned();
    project.says(
        64,
        &["accept", &hash, "--today", "2026-11-22"],
        &expect![[r#"
            error: an acceptance needs a reason: why nobody is hurt
              do: cargo contractual accept aa872190a711 --reason "no client sends it, see ticket 812" --expires 2027-02-20
        "#]],
    );
    project.says(
        64,
        &[
            "accept",
            &hash,
            "--reason",
            "nobody sends it",
            "--today",
            "2026-11-22",
        ],
        &expect![[r#"
            error: an acceptance needs a last day
              do: cargo contractual accept aa872190a711 --reason "no client sends it, see ticket 812" --expires 2027-02-20
        "#]],
    );
    project.says(
        64,
        &[
            "accept",
            &hash,
            "--reason",
            "nobody sends it",
            "--expires",
            "2027-06-01",
            "--today",
            "2026-11-22",
        ],
        &expect![[r#"
            error: the day 2027-06-01 is more than 180 days ahead (max_accept_days)
              do: name 2027-05-21 or an earlier day, or start a new version: cargo contractual new-version parcel
        "#]],
    );
    project.says(
        64,
        &[
            "accept",
            &hash,
            "--reason",
            "nobody sends it",
            "--expires",
            "2026-11-21",
            "--today",
            "2026-11-22",
        ],
        &expect![[r#"
            error: the day 2026-11-21 has passed
              do: name a day from 2026-11-22 to 2027-05-21
        "#]],
    );
    project.says(
        64,
        &[
            "accept",
            "000000000000",
            "--reason",
            "r",
            "--expires",
            "2027-01-31",
        ],
        &expect![[r#"
            error: no breaking or undecided finding is `000000000000`
              do: list them: cargo contractual accept
        "#]],
    );
    project.says(
        0,
        &[
            "accept",
            &hash,
            "--reason",
            "nobody sends it",
            "--expires",
            "2027-01-31",
            "--today",
            "2026-11-22",
            "--dry-run",
        ],
        &expect![[r#"
            --- /dev/null
            +++ b/docs/contracts/accepted.toml
            @@ -0,0 +1,9 @@
            +[[accept]]
            +contract = "parcel"
            +rule = "maximum-tightened"
            +at = "/properties/weight"
            +direction = "request"
            +finding = "aa872190a711"
            +reason = "nobody sends it"
            +by = "Ada"
            +expires = 2027-01-31
            accepted [maximum-tightened] /properties/weight  (request) in parcel v1 until 2027-01-31
              = next: cargo build, then commit the list with the contract
              = nothing was written
        "#]],
    );
    assert!(
        !project
            .package
            .path("docs/contracts/accepted.toml")
            .exists()
    );
    project.run(
        0,
        &[
            "accept",
            &hash,
            "--reason",
            "nobody sends it",
            "--expires",
            "2027-01-31",
            "--today",
            "2026-11-22",
        ],
    );
    project.run(0, &["emit", "--today", "2026-11-22"]);
    project.says(0, &["check", "--today", "2026-11-22"], &expect![[r#"
        contract parcel v1: 1 breaking changes, all accepted
          ~ [maximum-tightened] /properties/weight  until 2027-01-31: nobody sends it (Ada)
        contract health-response v1: clean (14 artifacts, baseline git:main)
        contract openapi v1: clean (1 artifacts, baseline git:main)
        contract ready-response v1: clean (12 artifacts, baseline git:main)
        contractual: 4 contracts, 4 clean, 0 additive, 0 breaking, 0 undecided, 0 artifact problems; required bump: major
    "#]]);
    // a broken list forbids everything
    project
        .package
        .edit("docs/contracts/accepted.toml", "reason", "raeson");
    project.says(
        64,
        &["check", "--today", "2026-11-22"],
        &expect![[r#"
        error[config-invalid]: docs/contracts/accepted.toml:1: this entry has no `reason`
          = nothing was checked
        error[config-invalid]: docs/contracts/accepted.toml:7: unknown key `raeson` in [[accept]]
          = nothing was checked
    "#]],
    );
    project.says(
        64,
        &[
            "accept",
            &hash,
            "--reason",
            "r",
            "--expires",
            "2027-01-31",
            "--today",
            "2026-11-22",
        ],
        &expect![[r#"
            error[config-invalid]: docs/contracts/accepted.toml:1: this entry has no `reason`
              = nothing was checked
            error[config-invalid]: docs/contracts/accepted.toml:7: unknown key `raeson` in [[accept]]
              = nothing was checked
        "#]],
    );
    project
        .package
        .edit("docs/contracts/accepted.toml", "raeson", "reason");
    project.says(
        0,
        &["accept", "--remove", &hash, "--today", "2026-11-22"],
        &expect![[r#"
            removed the acceptance of [maximum-tightened] /properties/weight in parcel
              = deleted: docs/contracts/accepted.toml
        "#]],
    );
    assert!(
        !project
            .package
            .path("docs/contracts/accepted.toml")
            .exists()
    );
}

#[test]
fn the_policy_of_the_project_is_followed_and_named() {
    let project = Project::new("policy");
    let file = "docs/contracts/versioning-policy.md";
    project
        .package
        .write(file, "---\nlevel: source\n---\n# How we version\n");
    project.package.edit(
        "src/lib.rs",
        "    /// Said to the courier.\n    pub note: Option<String>,\n",
        "",
    );
    let said = project.run(2, &["check", "--today", "2026-11-22"]);
    assert!(
        said.contains("(policy: docs/contracts/versioning-policy.md)"),
        "{said}"
    );
    std::fs::remove_file(project.package.path(file)).unwrap();
    let said = project.run(2, &["check", "--today", "2026-11-22"]);
    assert!(
        said.contains("(the default policy: there is no versioning-policy.md)"),
        "{said}"
    );
    project.package.write(file, "---\nlevle: source\n---\n");
    project.says(
        64,
        &["check"],
        &expect![[r#"
        error[config-invalid]: unknown key `levle` in the head of the policy
          --> docs/contracts/versioning-policy.md:2:1
            |
          2 | levle: source
            | ^^^^^
          do: write `level`
          = nothing was checked
    "#]],
    );
}

#[test]
fn programs_read_what_was_done() {
    let project = Project::new("as-json");
    project.says(
        0,
        &["bump", "parcel", "minor", "--dry-run", "--format", "json"],
        &expect![[r#"
            {
              "format": 1,
              "done": false,
              "files": [
                {
                  "path": "src/lib.rs",
                  "change": "written"
                }
              ],
              "patch": "--- a/src/lib.rs\n+++ b/src/lib.rs\n@@ -6,7 +6,7 @@\n /// A parcel on its way.\n #[derive(Debug, Clone, Serialize, Deserialize, Contract)]\n #[serde(deny_unknown_fields)]\n-#[contract(version = 1)]\n+#[contract(version = \"1.1.0\")]\n pub struct Parcel {\n     /// What it weighs, in grams.\n     #[contract(min = 1, max = 30000)]\n",
              "message": [
                "contract parcel: 1.0.0 -> 1.1.0",
                "  = at: src/lib.rs:10",
                "  = next: cargo build, then commit the sources and the contracts together"
              ]
            }
        "#]],
    );
    project.says(
        64,
        &["bump", "parcel", "major", "--format", "json"],
        &expect![[r#"
            {
              "format": 1,
              "done": false,
              "error": "a major version is a new contract beside the old one\n  do: cargo contractual new-version parcel"
            }
        "#]],
    );
    project
        .package
        .edit("src/lib.rs", "max = 30000", "max = 20000");
    project.says(
        0,
        &["accept", "--format", "json"],
        &expect![[r#"
        {
          "format": 1,
          "findings": [
            {
              "finding": "aa872190a711",
              "rule": "maximum-tightened",
              "ptr": "/properties/weight",
              "direction": "request",
              "contract": "parcel",
              "major": 1,
              "state": "open",
              "expires": null
            }
          ]
        }
    "#]],
    );
}
