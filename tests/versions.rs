//! Versions and accepted changes from the outside: the commands edit sources, files and lists, and say what they did.

use std::process::Command;

use expect_test::{Expect, expect};

use crate::build::package::{Package, said};

/// A package in a git repository, its contracts committed on `main`.
struct Project {
    package: Package,
}

impl Project {
    fn new(name: &str) -> Self {
        let project = Self {
            package: Package::new(name),
        };
        project.package.write(".gitignore", "target\n");
        project.git(&["init", "-q", "-b", "main"]);
        project.git(&["config", "user.name", "Ada"]);
        project.git(&["config", "user.email", "ada@example.test"]);
        project.run(0, &["emit"]);
        project.commit();
        project
    }

    fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(&self.package.dir)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            said(&output)
        );
    }

    fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x"]);
    }

    /// Runs the program, which must end with that status; gives what it said.
    fn run(&self, status: i32, arguments: &[&str]) -> String {
        let (found, said) = self.package.contractual(arguments);
        assert_eq!(found, status, "{arguments:?}:\n{said}");
        // the folder of this run is nobody's business
        said.replace(&format!("{}/", self.package.dir.display()), "")
    }

    fn says(&self, status: i32, arguments: &[&str], expected: &Expect) {
        expected.assert_eq(&self.run(status, arguments));
    }
}

/// An API over the types of the package.
const API: &str = r#"
mod routes {
    use crate::{Door, Parcel};

    /// Named, so that the import is used.
    pub fn closed() -> Door {
        Door::Closed
    }

    /// Parcels.
    #[contractual::api(version = 1)]
    pub trait Parcels {
        /// Book a parcel.
        #[post("/v1/parcels", tag = "parcels")]
        #[responds(200 => Parcel { description = "As it was booked." })]
        async fn book(&self, body: Parcel) -> Book;
    }
}
"#;

#[test]
fn a_change_below_a_contract_becomes_its_next_version() {
    let project = Project::new("next-version");
    project
        .package
        .edit("src/lib.rs", "    /// Closed.\n    Closed,\n", "");
    project.says(0, &["new-version", "parcel", "--dry-run"], &expect![[r#"
        --- a/src/lib.rs
        +++ b/src/lib.rs
        @@ -17,6 +17,20 @@
             pub note: Option<String>,
         }

        +/// A parcel on its way.
        +#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
        +#[serde(deny_unknown_fields)]
        +#[contract(name = "Parcel", version = 2)]
        +pub struct ParcelV2 {
        +    /// What it weighs, in grams.
        +    #[contract(min = 1, max = 30000)]
        +    pub weight: u32,
        +    /// Where it goes.
        +    pub to: AddressV2,
        +    /// Said to the courier.
        +    pub note: Option<String>,
        +}
        +
         /// A place.
         #[derive(Debug, Clone, Serialize, Deserialize, Contract)]
         #[serde(deny_unknown_fields)]
        @@ -28,10 +42,33 @@
             pub door: Door,
         }

        +/// A place.
        +#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
        +#[serde(deny_unknown_fields)]
        +#[contract(name = "Address", version = 2)]
        +pub struct AddressV2 {
        +    /// Street and number.
        +    #[contract(min_length = 1, max_length = 80)]
        +    pub street: String,
        +    /// The state of the door.
        +    pub door: DoorV2,
        +}
        +
         /// How a door is.
         #[derive(Debug, Clone, Serialize, Deserialize, Contract)]
         #[serde(rename_all = "snake_case")]
         pub enum Door {
        +    /// Open.
        +    Open,
        +    /// Closed.
        +    Closed,
        +}
        +
        +/// How a door is.
        +#[derive(Debug, Clone, Serialize, Deserialize, Contract)]
        +#[serde(rename_all = "snake_case")]
        +#[contract(name = "Door", version = 2)]
        +pub enum DoorV2 {
             /// Open.
             Open,
         }
        contract parcel v2 is started
          = v1: Parcel at src/lib.rs:10
          = v2: ParcelV2 at src/lib.rs:24
          = with it, v1: Address at src/lib.rs:37
          = with it, v2: AddressV2 at src/lib.rs:49
          = with it, v1: Door at src/lib.rs:60, put back as it is in git:main
          = with it, v2: DoorV2 at src/lib.rs:71
          = parcel-v1.schema.json stays as it is, byte for byte
          = next: cargo build, then commit; to announce the end of v1: #[contract(deprecated, sunset = "YYYY-MM-DD")] on Parcel
          = nothing was written
    "#]]);
    let before = project.package.read("src/lib.rs");
    assert!(!before.contains("V2"), "a dry run writes nothing");
    // git takes the patch that is shown, and it is what is written without --dry-run
    let shown = project.run(0, &["new-version", "parcel", "--dry-run"]);
    let (patch, _) = shown.split_once("contract parcel v2 is started").unwrap();
    project.package.write("target/shown.patch", patch);
    project.git(&["apply", "target/shown.patch"]);
    let patched = project.package.read("src/lib.rs");
    project.package.write("src/lib.rs", &before);
    project.run(0, &["new-version", "parcel"]);
    assert_eq!(project.package.read("src/lib.rs"), patched);
    project.run(0, &["emit"]);
    let clean = project.run(0, &["check"]);
    assert!(
        clean.contains("parcel v1: clean") && clean.contains("parcel v2: clean"),
        "{clean}"
    );
    let second = project.package.read("docs/contracts/parcel-v2.schema.json");
    assert!(!second.contains("closed"), "{second}");
    let first = project.package.read("docs/contracts/parcel-v1.schema.json");
    assert!(first.contains("closed"), "{first}");
    project.commit();
    // version 1 is frozen now, but its end may be announced
    let sources = project.package.read("src/lib.rs");
    project.package.write(
        "src/lib.rs",
        &sources.replacen(
            "    pub note: Option<String>,\n",
            "    pub note: Option<String>,\n    /// Late.\n    pub late: Option<String>,\n",
            1,
        ),
    );
    project.says(4, &["check", "--today", "2026-11-22"], &expect![[r#"
        error[version-policy]: contract parcel v1 is frozen since v2 was released, docs/contracts/parcel-v1.schema.json differs
          = fix: cargo contractual restore docs/contracts/parcel-v1.schema.json
        error[drift-breaking]: contract parcel v1: 1 breaking changes against git:main
          ! [property-added-to-closed-object] /properties/late  (response)
            `/properties/late (late)` is new and readers of the old contract refuse unknown members
            --> src/lib.rs:19:9
            = witness: {"weight": 1, "to": {"door": "closed", "street": "a"}, "late": "a"}
              may be sent now, refused by readers of parcel v1: the member "late" is unknown
            = fix: drop `deny_unknown_fields` from types that are read by others, then add the member one release later
          = to keep v1: undo the change or follow the fixes above
          = to start v2: cargo contractual new-version parcel
          = to accept it:     cargo contractual accept 11ae02e44839 --reason "…" --expires 2027-02-20
          = nothing was written
        contract address v2: clean (13 artifacts, baseline git:main)
        contract door v2: clean (6 artifacts, baseline git:main)
        contract health-response v1: clean (14 artifacts, baseline git:main)
        contract health-response v2: clean (14 artifacts, baseline git:main)
        contract openapi v1: clean (1 artifacts, baseline git:main)
        contract openapi v2: clean (1 artifacts, baseline git:main)
        contract parcel v2: clean (23 artifacts, baseline git:main)
        contract ready-response v1: clean (12 artifacts, baseline git:main)
        contract ready-response v2: clean (12 artifacts, baseline git:main)
        contractual: 10 contracts, 9 clean, 0 additive, 0 breaking, 0 undecided, 0 artifact problems; required bump: major
        contractual: 1 witnesses are in target/contractual/witness, each with a test to paste
    "#]]);
    // what restore gives back is the frozen form, not what the type says now
    let frozen = "docs/contracts/parcel-v1.schema.json";
    project
        .package
        .write(frozen, &first.replace("closed", "shut"));
    project.says(
        0,
        &["restore", frozen],
        &expect![[r#"
        restored docs/contracts/parcel-v1.schema.json
    "#]],
    );
    assert_eq!(project.package.read(frozen), first);
    project.package.write(
        "src/lib.rs",
        &sources.replacen(
            "#[contract(version = 1)]",
            "#[contract(version = 1, deprecated, sunset = \"2027-06-30\")]",
            1,
        ),
    );
    project.run(0, &["emit", "--today", "2026-11-22"]);
    project.run(0, &["check", "--today", "2026-11-22"]);
    project.commit();
    // and the next one
    project.says(0, &["new-version", "parcel"], &expect![[r#"
        contract parcel v3 is started
          = v2: ParcelV2 at src/lib.rs:24
          = v3: ParcelV3 at src/lib.rs:38
          = parcel-v2.schema.json stays as it is, byte for byte
          = next: cargo build, then commit; to announce the end of v2: #[contract(deprecated, sunset = "YYYY-MM-DD")] on ParcelV2
          = written: src/lib.rs
    "#]]);
    project.says(
        64,
        &["new-version", "parcel-v1"],
        &expect![[r#"
        error: parcel v1 has a successor already: parcel v2 at src/lib.rs:24
    "#]],
    );
    project.says(
        64,
        &["new-version", "parcl"],
        &expect![[r#"
        error: no contract is called `parcl`; write `parcel`
    "#]],
    );
}

#[test]
fn an_api_gets_its_next_version_beside_the_first() {
    let project = Project::new("next-api");
    let types = project.package.read("src/lib.rs");
    project
        .package
        .write("src/lib.rs", &format!("{types}{API}"));
    project.run(0, &["emit"]);
    project.commit();
    let first = project.package.read("docs/contracts/openapi-v1.yaml");
    project.run(0, &["new-version", "parcel"]);
    project.says(0, &["new-version", "openapi"], &expect![[r#"
        contract openapi v2 is started
          = v1: Parcels at src/lib.rs:70
          = v2: ParcelsV2 at src/lib.rs:79
          = openapi-v1.yaml stays as it is, byte for byte
          = next: cargo build, then commit; to announce the end of v1: #[contract(deprecated, sunset = "YYYY-MM-DD")] on Parcels
          = written: src/lib.rs
    "#]]);
    project.run(0, &["emit"]);
    assert_eq!(
        project.package.read("docs/contracts/openapi-v1.yaml"),
        first
    );
    let second = project.package.read("docs/contracts/openapi-v2.yaml");
    assert!(
        second.contains("/v2/parcels:") && !second.contains("/v1/"),
        "{second}"
    );
    project.run(0, &["check"]);
    project.says(
        0,
        &["bump", "openapi", "minor"],
        &expect![[r#"
        contract openapi: 2.0.0 -> 2.1.0
          = at: src/lib.rs:79
          = next: cargo build, then commit the sources and the contracts together
          = written: src/lib.rs
    "#]],
    );
    project.run(0, &["emit"]);
    let second = project.package.read("docs/contracts/openapi-v2.yaml");
    assert!(second.contains("version: \"2.1.0\""), "{second}");
    // rustc agrees: both versions live in one crate
    project.package.build();
}

#[test]
fn what_cannot_be_edited_is_refused_whole() {
    let project = Project::new("odd-states");
    project.package.edit(
        "src/lib.rs",
        "/// Ordinary code.",
        "/// Taken.
pub struct ParcelV2;

/// Ordinary code.",
    );
    project.says(
        64,
        &["new-version", "parcel"],
        &expect![[r#"
        error: the name `ParcelV2` is taken: src/lib.rs:42; rename that item first
    "#]],
    );
    project.package.edit(
        "src/lib.rs",
        "/// Taken.
pub struct ParcelV2;

",
        "",
    );
    project.package.edit(
        "src/lib.rs",
        "pub struct Parcel {",
        "<<<<<<< HEAD\npub struct Parcel {",
    );
    let before = project.package.read("src/lib.rs");
    let said = project.run(64, &["new-version", "parcel"]);
    assert!(
        said.contains("src/lib.rs:10: a merge conflict is not resolved here"),
        "{said}"
    );
    assert_eq!(project.package.read("src/lib.rs"), before);
    project.package.edit("src/lib.rs", "<<<<<<< HEAD\n", "");
    project.says(
        64,
        &["bump", "parcel", "major"],
        &expect![[r#"
        error: a major version is a new contract beside the old one
          do: cargo contractual new-version parcel
    "#]],
    );
    project.package.write("src/late.rs", "//! New.\n\n/// New.\n#[derive(serde::Serialize, serde::Deserialize, contractual::Contract)]\n#[contract(version = 1)]\npub struct Late { pub a: u8 }\n");
    project.package.edit(
        "src/lib.rs",
        "/// Ordinary code.",
        "pub mod late;\n/// Ordinary code.",
    );
    project.says(64, &["new-version", "late"], &expect![[r#"
        error: `odd_states::late::Late` is not in the baseline: nobody holds it, so it needs no new version
    "#]]);
}

#[test]
fn a_version_goes_when_its_announced_day_has_come() {
    let project = Project::new("retire");
    project.run(0, &["new-version", "parcel"]);
    project.run(0, &["emit"]);
    project.commit();
    project.says(64, &["retire", "parcel", "v1"], &expect![[r#"
        error: parcel v1 is claimed by retire::Parcel (src/lib.rs:10)
          do: announce its end there, `#[contract(deprecated, sunset = "YYYY-MM-DD")]`, and remove the type when that day has come
    "#]]);
    let sources = project.package.read("src/lib.rs");
    let announced = sources.replace(
        "#[contract(version = 1)]",
        "#[contract(version = 1, deprecated, sunset = \"2027-06-30\")]",
    );
    project.package.write("src/lib.rs", &announced);
    project.run(0, &["emit"]);
    let schema = project.package.read("docs/contracts/parcel-v1.schema.json");
    assert!(
        schema.contains("\"x-sunset\": \"2027-06-30\"") && schema.contains("\"deprecated\": true"),
        "{schema}"
    );
    project.commit();
    // the type goes; v2 is in its own item
    let at = announced.find("/// A parcel on its way.").unwrap();
    let end = announced[at + 1..]
        .find("/// A parcel on its way.")
        .unwrap()
        + at
        + 1;
    project.package.write(
        "src/lib.rs",
        &format!("{}{}", &announced[..at], &announced[end..]),
    );
    project.says(
        64,
        &["retire", "parcel", "v1", "--today", "2027-06-29"],
        &expect![[r#"
            error: parcel v1 was promised until 2027-06-30, and it is 2027-06-29
              = docs/contracts/parcel-v1.schema.json
              do: put the type back until then (git shows it: git log -S'parcel'), and run this again on that day
        "#]],
    );
    assert!(
        project
            .package
            .path("docs/contracts/parcel-v1.schema.json")
            .exists()
    );
    project.says(
        0,
        &["retire", "parcel", "v1", "--today", "2027-06-30"],
        &expect![[r#"
            parcel v1 is retired
              = docs/contracts/parcel-v1.schema.json was promised until 2027-06-30
              = undo: git checkout HEAD -- docs/contracts
              = next: cargo build, which deletes what followed from it, then commit
              = deleted: docs/contracts/parcel-v1.schema.json
              = written: docs/contracts/contracts.lock
        "#]],
    );
    assert!(
        !project
            .package
            .path("docs/contracts/parcel-v1.schema.json")
            .exists()
    );
    project.run(0, &["emit", "--today", "2027-06-30"]);
    project.run(0, &["check", "--today", "2027-06-30"]);
    project.says(
        64,
        &["retire", "parcel", "v1"],
        &expect![[r#"
        error: there is no document of parcel v1 in docs/contracts
          do: contractual check
    "#]],
    );
}

#[test]
fn a_version_without_an_announced_end_stays() {
    let frozen = "docs/contracts/parcel-v1.schema.json";
    let project = Project::new("no-sunset");
    project.run(0, &["new-version", "parcel"]);
    project.run(0, &["emit"]);
    project.commit();
    let sources = project.package.read("src/lib.rs");
    let at = sources.find("/// A parcel on its way.").unwrap();
    let end = sources[at + 1..].find("/// A parcel on its way.").unwrap() + at + 1;
    project.package.write(
        "src/lib.rs",
        &format!("{}{}", &sources[..at], &sources[end..]),
    );
    project.says(
        64,
        &["retire", "parcel", "v1", "--today", "2026-11-22"],
        &expect![[r#"
            error: parcel v1 has no announced end: `deprecated` alone gives no right to remove it
              = docs/contracts/parcel-v1.schema.json
              do: put the type back, write `#[contract(deprecated, sunset = "2027-02-20")]` on it, release that, and retire it when the day has come
        "#]],
    );
    // its document can be put back without a type
    let text = project.package.read(frozen);
    project.package.write(frozen, "{}\n");
    project.says(
        0,
        &["restore", frozen],
        &expect![[r#"
        restored docs/contracts/parcel-v1.schema.json
    "#]],
    );
    assert_eq!(project.package.read(frozen), text);
}

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
fn an_end_is_announced_in_time() {
    let project = Project::new("near-sunset");
    project.package.edit(
        "src/lib.rs",
        "    /// Said to the courier.\n",
        "    /// Said to the courier.\n    #[contract(deprecated, sunset = \"2026-12-24\")]\n",
    );
    project.run(0, &["emit", "--today", "2026-11-22"]);
    project.says(0, &["check", "--today", "2026-11-22"], &expect![[r#"
        warning[sunset-too-near]: the announced day 2026-12-24 is 32 days ahead, and 90 days are promised (min_sunset_days)
          --> src/lib.rs:18:9
          at: /components/schemas/Parcel/properties/note
          why: who holds openapi v1 has that long to change, counted from the day on which the end is announced
          do: write a later day in `sunset`
        warning[sunset-too-near]: the announced day 2026-12-24 is 32 days ahead, and 90 days are promised (min_sunset_days)
          --> src/lib.rs:18:9
          at: /properties/note
          why: who holds parcel v1 has that long to change, counted from the day on which the end is announced
          do: write a later day in `sunset`
        contract health-response v1: clean (14 artifacts, baseline git:main)
        contract openapi v1: clean (1 artifacts, baseline git:main)
        contract parcel v1: clean (23 artifacts, baseline git:main)
        contract ready-response v1: clean (12 artifacts, baseline git:main)
        contractual: 4 contracts, 4 clean, 0 additive, 0 breaking, 0 undecided, 0 artifact problems; required bump: minor
    "#]]);
    project.commit();
    // moved nearer: what was promised counts
    project
        .package
        .edit("src/lib.rs", "2026-12-24", "2026-12-23");
    let said = project.run(2, &["check", "--today", "2026-11-22"]);
    assert!(
        said.contains("[sunset-moved-earlier] /properties/note"),
        "{said}"
    );
    // gone before its day, and on it
    project.package.edit(
        "src/lib.rs",
        "    /// Said to the courier.\n    #[contract(deprecated, sunset = \"2026-12-23\")]\n    pub note: Option<String>,\n",
        "",
    );
    let said = project.run(2, &["check", "--today", "2026-12-23"]);
    assert!(
        said.contains("[property-removed-from-closed-object] /properties/note"),
        "{said}"
    );
    project.run(0, &["emit", "--today", "2026-12-24"]);
    project.run(0, &["check", "--today", "2026-12-24"]);
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

#[test]
fn a_baseline_without_sources_takes_the_type_as_it_stands() {
    let project = Project::new("lock-baseline");
    project.package.write(
        "contractual.toml",
        "project = \"lock-baseline\"\nbaseline = \"lock\"\n",
    );
    project.says(0, &["new-version", "parcel"], &expect![[r#"
        contract parcel v2 is started
          = v1: Parcel at src/lib.rs:10
          = v2: ParcelV2 at src/lib.rs:24
          = the baseline has no Rust sources: v1 is the type as it stands now
          = parcel-v1.schema.json stays as it is, byte for byte
          = next: cargo build, then commit; to announce the end of v1: #[contract(deprecated, sunset = "YYYY-MM-DD")] on Parcel
          = written: src/lib.rs
    "#]]);
}

#[test]
fn what_is_released_is_compared_with_and_its_names_stay_reserved() {
    let project = Project::new("release");
    project.says(
        0,
        &["release", "--today", "2026-11-22"],
        &expect![[r#"
        released health-response 1.0.0
        released openapi 1.0.0
        released parcel 1.0.0
        released ready-response 1.0.0
          = 4 contracts; changes are compared with these forms from now on
          = written: docs/contracts/contracts.lock
    "#]],
    );
    project.commit();
    project.run(0, &["check", "--today", "2026-11-22"]);
    // released once more: nothing is new
    project.says(
        0,
        &["release", "--today", "2026-11-22"],
        &expect![[r#"
            every contract was released before as it stands
        "#]],
    );
    // the merge-base has the change, and it is the released form that counts
    project
        .package
        .edit("src/lib.rs", "max = 30000", "max = 20000");
    let open = project.run(0, &["accept", "--today", "2026-11-22"]);
    let hashes: Vec<&str> = open
        .lines()
        .filter_map(|line| line.split(' ').next())
        .collect();
    let mut accept = vec!["accept"];
    accept.extend(&hashes);
    accept.extend([
        "--reason",
        "r",
        "--expires",
        "2027-01-31",
        "--today",
        "2026-11-22",
    ]);
    project.run(0, &accept);
    project.run(0, &["emit", "--today", "2026-11-22"]);
    project.commit();
    let said = project.run(0, &["check", "--today", "2026-11-22"]);
    assert!(said.contains("all accepted"), "{said}");
    project.run(0, &["release", "--today", "2026-11-22"]);
    // a member goes, with an announced end that has come, and comes back as something else
    project.package.edit(
        "src/lib.rs",
        "    pub note: Option<String>,",
        "    #[contract(deprecated, sunset = \"2027-06-30\")]\n    pub note: Option<String>,",
    );
    project.run(0, &["emit", "--today", "2026-11-22"]);
    project.run(0, &["release", "--today", "2026-11-22"]);
    project.package.edit(
        "src/lib.rs",
        "    #[contract(deprecated, sunset = \"2027-06-30\")]\n    pub note: Option<String>,\n",
        "",
    );
    project
        .package
        .edit("src/lib.rs", "    /// Said to the courier.\n", "");
    project.run(0, &["emit", "--today", "2027-06-30"]);
    project.run(0, &["release", "--today", "2027-06-30"]);
    project.package.edit(
        "src/lib.rs",
        "    pub to: Address,\n",
        "    pub to: Address,\n    /// Another note.\n    pub note: Option<u8>,\n",
    );
    let said = project.run(2, &["check", "--today", "2027-07-01"]);
    assert!(
        said.contains("! [reserved-name-reused] /properties/note  (request)"),
        "{said}"
    );
}
