//! Verdicts against what is expected.

use crate::gaps::Gap;
use crate::judges::Verdict;
use crate::programs::Case;

/// The verdict a text must get.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Expected {
    /// True if the text is a value of the contract.
    pub accepts: bool,
    /// False for a text that only breaks a rule which JSON Schema cannot say: its engines accept it.
    pub in_schema: bool,
}

/// The verdicts that differ from what is expected, as messages. A judge is excused by a gap of the text that is listed for it.
pub fn disagreements(case: &Case, expected: Expected, verdicts: &[Verdict]) -> Vec<String> {
    let mut gaps = None;
    let mut wrong = Vec::new();
    for verdict in verdicts {
        let accepts = expected.accepts || (verdict.judge.is_schema() && !expected.in_schema);
        if verdict.accepts == accepts {
            continue;
        }
        let gaps = gaps.get_or_insert_with(|| Gap::of(&case.text));
        if gaps.iter().any(|gap| gap.excuses(verdict.judge)) {
            continue;
        }
        let with = verdict
            .with
            .map(|name| format!(" ({name})"))
            .unwrap_or_default();
        let says = |accepts| if accepts { "accepts" } else { "refuses" };
        wrong.push(format!(
            "{}: {}{with} {}, expected that it {}: {}",
            case.contract,
            verdict.judge,
            says(verdict.accepts),
            says(accepts),
            case.text
        ));
    }
    wrong
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::judges::Judge;

    fn verdict(judge: Judge, accepts: bool) -> Verdict {
        Verdict {
            judge,
            with: None,
            accepts,
        }
    }

    #[test]
    fn a_wrong_verdict_is_told_unless_a_gap_excuses_it() {
        let refused = Expected {
            accepts: false,
            in_schema: true,
        };
        let verdicts = [
            verdict(Judge::Ajv, true),
            verdict(Judge::PydanticText, true),
        ];
        let found = disagreements(&Case::new("Terms", "{}"), refused, &verdicts);
        assert_eq!(
            found,
            [
                "Terms: ajv accepts, expected that it refuses: {}",
                "Terms: Pydantic, from text accepts, expected that it refuses: {}"
            ]
        );
        let found = disagreements(&Case::new("Terms", "[1.0]"), refused, &verdicts);
        assert_eq!(
            found.len(),
            1,
            "1.0 is an integer to ajv, not to strict Pydantic: {found:?}"
        );
    }

    #[test]
    fn engines_of_json_schema_accept_what_only_a_rule_refuses() {
        let by_rule = Expected {
            accepts: false,
            in_schema: false,
        };
        let case = Case::new("Report", "{}");
        assert!(disagreements(&case, by_rule, &[verdict(Judge::Component, true)]).is_empty());
        assert_eq!(
            disagreements(&case, by_rule, &[verdict(Judge::Component, false)]).len(),
            1
        );
        assert_eq!(
            disagreements(&case, by_rule, &[verdict(Judge::TypeScript, true)]).len(),
            1
        );
    }
}
