//! `format`: house rules for issues, pull requests, results and analyses (section 14.2).

use std::sync::LazyLock;

use fancy_regex::Regex;

use super::{Prepared, Scene, Verdict, read_file};
use crate::Violation;
use crate::clean::cut;
use crate::document::Contract;
use crate::jsontext::{Kind, Node, Places, scan};
use crate::markdown::has_word;

/// What a document is judged as.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Form {
    Generic,
    Issue,
    PullRequest,
    Results,
    Analysis,
}

const FORMS: [(&str, Form); 5] = [
    ("generic", Form::Generic),
    ("github_issue", Form::Issue),
    ("github_pr", Form::PullRequest),
    ("implementation_results", Form::Results),
    ("analysis", Form::Analysis),
];

/// File names that say what they are about.
const BY_NAME: [(&str, Form); 6] = [
    ("github-issue-analysis", Form::Analysis),
    ("github-pr-draft", Form::PullRequest),
    ("github-pr-info", Form::Generic),
    ("implementation-results", Form::Results),
    ("analysis", Form::Analysis),
    ("findings", Form::Analysis),
];

const PLACEHOLDERS: [&str; 5] = ["TODO", "FIXME", "XXX", "TBD", "[placeholder]"];

fn pattern(text: &str) -> Regex {
    Regex::new(text).expect("a literal pattern, compiled in the tests")
}

static CONVENTIONAL: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"^(feat|fix|docs|style|refactor|test|chore)(\([^()]+\))?!?: \S"));
static RELATED: LazyLock<Regex> =
    LazyLock::new(|| pattern(r"(?i)\brelated to\s+(?:[\w./-]+)?#\d+"));
static CLOSING: LazyLock<Regex> = LazyLock::new(|| {
    pattern(r"(?i)\b(close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+(?:[\w./-]+)?#\d+")
});
static CHECKLIST: LazyLock<Regex> = LazyLock::new(|| pattern(r"(?m)^\s*[-*+] \[[ xX]\] "));

/// Why `format` cannot be used as it is written.
pub(crate) fn problem(contract: &Contract) -> Option<Violation> {
    let name = contract.format.as_ref()?;
    if FORMS.iter().any(|(known, _)| known == name) {
        return None;
    }
    let known: Vec<&str> = FORMS.iter().map(|(name, _)| *name).collect();
    let mut violation = Violation::new(
        "invalid_value",
        format!(
            "`format` must be one of {}, found `{name}`",
            known.join(", ")
        ),
    );
    violation.hint =
        contractual_diag::nearest(name, known).map(|near| format!("did you mean `{near}`?"));
    Some(violation)
}

fn form(contract: &Contract) -> Form {
    if let Some(name) = &contract.format {
        return FORMS
            .iter()
            .find(|(known, _)| known == name)
            .map_or(Form::Generic, |(_, form)| *form);
    }
    let file = contract
        .schema_path
        .as_deref()
        .unwrap_or_default()
        .rsplit('/')
        .next()
        .unwrap_or_default();
    let stem = file.strip_suffix(".json").unwrap_or(file);
    let stem = stem.strip_suffix(".schema").unwrap_or(stem);
    BY_NAME
        .iter()
        .find(|(known, _)| *known == stem)
        .map_or(Form::Generic, |(_, form)| *form)
}

struct Judge<'d> {
    root: Node<'d>,
    places: Places<'d>,
    found: Vec<Violation>,
}

impl<'d> Judge<'d> {
    fn broken(&mut self, rule: &str, pointer: &str, node: Option<Node<'d>>, message: String) {
        let (line, column) = self.places.of(node.unwrap_or(self.root).start());
        self.found.push(
            Violation::new("format_rule", message)
                .pointer(pointer)
                .at(line, column)
                .with("rule", rule),
        );
    }

    /// A text member; its absence is a broken rule.
    fn text(&mut self, name: &str) -> Option<(Node<'d>, String)> {
        let pointer = format!("/{name}");
        match self.root.get(name) {
            Some(node) if node.kind() == Kind::String => Some((node, node.text().into_owned())),
            Some(node) => {
                self.broken(
                    "text",
                    &pointer,
                    Some(node),
                    format!("`{name}` must be text, found {}", node.shown()),
                );
                None
            }
            None => {
                self.broken("present", &pointer, None, format!("`{name}` is missing"));
                None
            }
        }
    }

    fn length(&mut self, name: &str, least: usize, most: usize) -> Option<(Node<'d>, String)> {
        let (node, text) = self.text(name)?;
        let found = text.trim().chars().count();
        if found < least || found > most {
            let wanted = if most == usize::MAX {
                format!("at least {least}")
            } else {
                format!("{least} to {most}")
            };
            self.broken(
                "length",
                &format!("/{name}"),
                Some(node),
                format!("`{name}` must have {wanted} characters, found {found}"),
            );
        }
        Some((node, text))
    }

    fn headings(&mut self, name: &str, node: Node<'d>, text: &str, wanted: &[&str]) {
        let document = crate::markdown::parse(text);
        for heading in wanted {
            let there = document
                .headings
                .iter()
                .any(|found| found.text.trim().eq_ignore_ascii_case(heading));
            if !there {
                self.broken(
                    "heading",
                    &format!("/{name}"),
                    Some(node),
                    format!("`{name}` must have the heading \"{heading}\""),
                );
            }
        }
    }

    fn placeholders(&mut self, pointer: &str, node: Node<'d>) {
        match node.kind() {
            Kind::String => {
                let text = node.text();
                if let Some(word) = PLACEHOLDERS.iter().find(|word| has_word(&text, word)) {
                    let place = crate::schema::place(pointer);
                    self.broken(
                        "placeholder",
                        pointer,
                        Some(node),
                        format!(
                            "{place} still holds the placeholder `{word}`: {}",
                            cut(&text, 100)
                        ),
                    );
                }
            }
            Kind::Array => {
                for (index, item) in node.items().enumerate() {
                    self.placeholders(&format!("{pointer}/{index}"), item);
                }
            }
            Kind::Object => {
                for (key, value) in node.members() {
                    let key = key.text().replace('~', "~0").replace('/', "~1");
                    self.placeholders(&format!("{pointer}/{key}"), value);
                }
            }
            Kind::Null | Kind::True | Kind::False | Kind::Number => {}
        }
    }

    fn judge(&mut self, form: Form) {
        match form {
            Form::Generic => {
                if self.root.len() == 0 {
                    self.broken(
                        "not_empty",
                        "",
                        None,
                        "the document is an object without members".into(),
                    );
                }
                self.placeholders("", self.root);
            }
            Form::Issue => self.issue(),
            Form::PullRequest => self.pull_request(),
            Form::Results => self.results(),
            Form::Analysis => self.analysis(),
        }
    }

    fn issue(&mut self) {
        if let Some((node, _)) = self.length("title", 10, 200) {
            self.placeholders("/title", node);
        }
        if let Some((node, text)) = self.length("body", 50, usize::MAX) {
            self.headings("body", node, &text, &["Description", "Acceptance Criteria"]);
            self.placeholders("/body", node);
        }
        if let Some(labels) = self.root.get("labels")
            && (labels.kind() != Kind::Array || labels.len() == 0)
        {
            let message = format!(
                "`labels`, if given, must be an array that is not empty, found {}",
                labels.shown()
            );
            self.broken("labels", "/labels", Some(labels), message);
        }
    }

    fn pull_request(&mut self) {
        if let Some((node, text)) = self.length("title", 10, 72)
            && !CONVENTIONAL.is_match(&text).unwrap_or(false)
        {
            let message = "`title` must be a conventional commit: feat, fix, docs, style, refactor, test or chore, then `: ` and a subject".to_owned();
            self.broken("conventional", "/title", Some(node), message);
        }
        if let Some((node, text)) = self.length("body", 100, usize::MAX) {
            self.headings("body", node, &text, &["Summary", "Changes", "Testing"]);
            if !CHECKLIST.is_match(&text).unwrap_or(false) {
                self.broken(
                    "check_list",
                    "/body",
                    Some(node),
                    "`body` must have a check list (`- [ ] ...`)".into(),
                );
            }
            if !RELATED.is_match(&text).unwrap_or(false) {
                self.broken(
                    "reference",
                    "/body",
                    Some(node),
                    "`body` must have a reference of the form \"Related to #N\"".into(),
                );
            }
            if let Ok(Some(found)) = CLOSING.find(&text) {
                self.broken(
                    "closing",
                    "/body",
                    Some(node),
                    format!(
                        "`body` must not close an issue by itself, found \"{}\"",
                        found.as_str()
                    ),
                );
            }
        }
        if let Some((node, head)) = self.text("head")
            && (head == "main" || head == "master" || head.trim().is_empty())
        {
            self.broken(
                "head",
                "/head",
                Some(node),
                format!("`head` must be a branch of its own, found \"{head}\""),
            );
        }
        if let Some((node, base)) = self.text("base")
            && base.trim().is_empty()
        {
            self.broken(
                "base",
                "/base",
                Some(node),
                "`base` must not be empty".into(),
            );
        }
    }

    fn results(&mut self) {
        match self.root.get("files_changed") {
            Some(node) if node.kind() == Kind::Array && node.len() > 0 => {}
            Some(node) => self.broken(
                "files_changed",
                "/files_changed",
                Some(node),
                format!(
                    "`files_changed` must be an array that is not empty, found {}",
                    node.shown()
                ),
            ),
            None => self.broken(
                "present",
                "/files_changed",
                None,
                "`files_changed` is missing".into(),
            ),
        }
        for name in ["tests_passed", "builds_successfully"] {
            if let Some(node) = self
                .root
                .get(name)
                .filter(|node| node.kind() == Kind::False)
            {
                self.broken(
                    name,
                    &format!("/{name}"),
                    Some(node),
                    format!("`{name}` must not be false"),
                );
            }
        }
        self.length("implementation_notes", 20, usize::MAX);
    }

    fn analysis(&mut self) {
        let names = ["findings", "recommendations", "analysis", "summary"];
        let mut any = false;
        for name in names {
            let Some(node) = self.root.get(name) else {
                continue;
            };
            any = true;
            let pointer = format!("/{name}");
            match node.kind() {
                Kind::String => {
                    let found = node.text().trim().chars().count();
                    if found < 50 {
                        self.broken(
                            "length",
                            &pointer,
                            Some(node),
                            format!("`{name}` must have at least 50 characters, found {found}"),
                        );
                    }
                }
                Kind::Array if node.len() == 0 => self.broken(
                    "not_empty",
                    &pointer,
                    Some(node),
                    format!("`{name}` must not be an empty array"),
                ),
                Kind::Null => self.broken(
                    "not_empty",
                    &pointer,
                    Some(node),
                    format!("`{name}` must not be null"),
                ),
                Kind::Array | Kind::Object | Kind::True | Kind::False | Kind::Number => {}
            }
        }
        if !any {
            self.broken(
                "present",
                "",
                None,
                format!("the document must have one of {}", names.join(", ")),
            );
        }
    }
}

pub(super) fn check(scene: &Scene<'_>, contract: &Contract, prepared: &Prepared) -> Verdict {
    let Some(path) = &prepared.source else {
        return Verdict::default();
    };
    let shown = path.to_string();
    let file = match read_file(scene.workspace, path, scene.options.limits.artifact_bytes) {
        Ok(file) => file,
        Err(violation) => return Verdict::one(*violation),
    };
    let mut verdict = Verdict::default();
    verdict.notes.extend(file.note);
    let (doc, duplicates) = match scan(file.text) {
        Ok((doc, mut found)) => {
            let duplicates = super::json_schema::duplicates(&doc, &mut found, None, &shown);
            (doc, duplicates)
        }
        Err((problem, text)) => {
            verdict
                .violations
                .push(super::json_schema::syntax(&text, &problem, &shown, ""));
            return verdict;
        }
    };
    verdict.violations.extend(duplicates);
    let mut judge = Judge {
        root: doc.root(),
        places: Places::new(doc.text()),
        found: Vec::new(),
    };
    if doc.root().kind() == Kind::Object {
        judge.judge(form(contract));
    } else {
        let message = format!(
            "the document must be an object, found {}",
            doc.root().shown()
        );
        judge.broken("object", "", None, message);
    }
    verdict.violations.extend(
        judge
            .found
            .into_iter()
            .take(50)
            .map(|violation| violation.file(shown.clone())),
    );
    verdict
}
