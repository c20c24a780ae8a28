//! What a failed attempt leads to: the strictest contract wins, and a retry happens only if every hard failure allows one
//! (sections 15.5 and 16).

use crate::Violation;
use crate::document::{Contract, OnFailure, Step};

/// What happens next.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Decision {
    Pass,
    Soft,
    Retry,
    Rework(String),
    Fail,
    Halt,
    Rejected,
}

/// The same mistakes this often end the retries (section 16.7).
const SAME_MISTAKES: usize = 3;

/// The retries that were charged, and the fingerprints of failed attempts.
#[derive(Debug, Clone, Default)]
pub(crate) struct Budget {
    /// By contract.
    pub(crate) used: Vec<u32>,
    /// Scores of each contract, one per attempt.
    pub(crate) scores: Vec<Vec<f64>>,
    pub(crate) fingerprints: Vec<String>,
}

/// What makes two attempts the same mistake.
pub(crate) fn fingerprint(violations: &[Violation]) -> String {
    let mut parts: Vec<String> = violations.iter().map(Violation::fingerprint).collect();
    parts.sort();
    parts.dedup();
    parts.join("\n")
}

/// How often a contract may ask for another run.
pub(crate) fn allowance(step: &Step, contract: &Contract) -> u32 {
    let by_step = step
        .retry
        .as_ref()
        .map_or(0, |retry| retry.max_attempts.saturating_sub(1));
    match contract.on_failure {
        Some(OnFailure::Retry | OnFailure::Rework) => contract.max_retries.max(by_step),
        None => contract.max_retries.max(by_step),
        Some(_) => 0,
    }
}

/// `on_failure` with its default; a step that retries as a whole makes `retry` the default.
fn policy(step: &Step, contract: &Contract) -> OnFailure {
    match contract.on_failure {
        Some(policy) => policy,
        None if allowance(step, contract) > 0 => OnFailure::Retry,
        None => OnFailure::Fail,
    }
}

/// True if the violations of a contract are only reported.
pub(crate) fn is_soft(contract: &Contract, violations: &[Violation]) -> bool {
    contract.is_soft() && violations.iter().all(Violation::can_soften)
}

/// Decides about an attempt whose work was done. `failed` has the contracts that failed, with their violations; `outside` has
/// violations that belong to no contract.
pub(crate) fn decide(
    step: &Step,
    failed: &[(usize, Vec<Violation>)],
    outside: &[Violation],
    attempt: u32,
    budget: &mut Budget,
) -> Decision {
    if failed.is_empty() && outside.is_empty() {
        return Decision::Pass;
    }
    budget.used.resize(step.contracts.len(), 0);
    let all: Vec<Violation> = failed
        .iter()
        .flat_map(|(_, violations)| violations.iter().cloned())
        .chain(outside.iter().cloned())
        .collect();
    let own = fingerprint(&all);
    let same = budget
        .fingerprints
        .iter()
        .rev()
        .take_while(|before| **before == own)
        .count()
        + 1
        >= SAME_MISTAKES;
    budget.fingerprints.push(own);
    let mut wants_retry = false;
    let mut rework = None;
    let mut fails = false;
    let mut hard = !outside.is_empty();
    if !outside.is_empty() {
        let more = step
            .retry
            .as_ref()
            .is_some_and(|retry| attempt < retry.max_attempts);
        let contract_retries = failed.iter().any(|(index, _)| {
            let contract = &step.contracts[*index];
            policy(step, contract) == OnFailure::Retry
                && budget.used[*index] < allowance(step, contract)
        });
        if (more || contract_retries) && outside.iter().all(Violation::retry_helps) {
            wants_retry = true;
        } else {
            fails = true;
        }
    }
    for (index, violations) in failed {
        let contract = &step.contracts[*index];
        let repairable = violations.iter().all(Violation::retry_helps);
        let left = budget.used[*index] < allowance(step, contract)
            && repairable
            && !same
            && !stuck(contract, budget, *index);
        let policy = policy(step, contract);
        if is_soft(contract, violations) {
            wants_retry |= policy == OnFailure::Retry && left;
            continue;
        }
        hard = true;
        match policy {
            OnFailure::Halt => return Decision::Halt,
            OnFailure::Rejected if violations.iter().all(Violation::can_soften) => {
                return Decision::Rejected;
            }
            OnFailure::Retry if left => wants_retry = true,
            OnFailure::Rework
                if left
                    || (contract.max_retries == 0 && budget.used[*index] == 0 && repairable) =>
            {
                let target = contract
                    .rework_step
                    .clone()
                    .or_else(|| step.retry.as_ref()?.rework_step.clone());
                match target {
                    Some(target) => rework = Some(target),
                    None => fails = true,
                }
            }
            OnFailure::Retry
            | OnFailure::Rework
            | OnFailure::Fail
            | OnFailure::Rejected
            | OnFailure::Continue
            | OnFailure::Warn
            | OnFailure::Skip => fails = true,
        }
    }
    let decision = match (fails, rework, wants_retry, hard) {
        (true, _, _, _) => Decision::Fail,
        (false, Some(target), _, _) => Decision::Rework(target),
        (false, None, true, _) => Decision::Retry,
        (false, None, false, true) => Decision::Fail,
        (false, None, false, false) => Decision::Soft,
    };
    if matches!(decision, Decision::Retry | Decision::Rework(_)) {
        for (index, _) in failed {
            budget.used[*index] += 1;
        }
    }
    decision
}

/// A score that no longer rises ends the retries of its contract.
fn stuck(contract: &Contract, budget: &Budget, index: usize) -> bool {
    let Some(scores) = budget.scores.get(index) else {
        return false;
    };
    let window = contract.convergence_window as usize;
    if scores.len() <= window || window == 0 {
        return false;
    }
    scores[scores.len() - 1] - scores[scores.len() - 1 - window]
        < contract.convergence_min_improvement
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Exec, OnRetry, Workspace};

    fn step(contracts: Vec<Contract>) -> Step {
        Step {
            id: "s".into(),
            persona: None,
            dependencies: Vec::new(),
            exec: Exec::Command("true".into()),
            output_artifacts: Vec::new(),
            inject_artifacts: Vec::new(),
            contracts,
            workspace: Workspace::Default,
            workspace_on_retry: OnRetry::Fresh,
            timeout: std::time::Duration::from_secs(1),
            retry: None,
            optional: false,
            rework_only: false,
            at: String::new(),
        }
    }

    fn contract(
        on_failure: Option<OnFailure>,
        max_retries: u32,
        must_pass: Option<bool>,
    ) -> Contract {
        Contract {
            on_failure,
            max_retries,
            must_pass,
            ..Contract::default()
        }
    }

    fn failing(indexes: &[usize], code: &'static str) -> Vec<(usize, Vec<Violation>)> {
        indexes
            .iter()
            .map(|at| {
                let mut violation = Violation::new(code, "x");
                violation.index = Some(*at);
                (*at, vec![violation])
            })
            .collect()
    }

    fn first(contracts: Vec<Contract>, code: &'static str) -> Decision {
        let indexes: Vec<usize> = (0..contracts.len()).collect();
        decide(
            &step(contracts),
            &failing(&indexes, code),
            &[],
            1,
            &mut Budget::default(),
        )
    }

    #[test]
    fn the_strictest_wins() {
        use OnFailure as F;
        let bad = "schema_violation";
        assert_eq!(
            first(
                vec![
                    contract(Some(F::Retry), 2, None),
                    contract(Some(F::Halt), 9, None)
                ],
                bad
            ),
            Decision::Halt
        );
        assert_eq!(
            first(
                vec![
                    contract(Some(F::Rejected), 0, None),
                    contract(Some(F::Fail), 0, None)
                ],
                bad
            ),
            Decision::Rejected
        );
        assert_eq!(
            first(
                vec![contract(Some(F::Retry), 2, None), contract(None, 0, None)],
                bad
            ),
            Decision::Fail
        );
        assert_eq!(
            first(
                vec![
                    contract(Some(F::Retry), 2, None),
                    contract(Some(F::Warn), 0, None)
                ],
                bad
            ),
            Decision::Retry
        );
        assert_eq!(first(vec![contract(None, 1, None)], bad), Decision::Retry);
        assert_eq!(
            first(vec![contract(None, 0, Some(false))], bad),
            Decision::Soft
        );
        assert_eq!(
            first(vec![contract(None, 2, Some(false))], bad),
            Decision::Retry
        );
        assert_eq!(
            first(vec![contract(Some(F::Halt), 0, Some(false))], bad),
            Decision::Soft
        );
        assert_eq!(
            first(vec![contract(Some(F::Continue), 0, Some(true))], bad),
            Decision::Soft
        );
        assert_eq!(
            first(vec![contract(None, 5, Some(false))], "path_escape"),
            Decision::Fail
        );
        assert_eq!(
            first(vec![contract(None, 5, None)], "not_a_repository"),
            Decision::Fail
        );
    }

    #[test]
    fn budgets_are_per_contract_and_the_breaker_ends_them() {
        let step = step(vec![
            contract(Some(OnFailure::Retry), 1, None),
            contract(Some(OnFailure::Retry), 2, None),
        ]);
        let mut budget = Budget::default();
        let mut next = |indexes: &[usize], attempt| {
            decide(
                &step,
                &failing(indexes, "schema_violation"),
                &[],
                attempt,
                &mut budget,
            )
        };
        assert_eq!(next(&[0], 1), Decision::Retry);
        assert_eq!(next(&[1], 2), Decision::Retry);
        assert_eq!(next(&[1], 3), Decision::Retry);
        assert_eq!(next(&[0], 4), Decision::Fail);
        let step = super::tests::step(vec![contract(Some(OnFailure::Retry), 9, None)]);
        let mut budget = Budget::default();
        let decisions: Vec<Decision> = (1..=3)
            .map(|attempt| {
                decide(
                    &step,
                    &failing(&[0], "exit_nonzero"),
                    &[],
                    attempt,
                    &mut budget,
                )
            })
            .collect();
        assert_eq!(
            decisions,
            [Decision::Retry, Decision::Retry, Decision::Fail]
        );
    }
}
