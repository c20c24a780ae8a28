//! Announced ends: versions and members that go, released names that stay reserved.

use expect_test::expect;

use super::project::Project;

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
