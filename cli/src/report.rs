//! What `check` found, shown: as text to the letter, as one JSON object, as annotations, SARIF, JUnit, a changelog.

use contractual_build::compat::place_of;
use contractual_build::findings::followers;
use contractual_build::session::Session;
use contractual_diag::{Diagnostic, NoteKind, Severity, SourceLoc, render::github, render::human};
use contractual_drift::compat::{Bump, Severity as Grade};
use contractual_drift::contracts::{Cover, Judged, JudgedFinding};
use contractual_drift::states::{
    Audience, Claim, ContractName, Problem, State, Summary, clean, render,
};
use contractual_model::json::{Json, to_pretty};

use crate::told::{Beside, Told, finding_json, finding_told, junit, markdown, sarif};

/// How a report is printed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, clap::ValueEnum)]
pub(crate) enum Format {
    /// For people
    Text,
    /// One object
    Json,
    /// Annotations of GitHub, at the Rust source lines
    Github,
    /// SARIF 2.1.0
    Sarif,
    /// JUnit XML
    Junit,
    /// A changelog
    Markdown,
}

/// What a report is made of.
pub(crate) struct Report<'a> {
    session: &'a Session,
    set: ContractName,
    warnings: &'a [Diagnostic],
    /// The problems, but for files that follow from a contract that changed.
    problems: Vec<&'a Problem>,
    /// How many files follow from a contract that changed.
    following: usize,
}

impl<'a> Report<'a> {
    /// The report of a judged package; `warnings` fail nothing.
    pub(crate) fn new(session: &'a Session, warnings: &'a [Diagnostic]) -> Self {
        let all = &session.compared.reconciled.problems;
        let follow = followers(all, &session.generated.claims);
        let problems: Vec<&Problem> = all
            .iter()
            .zip(&follow)
            .filter(|(_, follows)| !**follows)
            .map(|(problem, _)| problem)
            .collect();
        Self {
            session,
            set: session.set_name(),
            warnings,
            following: all.len() - problems.len(),
            problems,
        }
    }

    /// The first state that holds.
    pub(crate) fn state(&self) -> State {
        let states = self.problems.iter().map(|problem| problem.state());
        states.min().unwrap_or(State::Clean)
    }

    /// The report in that form. Ends with a line feed.
    pub(crate) fn show(&self, format: Format) -> String {
        match format {
            Format::Text => self.text(),
            Format::Json => to_pretty(&self.json()),
            Format::Github => {
                let mut out: String = self.warnings.iter().map(github).collect();
                out.extend(self.told().iter().map(|one| github(&one.diagnostic)));
                out.push_str(&format!("{}\n", self.summary()));
                out
            }
            Format::Sarif => sarif(&self.told()),
            Format::Junit => junit("contractual check", &self.groups(), &self.told()),
            Format::Markdown => {
                let title = format!("Changes against {}", self.session.outcome.baseline);
                // a changelog tells of contracts, not of files
                let mut told = self.told();
                told.retain(|one| one.rule.is_some());
                markdown(&title, &told, self.bump())
            }
        }
    }

    fn summary(&self) -> Summary {
        let contracts = &self.session.compared.reconciled.contracts;
        let problems: Vec<Problem> = self.problems.iter().copied().cloned().collect();
        let mut summary = Summary::of(contracts, &problems);
        summary.raise(self.bump().name());
        summary
    }

    /// What all findings together demand of a version.
    pub(crate) fn bump(&self) -> Bump {
        let judged = self.session.outcome.judged.iter();
        judged.map(|one| one.bump).max().unwrap_or(Bump::None)
    }

    /// What was looked at: the contracts, as messages call them.
    pub(crate) fn groups(&self) -> Vec<String> {
        let contracts = &self.session.compared.reconciled.contracts;
        contracts.iter().map(ToString::to_string).collect()
    }

    fn problems_of<'p>(&'p self, contract: &'p ContractName) -> impl Iterator<Item = &'a Problem> {
        self.problems
            .iter()
            .copied()
            .filter(move |problem| problem.contract() == Some(contract))
    }

    fn artifacts_of(&self, contract: &ContractName) -> usize {
        let of = |claim: &&Claim| claim.contract.as_ref() == Some(contract);
        self.session.generated.claims.iter().filter(of).count()
    }

    fn text(&self) -> String {
        let mut out: String = self.warnings.iter().map(|one| human(one, None)).collect();
        for problem in &self.problems {
            out.push_str(&render(problem, Audience::Check, &self.set));
        }
        for (judged, found) in self.findings() {
            if found.finding.severity == Grade::Warn {
                let told = finding_told(&found.finding, &self.beside(judged, found));
                out.push_str(&human(&told.diagnostic, None));
            }
        }
        if self.following > 0 {
            out.push_str(&format!(
                "note: {} {} from what changed; `cargo build` writes {} with it\n",
                contractual_diag::counted(self.following, "more file"),
                if self.following == 1 {
                    "follows"
                } else {
                    "follow"
                },
                if self.following == 1 { "it" } else { "them" },
            ));
        }
        for contract in &self.session.compared.reconciled.contracts {
            if self.problems_of(contract).next().is_none() {
                let artifacts = self.artifacts_of(contract);
                out.push_str(&clean(contract, artifacts, &self.session.outcome.baseline));
            }
        }
        out.push_str(&format!("{}\n", self.summary()));
        out
    }

    fn findings(&self) -> impl Iterator<Item = (&'a Judged, &'a JudgedFinding)> {
        let judged = self.session.outcome.judged.iter();
        judged.flat_map(|one| one.findings.iter().map(move |found| (one, found)))
    }

    fn beside(&self, judged: &Judged, found: &'a JudgedFinding) -> Beside<'a> {
        let rust = place_of(
            judged,
            found,
            &self.session.generated.claims,
            self.session.sources.scanned.model(),
            &self.session.sources.scanned,
        );
        Beside {
            group: judged.contract.to_string(),
            old: format!("{} {}", judged.contract.name, found.version),
            place: rust
                .clone()
                .unwrap_or_else(|| SourceLoc::file(judged.file.clone())),
            rust,
            accepted: match &found.cover {
                Cover::Accepted(entry) => Some(entry),
                Cover::Open | Cover::Expired(_) => None,
            },
        }
    }

    /// Every finding, then every state that is no finding.
    pub(crate) fn told(&self) -> Vec<Told> {
        let mut out: Vec<Told> = self
            .findings()
            .map(|(judged, found)| finding_told(&found.finding, &self.beside(judged, found)))
            .collect();
        for problem in &self.problems {
            match problem {
                // these are made of findings
                Problem::Breaking { .. }
                | Problem::Undecided(_)
                | Problem::Accepted { .. }
                | Problem::VersionPolicy { .. }
                | Problem::Frozen { .. } => {}
                Problem::Drifted(drifted) if drifted.additive.is_some() => {
                    out.push(self.artifact(problem));
                }
                Problem::Drifted(_)
                | Problem::ConfigInvalid { .. }
                | Problem::BaselineUnavailable { .. }
                | Problem::HandEdited { .. }
                | Problem::Missing { .. }
                | Problem::Orphaned { .. }
                | Problem::Equivalent { .. }
                | Problem::AcceptanceExpired { .. } => out.push(self.artifact(problem)),
            }
        }
        out
    }

    /// A state as something told, at the Rust source line, or at the file where no type is left.
    fn artifact(&self, problem: &Problem) -> Told {
        let text = render(problem, Audience::Check, &self.set);
        let mut lines = text.lines();
        let head = lines.next().unwrap_or_default();
        let headline = head.split_once("]: ").map_or(head, |(_, rest)| rest);
        let fails = problem.state().code() != 0;
        let severity = match fails {
            true => Severity::Error,
            false => Severity::Note,
        };
        let mut found = Diagnostic::new(severity, problem.state().name(), headline);
        found.loc = self
            .claim_of(problem)
            .and_then(|claim| claim.place.clone())
            .or_else(|| match problem {
                Problem::ConfigInvalid { file, line, .. } => {
                    Some(SourceLoc::new(file.clone(), *line, 0))
                }
                problem => problem.file().map(SourceLoc::file),
            });
        for line in lines {
            found = found.with(NoteKind::Info, line.trim_start_matches([' ', '=']));
        }
        Told {
            group: problem.contract().unwrap_or(&self.set).to_string(),
            pointer: problem.file().unwrap_or_default().to_owned(),
            rule: None,
            fix: String::new(),
            witness: None,
            hash: None,
            accepted: None,
            fails,
            diagnostic: found,
        }
    }

    fn claim_of(&self, problem: &Problem) -> Option<&'a Claim> {
        let file = problem.file()?;
        let mut claims = self.session.generated.claims.iter();
        claims.find(|claim| claim.file == file)
    }

    fn json(&self) -> Json {
        let number = |value: usize| Json::from(value as u64);
        let reconciled = &self.session.compared.reconciled;
        let contracts: Vec<Json> = reconciled
            .contracts
            .iter()
            .map(|contract| {
                let states = self.problems_of(contract).map(Problem::state);
                let state = states.min().unwrap_or(State::Clean);
                let judged = self.session.outcome.judged.iter();
                let mut judged = judged.filter(|one| one.contract == *contract);
                let one = judged.next();
                let findings: Vec<Json> = one
                    .into_iter()
                    .flat_map(|one| one.findings.iter().map(move |found| (one, found)))
                    .map(|(one, found)| {
                        let mut out = finding_json(&found.finding, &self.beside(one, found));
                        out.set("against", found.against.as_str());
                        out
                    })
                    .collect();
                let mut object = Json::object();
                object.set("name", contract.name.as_str());
                object.set("major", u64::from(contract.major));
                object.set("state", state.name());
                object.set("baseline", self.session.outcome.baseline.as_str());
                object.set("verdict", one.map_or("none", |one| one.verdict.name()));
                object.set("bump", one.map_or("none", |one| one.bump.name()));
                object.set("artifacts", number(self.artifacts_of(contract)));
                object.set("findings", findings);
                let problems = self.problems_of(contract);
                object.set(
                    "problems",
                    problems
                        .map(|one| self.problem_json(one))
                        .collect::<Vec<_>>(),
                );
                object
            })
            .collect();
        let others = self.problems.iter().filter(|problem| {
            problem
                .contract()
                .is_none_or(|contract| !reconciled.contracts.contains(contract))
        });
        let others: Vec<Json> = others.map(|one| self.problem_json(one)).collect();
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
        object.set("state", self.state().name());
        object.set("code", u64::from(self.state().code()));
        object.set("baseline", self.session.outcome.baseline.as_str());
        object.set("contracts", contracts);
        object.set("problems", others);
        object.set("following", number(self.following));
        object.set("summary", counts);
        object
    }

    fn problem_json(&self, problem: &Problem) -> Json {
        let text = render(problem, Audience::Check, &self.set);
        let mut object = Json::object();
        object.set("state", problem.state().name());
        object.set("file", problem.file().map_or(Json::Null, Json::from));
        let rust = self
            .claim_of(problem)
            .and_then(|claim| claim.place.as_ref());
        let rust = rust.map_or(Json::Null, |loc| {
            [
                ("file", Json::from(loc.file.as_str())),
                ("line", Json::from(u64::from(loc.line))),
                ("column", Json::from(u64::from(loc.column))),
            ]
            .into_iter()
            .collect()
        });
        object.set("rust", rust);
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
    }
}
