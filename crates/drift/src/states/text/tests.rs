//! Every text whole, against the letter of the specification.

use contractual_diag::{Pointer, SourceLoc};

use super::super::{Additive, Change, ChangeKind, LineDifference, Witness};
use super::*;

fn contract() -> ContractName {
    ContractName {
        name: "entity".to_owned(),
        major: 1,
    }
}

fn shown(problem: Problem, audience: Audience) -> String {
    render(
        &problem,
        audience,
        &ContractName {
            name: "acme-jobs".to_owned(),
            major: 1,
        },
    )
}

#[test]
fn clean_contract() {
    assert_eq!(
        clean(&contract(), 7, "git:main"),
        "contract entity v1: clean (7 artifacts, baseline git:main)\n"
    );
}

#[test]
fn equivalent() {
    let problem = Problem::Equivalent {
        contract: Some(contract()),
        file: "docs/contracts/entity-v1.schema.json".to_owned(),
        what: "only annotations differ: /description".to_owned(),
    };
    assert_eq!(
        shown(problem.clone(), Audience::Developer),
        "note[drift-equivalent]: contract entity v1: docs/contracts/entity-v1.schema.json rewritten, the contract is the same\n  = only annotations differ: /description\n"
    );
    assert_eq!(
        shown(problem, Audience::Check),
        "error[drift-equivalent]: contract entity v1: docs/contracts/entity-v1.schema.json is out of date, though the contract is the same\n  = only annotations differ: /description\n  = fix: run `cargo build`, then commit docs/contracts/entity-v1.schema.json\n"
    );
}

#[test]
fn additive() {
    let problem = Problem::Drifted(Box::new(Drifted {
        contract: Some(contract()),
        file: "e.json".to_owned(),
        changes: Vec::new(),
        additive: Some(Additive {
            findings: vec![(
                "optional-property-added".to_owned(),
                "/properties/fax".to_owned(),
                "a new optional member".to_owned(),
            )],
            versions: Some(("1.2.0".to_owned(), "1.3.0".to_owned())),
        }),
    }));
    assert_eq!(
        shown(problem.clone(), Audience::Developer),
        "note[drift-additive]: contract entity v1: e.json extended, 1 additive changes\n  + [optional-property-added] /properties/fax  a new optional member\n  = version: 1.2.0 -> 1.3.0 (minor)\n"
    );
    assert_eq!(
        shown(problem, Audience::Check),
        "error[drift-additive]: contract entity v1: e.json is out of date, 1 additive changes are not in it\n  + [optional-property-added] /properties/fax  a new optional member\n  = fix: run `cargo build`, then commit e.json\n"
    );
}

#[test]
fn change_that_nobody_judged() {
    let problem = Problem::Drifted(Box::new(Drifted {
        contract: Some(contract()),
        file: "e.json".to_owned(),
        changes: vec![Change {
            pointer: Pointer::root().key("properties").key("fax"),
            kind: ChangeKind::Added(true.into()),
        }],
        additive: None,
    }));
    assert_eq!(
        shown(problem, Audience::Check),
        "error[drift]: contract entity v1: e.json is out of date, 1 changes are not in it\n  + [added] /properties/fax  now: true\n  = fix: run `cargo build`, then commit e.json\n"
    );
}

#[test]
fn breaking_change() {
    let problem = Problem::Breaking {
        contract: contract(),
        baseline: "git:main".to_owned(),
        until: "2027-01-31".to_owned(),
        breaks: vec![Break {
            rule: "property-removed-from-closed-object".to_owned(),
            pointer: "/properties/fax".to_owned(),
            direction: "request".to_owned(),
            message: "member fax is gone and the object is closed".to_owned(),
            place: Some(SourceLoc::new("src/entity.rs", 7, 5)),
            witness: Some(Witness {
                json: "{\"fax\": \"1\"}".to_owned(),
                old_version: "1.0.0".to_owned(),
                reason: "additional member `fax`".to_owned(),
                response: false,
            }),
            no_witness: None,
            fix: "keep the member, deprecated".to_owned(),
            finding: "c41e9a07b2d5".to_owned(),
        }],
    };
    let expected = "\
error[drift-breaking]: contract entity v1: 1 breaking changes against git:main
  ! [property-removed-from-closed-object] /properties/fax  (request)
    member fax is gone and the object is closed
    --> src/entity.rs:7:5
    = witness: {\"fax\": \"1\"}
      accepted by entity 1.0.0, refused now: additional member `fax`
    = fix: keep the member, deprecated
  = to keep v1: undo the change or follow the fixes above
  = to start v2: cargo contractual new-version entity
  = to accept it:     cargo contractual accept c41e9a07b2d5 --reason \"…\" --expires 2027-01-31
  = nothing was written
";
    assert_eq!(shown(problem, Audience::Check), expected);
}

#[test]
fn undecided_change() {
    let problem = Problem::Undecided(Box::new(Undecided {
        contract: contract(),
        pointer: "/properties/code".to_owned(),
        reason: "both patterns use look-around".to_owned(),
        old: "{}".to_owned(),
        new: "{}".to_owned(),
        tried: 2000,
        finding: "c41e9a07b2d5".to_owned(),
        until: "2027-01-31".to_owned(),
    }));
    let expected = "\
error[drift-undecided]: contract entity v1: cannot decide whether /properties/code is compatible: treated as breaking
  = reason: both patterns use look-around
  = old: {}
  = new: {}
  = tried 2000 values, none proves a break
  = fix: rewrite /properties/code in a form that can be decided, or
         cargo contractual accept c41e9a07b2d5 --reason \"…\" --expires 2027-01-31
  = nothing was written
";
    assert_eq!(shown(problem, Audience::Check), expected);
}

#[test]
fn hand_edited() {
    let problem = Problem::HandEdited {
        contract: Some(contract()),
        file: "e.json".to_owned(),
        rust: "acme::Entity".to_owned(),
        place: Some(SourceLoc::new("src/entity.rs", 3, 12)),
        difference: LineDifference::of("{\n  \"a\": 2\n}\n", "{\n  \"a\": 1\n}\n"),
    };
    let expected = "\
error[hand-edited]: e.json was changed by hand, it is generated from acme::Entity
  = line 2: `\"a\": 2`, generated: `\"a\": 1`
  = to drop the edit:  cargo contractual restore e.json
  = to keep it:        move it into the type at src/entity.rs:3
  = after a merge:     cargo contractual restore --all, then cargo build
  = nothing was written
";
    assert_eq!(shown(problem, Audience::Developer), expected);
}

#[test]
fn missing_and_orphaned() {
    let missing = Problem::Missing {
        contract: None,
        file: "e.json".to_owned(),
        rust: "acme::Entity".to_owned(),
    };
    assert_eq!(
        shown(missing, Audience::Check),
        "error[missing]: e.json does not exist, acme::Entity claims it\n  = fix: run `cargo build`, then commit e.json\n"
    );
    let orphaned = Problem::Orphaned {
        contract: Some(contract()),
        file: "e.json".to_owned(),
        rust: Some("acme::Entity".to_owned()),
        commit: Some("0a1b2c3".to_owned()),
        sunset: None,
        derived: false,
    };
    let expected = "\
error[orphaned]: e.json belongs to no type
  = last claimed by acme::Entity in 0a1b2c3
  = if the type was renamed: put `#[contract(name = \"Entity\")]` on the new one
  = if the version is retired: cargo contractual retire entity v1   (sunset: none announced)
";
    assert_eq!(shown(orphaned, Audience::Check), expected);
}

#[test]
fn versions_baseline_acceptances_settings() {
    let policy = Problem::VersionPolicy {
        contract: contract(),
        bump: "major".to_owned(),
        old: "1.0.0".to_owned(),
        new: "1.1.0".to_owned(),
        findings: vec![("type-changed".to_owned(), "/properties/a".to_owned())],
        required: "2.0.0".to_owned(),
    };
    assert_eq!(
        shown(policy, Audience::Check),
        "error[version-policy]: contract entity: the findings demand a major version, it went from 1.0.0 to 1.1.0\n  ! [type-changed] /properties/a\n  = required: 2.0.0\n  = fix: cargo contractual bump entity major\n"
    );
    let frozen = Problem::Frozen {
        contract: contract(),
        next: 2,
        file: "e.json".to_owned(),
    };
    assert_eq!(
        shown(frozen, Audience::Check),
        "error[version-policy]: contract entity v1 is frozen since v2 was released, e.json differs\n  = fix: cargo contractual restore e.json\n"
    );
    let baseline = Problem::BaselineUnavailable {
        baseline: "git:main".to_owned(),
        reason: "this is a shallow clone of 1 commit, the merge-base with main is not in it"
            .to_owned(),
    };
    assert_eq!(
        shown(baseline, Audience::Check),
        "error[baseline-unavailable]: cannot read the baseline git:main\n  = this is a shallow clone of 1 commit, the merge-base with main is not in it\n  = fix: fetch the history (fetch-depth: 0), or set `baseline = \"lock\"`\n"
    );
    let entry = Acceptance {
        rule: "r".to_owned(),
        pointer: "/p".to_owned(),
        expires: "2027-01-31".to_owned(),
        reason: "no client sends it".to_owned(),
        by: "Ada".to_owned(),
    };
    let accepted = Problem::Accepted {
        contract: contract(),
        findings: vec![entry.clone()],
    };
    assert_eq!(
        shown(accepted, Audience::Check),
        "contract entity v1: 1 breaking changes, all accepted\n  ~ [r] /p  until 2027-01-31: no client sends it (Ada)\n"
    );
    assert_eq!(
        shown(
            Problem::AcceptanceExpired {
                entry,
                next: 2,
                contract: contract()
            },
            Audience::Check
        ),
        "error[accepted-expired]: the acceptance of [r] /p ran out on 2027-01-31\n  = reason given: no client sends it\n  = fix: undo the change, start v2, or accept it again with a new date\n"
    );
    let settings = Problem::ConfigInvalid {
        file: "contractual.toml".to_owned(),
        line: 3,
        message: "unknown key `emiters`, did you mean `emitters`?".to_owned(),
    };
    assert_eq!(
        shown(settings, Audience::Check),
        "error[config-invalid]: contractual.toml:3: unknown key `emiters`, did you mean `emitters`?\n  = nothing was checked\n"
    );
}
