//! The next version of a contract: as a plan, as edits, beside the first.

use expect_test::expect;

use super::project::Project;

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
            = witness: {"weight": 1, "to": {"street": "a", "door": "closed"}, "late": "a"}
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
        contractual: 1 witness is in target/contractual/witness, each with a test to paste
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
    project.says(
        64,
        &["new-version", "parcel"],
        &expect![[r#"
        error[syntax_error]: `src/lib.rs` is no Rust: a merge conflict is not resolved here
          --> src/lib.rs:10:1
             |
          10 | <<<<<<< HEAD
             | ^
          why: rustc reports the same fault; until it is gone no artifact is touched
          do: correct the item as rustc says
          = nothing was checked
    "#]],
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
