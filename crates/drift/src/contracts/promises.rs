//! What versions and fixtures promise (section 5.14), as findings beside the states that they lead to: programs that read findings
//! see them like any other, with their rule.

use super::judge::{Cover, Judged, JudgedFinding, Subject};
use crate::compat::{Bump, Finding, Question, Rule, Severity, Verdict, find_rule, verdict_on};
use crate::states::Problem;

/// Refused fixtures that are told one by one.
const MAX_FIXTURES: usize = 3;

/// Rules that tell of a state, or of a break that has a finding of its own.
const PROMISES: [&str; 5] = [
    "version-not-raised",
    "version-lowered",
    "released-artifact-changed",
    "major-without-document",
    "blessed-fixture-refused",
];

/// Whether a finding of the rule has a state of its own.
pub(super) fn is_promise(rule: &Rule) -> bool {
    PROMISES.contains(&rule.id)
}

fn found(
    rule: &str,
    one: &Judged,
    pointer: &str,
    told: &[(&'static str, String)],
) -> Option<JudgedFinding> {
    let rule = find_rule(rule)?;
    let (error, major) = (Severity::Error, Bump::Major);
    let version = |version: Option<super::Version>| {
        version.map_or_else(|| format!("v{}", one.contract.major), |v| v.to_string())
    };
    Some(JudgedFinding {
        finding: Finding::plain(rule, Question::Request, error, major, pointer, told),
        against: one.against.clone(),
        version: version(one.versions.0),
        cover: Cover::Open,
    })
}

/// Committed fixtures of the newest earlier form that are refused now, where requests break: each is a witness with a name. What was
/// accepted, or permitted by a sunset or a draft, breaks no promise.
pub(super) fn refused_fixtures(subject: &Subject<'_>, one: &Judged) -> Vec<JudgedFinding> {
    let breaks = one.findings.iter().any(|found| {
        let asked = |place: &crate::compat::Place| place.direction == Question::Request;
        found.fails() && found.finding.places.iter().any(asked)
    });
    let Some(earlier) = subject.earlier.first().filter(|_| breaks) else {
        return Vec::new();
    };
    let mut out = Vec::new();
    for fixture in &subject.fixtures {
        let was = verdict_on(&earlier.document, &fixture.value);
        let is = verdict_on(subject.document, &fixture.value);
        let (Verdict::Admits, Verdict::Refuses(reason)) = (was, is) else {
            continue;
        };
        let told = [("fixture", fixture.file.clone()), ("reason", reason)];
        out.extend(found("blessed-fixture-refused", one, "", &told));
        if out.len() == MAX_FIXTURES {
            break;
        }
    }
    out
}

/// The findings of versions that follow from the problems of a contract.
pub(super) fn of_problems(one: &Judged, problems: &[Problem]) -> Vec<JudgedFinding> {
    let mut out = Vec::new();
    for problem in problems {
        if problem.contract() != Some(&one.contract) {
            continue;
        }
        let (name, major) = (one.contract.name.clone(), one.contract.major.to_string());
        match problem {
            Problem::VersionPolicy { bump, old, new, .. } => {
                let rule = match one.versions {
                    (Some(before), Some(now)) if now < before => "version-lowered",
                    _ => "version-not-raised",
                };
                let told = [
                    ("contract", name),
                    ("bump", bump.clone()),
                    ("old", old.clone()),
                    ("new", new.clone()),
                ];
                let pointer = match one.file.ends_with(".json") {
                    true => "/x-version",
                    false => "/info/version",
                };
                out.extend(found(rule, one, pointer, &told));
            }
            Problem::Frozen { file, .. } => {
                let told = [("major", major), ("artifact", file.clone())];
                out.extend(found("released-artifact-changed", one, "", &told));
            }
            Problem::Missing { file, .. } if *file == one.file && one.contract.major > 1 => {
                let told = [("artifact", file.clone()), ("contract", name)];
                out.extend(found("major-without-document", one, "", &told));
            }
            _ => {}
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use contractual_model::json::parse;

    use super::super::{Earlier, Fixture, Judged, Policy, Subject, judge, settle};
    use crate::compat::Direction;
    use crate::states::{ContractName, Problem, Reconciled};
    use crate::versions::accepted::List;

    /// A contract as it was and as it is, with one committed fixture of 9.
    fn judged(major: u32, old: Option<&str>, new: &str) -> Judged {
        let form = |text: &str| parse(text).unwrap();
        let subject = Subject {
            contract: ContractName {
                name: "size".to_owned(),
                major,
            },
            file: &format!("docs/contracts/size-v{major}.schema.json"),
            document: &form(new),
            direction: Direction::Request,
            earlier: old
                .map(|text| Earlier {
                    label: "git:main".to_owned(),
                    document: form(text),
                    text: None,
                })
                .into_iter()
                .collect(),
            fixtures: vec![Fixture {
                file: "size.valid-maximum.json".to_owned(),
                value: form("9"),
            }],
            released: Vec::new(),
        };
        judge(&subject, &Policy::default(), &List::default())
    }

    /// The errors of the first contract, and the states that hold.
    fn settled(
        mut judged: Vec<Judged>,
        problems: Vec<Problem>,
    ) -> (Vec<String>, Vec<&'static str>) {
        let mut reconciled = Reconciled {
            problems,
            ..Reconciled::default()
        };
        let told = ("git:main", &Policy::default());
        settle(&mut reconciled, &[], &mut judged, told, &|_, _| None);
        let errors = judged[0].findings.iter();
        let errors = errors
            .filter(|found| found.fails())
            .map(|found| format!("{}: {}", found.finding.rule.id, found.finding.message));
        let states = reconciled.problems.iter();
        (
            errors.collect(),
            states.map(|problem| problem.state().name()).collect(),
        )
    }

    const NINE: &str = r#"{"type": "integer", "maximum": 9}"#;

    #[test]
    fn a_fixture_that_is_refused_is_named() {
        let narrow = judged(1, Some(NINE), r#"{"type": "integer", "maximum": 5}"#);
        let (errors, states) = settled(vec![narrow], Vec::new());
        assert_eq!(
            errors,
            [
                "maximum-tightened: numbers above 5 are refused at `the document`",
                "blessed-fixture-refused: size.valid-maximum.json was valid and is refused: 9 is above 5",
            ]
        );
        assert_eq!(states, ["drift-breaking"]);
        let wide = judged(1, Some(NINE), r#"{"type": "integer", "maximum": 10}"#);
        assert_eq!(settled(vec![wide], Vec::new()).0, [""; 0]);
    }

    #[test]
    fn a_version_with_a_successor_stays_as_it_is() {
        let first = judged(1, Some(NINE), r#"{"type": "integer", "maximum": 10}"#);
        let second = judged(2, Some(NINE), NINE);
        let (errors, states) = settled(vec![first, second], Vec::new());
        assert_eq!(errors, ["released-artifact-changed: v1 is frozen"]);
        assert_eq!(states, ["version-policy"]);
    }

    #[test]
    fn a_major_version_has_a_document() {
        let missing = |major: u32| Problem::Missing {
            contract: Some(ContractName {
                name: "size".to_owned(),
                major,
            }),
            file: format!("docs/contracts/size-v{major}.schema.json"),
            rust: "size::Size".to_owned(),
        };
        let (errors, states) = settled(vec![judged(2, None, NINE)], vec![missing(2)]);
        assert_eq!(
            errors,
            ["major-without-document: there is no docs/contracts/size-v2.schema.json"]
        );
        assert_eq!(states, ["missing"]);
        // a first version is new, and nobody was promised it
        let (errors, _) = settled(vec![judged(1, None, NINE)], vec![missing(1)]);
        assert_eq!(errors, [""; 0]);
    }

    #[test]
    fn a_version_rises_with_what_is_found() {
        let at = |version: &str, maximum: u32| {
            format!(r#"{{"x-version": "{version}", "type": "integer", "maximum": {maximum}}}"#)
        };
        for (new, expected) in [
            (
                at("1.4.0", 10),
                &["version-not-raised: the findings demand minor, the contract says 1.4.0 → 1.4.0"]
                    [..],
            ),
            (at("1.5.0", 10), &[]),
            (
                at("1.3.0", 9),
                &["version-lowered: size went from 1.4.0 to 1.3.0"],
            ),
            (at("1.4.0", 9), &[]),
        ] {
            let one = judged(1, Some(&at("1.4.0", 9)), &new);
            assert_eq!(settled(vec![one], Vec::new()).0, expected, "{new}");
        }
    }
}
