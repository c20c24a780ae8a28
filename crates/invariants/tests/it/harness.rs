//! One way to run a suite and to look at what came out.

use contractual_invariants::report::{CheckResult, StepResult};
use contractual_invariants::{
    Environment, Interrupt, Loaded, Report, RunOptions, Secrets, Settings, check_suite, run_suites,
};

/// What a run is given.
#[derive(Default, Clone)]
pub(crate) struct World {
    pub(crate) options: RunOptions,
    pub(crate) env: Vec<(String, String)>,
}

impl World {
    pub(crate) fn at(base_url: &str) -> Self {
        let mut world = Self::default();
        world.options.base_url = Some(base_url.to_owned());
        world
    }

    pub(crate) fn with(mut self, name: &str, value: &str) -> Self {
        self.env.push((name.to_owned(), value.to_owned()));
        self
    }

    pub(crate) fn environment(&self) -> Environment {
        let mut pairs: Vec<(String, String)> =
            vec![("PATH".to_owned(), std::env::var("PATH").unwrap_or_default())];
        pairs.extend(self.env.iter().cloned());
        Environment::new(pairs)
    }

    pub(crate) fn load(&self, text: &str) -> Loaded {
        check_suite(text.as_bytes(), "suite.yml", &self.environment(), false)
    }

    /// Runs a suite that is valid.
    pub(crate) fn run(&self, text: &str) -> Report {
        let loaded = self.load(text);
        let suite = loaded
            .suite
            .unwrap_or_else(|| panic!("{text}\n{:#?}", loaded.findings));
        let settings = Settings::new(self.options.clone(), self.environment())
            .unwrap_or_else(|e| panic!("{e:?}"));
        let mut secrets = Secrets::of_environment(&self.environment(), &[]);
        secrets.add_url(self.options.base_url.as_deref().unwrap_or_default());
        secrets.extend(&loaded.secrets);
        let outcome = run_suites(&[suite], &settings, &secrets, &Interrupt::never(), |_| {});
        outcome.unwrap_or_else(|e| panic!("{e}")).report
    }

    /// Runs checks written as the lines below `checks:`, and gives id and verdict of each.
    pub(crate) fn verdicts(&self, checks: &str) -> Vec<(String, bool)> {
        let report = self.run(&suite(checks));
        report
            .results
            .iter()
            .map(|r| (r.id.clone(), r.ok))
            .collect()
    }

    /// Runs checks whose ids begin with `ok` or `bad` and demands exactly that.
    pub(crate) fn judge(&self, checks: &str) -> Report {
        let report = self.run(&suite(checks));
        assert!(!report.results.is_empty());
        for check in &report.results {
            let wanted = check.id.starts_with("ok");
            assert!(wanted || check.id.starts_with("bad"), "{}", check.id);
            assert_eq!(check.ok, wanted, "{}: {:#?}", check.id, check);
        }
        report
    }
}

/// A whole file around checks.
pub(crate) fn suite(checks: &str) -> String {
    format!("version: 1\nfeature: test\ncontracts:\n  - name: group\n    checks:\n{checks}")
}

/// One check with one step, in flow style.
pub(crate) fn check(id: &str, step: &str) -> String {
    format!("      - {{id: {id}, steps: [{{{step}}}]}}\n")
}

pub(crate) fn step<'r>(report: &'r Report, id: &str) -> &'r StepResult {
    &result(report, id).steps[0]
}

pub(crate) fn result<'r>(report: &'r Report, id: &str) -> &'r CheckResult {
    report
        .results
        .iter()
        .find(|r| r.id == id)
        .unwrap_or_else(|| panic!("no check {id}"))
}
