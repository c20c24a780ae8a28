//! A comparison shown: as text to the letter, as one JSON object, as annotations of GitHub.

use contractual_build::compat::Outcome;
use contractual_build::store::Compared;
use contractual_diag::{Diagnostic, NoteKind, Severity, SourceLoc, render::github};
use contractual_drift::contracts::FindingPlaces;
use contractual_drift::states::{
    Audience, Claim, ContractName, Problem, State, Summary, clean, render,
};
use contractual_model::json::{Json, to_pretty};

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Text,
    /// One object.
    Json,
    /// Annotations at the Rust source lines.
    Github,
}

/// What a report is made of.
pub(crate) struct Report<'a> {
    /// The comparison.
    pub(crate) compared: &'a Compared,
    /// The generated files.
    pub(crate) claims: &'a [Claim],
    /// The name of the whole set.
    pub(crate) set: &'a ContractName,
    /// The contracts beside the baseline.
    pub(crate) outcome: &'a Outcome,
    /// Where findings stand in the sources.
    pub(crate) places: &'a FindingPlaces<'a>,
    /// Findings of scan and emitters that fail nothing.
    pub(crate) warnings: &'a [Diagnostic],
}

impl Report<'_> {
    /// The report in that form. Ends with a line feed.
    pub(crate) fn show(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Json => to_pretty(&self.json()),
            Format::Github => self.github(),
        }
    }

    fn summary(&self) -> Summary {
        let reconciled = &self.compared.reconciled;
        Summary::of(&reconciled.contracts, &reconciled.problems)
    }

    fn problems_of<'p>(&'p self, contract: &'p ContractName) -> impl Iterator<Item = &'p Problem> {
        let problems = &self.compared.reconciled.problems;
        problems
            .iter()
            .filter(move |problem| problem.contract() == Some(contract))
    }

    fn artifacts_of(&self, contract: &ContractName) -> usize {
        let of = |claim: &&Claim| claim.contract.as_ref() == Some(contract);
        self.claims.iter().filter(of).count()
    }

    fn text(&self) -> String {
        let mut out = String::new();
        for warning in self.warnings {
            out.push_str(&contractual_diag::render::human(warning, None));
        }
        for problem in &self.compared.reconciled.problems {
            out.push_str(&render(problem, Audience::Check, self.set));
        }
        for contract in &self.compared.reconciled.contracts {
            if self.problems_of(contract).next().is_none() {
                out.push_str(&clean(
                    contract,
                    self.artifacts_of(contract),
                    &self.outcome.baseline,
                ));
            }
        }
        out.push_str(&format!("{}\n", self.summary()));
        out
    }

    fn json(&self) -> Json {
        let number = |value: usize| Json::from(value as u64);
        let place = |loc: Option<&SourceLoc>| match loc {
            None => Json::Null,
            Some(loc) => [
                ("file", Json::from(loc.file.as_str())),
                ("line", Json::from(u64::from(loc.line))),
                ("column", Json::from(u64::from(loc.column))),
            ]
            .into_iter()
            .collect(),
        };
        let claim_of = |problem: &Problem| {
            let file = problem.file()?;
            self.claims.iter().find(|claim| claim.file == file)
        };
        let problem_json = |problem: &Problem| -> Json {
            let text = render(problem, Audience::Check, self.set);
            let mut object = Json::object();
            object.set("state", problem.state().name());
            object.set("file", problem.file().map_or(Json::Null, Json::from));
            let rust = claim_of(problem).and_then(|claim| claim.place.as_ref());
            object.set("rust", place(rust));
            object.set("message", text.trim_end());
            if let Problem::Drifted(drifted) = problem {
                let changes: Vec<Json> = drifted
                    .changes
                    .iter()
                    .map(|change| {
                        [
                            ("change", change.word().to_owned()),
                            ("ptr", change.pointer.as_str().to_owned()),
                            ("message", change.message()),
                        ]
                        .into_iter()
                        .collect()
                    })
                    .collect();
                object.set("changes", changes);
            }
            object
        };
        let reconciled = &self.compared.reconciled;
        let contracts: Vec<Json> = reconciled
            .contracts
            .iter()
            .map(|contract| {
                let state = self
                    .problems_of(contract)
                    .map(Problem::state)
                    .min()
                    .unwrap_or(State::Clean);
                let mut object = Json::object();
                object.set("name", contract.name.as_str());
                object.set("major", u64::from(contract.major));
                object.set("state", state.name());
                object.set("baseline", self.outcome.baseline.as_str());
                object.set("artifacts", number(self.artifacts_of(contract)));
                object.set(
                    "problems",
                    self.problems_of(contract)
                        .map(problem_json)
                        .collect::<Vec<_>>(),
                );
                object
            })
            .collect();
        let known = |problem: &&Problem| {
            problem
                .contract()
                .is_none_or(|contract| !reconciled.contracts.contains(contract))
        };
        let others: Vec<Json> = reconciled
            .problems
            .iter()
            .filter(known)
            .map(problem_json)
            .collect();
        let summary = self.summary();
        let mut counts = Json::object();
        for (name, count) in [
            ("contracts", summary.contracts),
            ("clean", summary.clean),
            ("additive", summary.additive),
            ("breaking", summary.breaking),
            ("undecided", summary.undecided),
            ("trouble", summary.trouble),
        ] {
            counts.set(name, number(count));
        }
        counts.set("bump", summary.bump);
        let mut object = Json::object();
        object.set("format", 1_u64);
        object.set("state", self.compared.state().name());
        object.set("code", u64::from(self.compared.state().code()));
        object.set("contracts", contracts);
        object.set("problems", others);
        object.set("summary", counts);
        object
    }

    fn github(&self) -> String {
        let mut out = String::new();
        for warning in self.warnings {
            out.push_str(&github(warning));
        }
        for problem in &self.compared.reconciled.problems {
            out.push_str(&github(&self.annotation(problem)));
        }
        out.push_str(&format!("{}\n", self.summary()));
        out
    }

    /// The problem as a finding at the Rust source line, or at the file where no type is left.
    fn annotation(&self, problem: &Problem) -> Diagnostic {
        let text = render(problem, Audience::Check, self.set);
        let mut lines = text.lines();
        let head = lines.next().unwrap_or_default();
        let headline = head.split_once("]: ").map_or(head, |(_, rest)| rest);
        let severity = match problem.state().code() {
            0 => Severity::Note,
            _ => Severity::Error,
        };
        let mut found = Diagnostic::new(severity, problem.state().name(), headline);
        let claim = problem
            .file()
            .and_then(|file| self.claims.iter().find(|claim| claim.file == file));
        found.loc = claim
            .and_then(|claim| claim.place.clone())
            .or_else(|| problem.file().map(SourceLoc::file));
        for line in lines {
            found = found.with(NoteKind::Info, line.trim_start_matches([' ', '=']));
        }
        found
    }
}
