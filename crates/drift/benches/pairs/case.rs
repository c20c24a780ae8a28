//! Cases: two documents, a question, and the expected answer.

use std::path::Path;

use contractual_drift::compat::{
    Ask, Comparison, ContentModel, Day, Direction, Level, Mode, Options, Unusable, all_rules,
    compare_openapi, compare_schemas,
};
use contractual_model::json::{Json, parse};

/// Two documents and what is to be said about them.
pub(crate) struct Case {
    pub(crate) name: String,
    pub(crate) old: Json,
    pub(crate) new: Json,
    direction: Direction,
    level: Level,
    content: ContentModel,
    today: Option<Day>,
    pub(crate) expected: Expected,
}

/// What is to be said.
pub(crate) struct Expected {
    pub(crate) verdict: String,
    pub(crate) rules: Vec<String>,
    /// What the findings demand of the version, where the case says so.
    pub(crate) bump: Option<String>,
    /// A value or message proves the break.
    pub(crate) provable: bool,
    /// `undecided` is sound here, though not exact.
    pub(crate) may_be_undecided: bool,
}

impl Case {
    /// Compares the documents, with that many values tried in a search.
    pub(crate) fn compare(&self, candidates: usize) -> Result<Comparison, Unusable> {
        let mut options = Options::new(self.direction);
        options.today = self.today;
        options.candidates = candidates;
        options.level = self.level;
        options.content_model = self.content;
        match self.is_api() {
            true => compare_openapi(&self.old, &self.new, &options),
            false => compare_schemas(&self.old, &self.new, &options),
        }
    }

    pub(crate) fn is_api(&self) -> bool {
        self.new.get("openapi").is_some()
    }
}

fn read(text: &str) -> Json {
    parse(text).unwrap_or_else(|error| panic!("{error}"))
}

fn text<'j>(value: &'j Json, name: &str) -> Option<&'j str> {
    value.get(name).and_then(Json::as_str)
}

/// The examples of the rules, and the pairs of the tests.
pub(crate) fn own() -> Vec<Case> {
    let examples = all_rules().filter_map(|rule| {
        let example = rule.example?;
        let (direction, severity) = match example.ask {
            Ask::Request => (Direction::Request, rule.request),
            Ask::Response => (Direction::Response, rule.response),
        };
        let error = severity.is_some_and(|severity| severity.name() == "error");
        Some(Case {
            name: rule.id.to_owned(),
            old: read(example.old),
            new: read(example.new),
            direction,
            level: Level::Wire,
            content: ContentModel::Declared,
            today: Day::parse("2026-11-22"),
            expected: Expected {
                verdict: match error {
                    true => "breaking".to_owned(),
                    false => String::new(),
                },
                rules: vec![rule.id.to_owned()],
                bump: None,
                provable: false,
                may_be_undecided: rule.id == "undecided",
            },
        })
    });
    let mut out: Vec<Case> = examples.collect();
    let more = read(include_str!("../../tests/pairs/schemas.json"));
    for pair in more.as_array().unwrap_or_default() {
        let (Some(old), Some(new)) = (pair.get("old"), pair.get("new")) else {
            continue;
        };
        let level = text(pair, "level") == Some("source");
        let verdict = text(pair, "verdict").unwrap_or_default().to_owned();
        out.push(Case {
            name: text(pair, "id").unwrap_or_default().to_owned(),
            old: old.clone(),
            new: new.clone(),
            direction: direction(text(pair, "ask"), text(pair, "mode")),
            level: if level { Level::Source } else { Level::Wire },
            content: match text(pair, "content") {
                Some("strict") => ContentModel::Strict,
                _ => ContentModel::Declared,
            },
            today: Day::parse("2026-11-22"),
            expected: Expected {
                provable: verdict == "breaking" && !level,
                verdict,
                rules: Vec::new(),
                bump: text(pair, "bump").map(str::to_owned),
                may_be_undecided: pair.get("undecided").is_some(),
            },
        });
    }
    out
}

fn direction(named: Option<&str>, mode: Option<&str>) -> Direction {
    match (named, mode) {
        (Some("request"), _) => Direction::Request,
        (Some("response"), _) => Direction::Response,
        (Some("event"), Some("BACKWARD")) => Direction::Event(Mode::Backward),
        (Some("event"), Some("FORWARD")) => Direction::Event(Mode::Forward),
        (Some("event"), _) => Direction::Event(Mode::Full),
        _ => Direction::Both,
    }
}

/// The cases of a folder; those with another verdict at level source, or with the strict content model, count once more.
pub(crate) fn of_folder(folder: &str) -> Result<Vec<Case>, String> {
    let entries = std::fs::read_dir(folder).map_err(|error| format!("{folder}: {error}"))?;
    let mut folders: Vec<_> = entries.flatten().map(|entry| entry.path()).collect();
    folders.sort();
    let mut out = Vec::new();
    for folder in folders {
        if folder.join("expected.json").is_file() {
            out.extend(of(&folder)?);
        }
    }
    Ok(out)
}

fn of(folder: &Path) -> Result<Vec<Case>, String> {
    let file = |name: &str| -> Result<Json, String> {
        let path = folder.join(name);
        let wrong = |error: String| format!("{}: {error}", path.display());
        let text = std::fs::read_to_string(&path).map_err(|error| wrong(error.to_string()))?;
        parse(&text).map_err(|error| wrong(error.to_string()))
    };
    let said = file("expected.json")?;
    let verdict = text(&said, "verdict").unwrap_or_default().to_owned();
    let rules = said.get("rules").and_then(Json::as_array);
    let policy = matches!(text(&said, "basis"), Some("policy" | "annotation"));
    let case = |name: &str, level, content, verdict: String, main: bool| -> Result<Case, String> {
        Ok(Case {
            name: name.to_owned(),
            old: file("old.json")?,
            new: file("new.json")?,
            direction: direction(text(&said, "direction"), text(&said, "mode")),
            level,
            content,
            today: text(&said, "today")
                .and_then(Day::parse)
                .or_else(|| Day::parse("2026-11-22")),
            expected: Expected {
                provable: main && verdict == "breaking" && !policy,
                verdict,
                rules: match main {
                    true => rules
                        .unwrap_or_default()
                        .iter()
                        .filter_map(|rule| rule.as_str().map(str::to_owned))
                        .collect(),
                    false => Vec::new(),
                },
                bump: text(&said, "bump").filter(|_| main).map(str::to_owned),
                may_be_undecided: said.get("sound_if_undecided").is_some(),
            },
        })
    };
    let name = folder
        .file_name()
        .and_then(|name| name.to_str())
        .unwrap_or_default();
    let declared = ContentModel::Declared;
    let mut out = vec![case(name, Level::Wire, declared, verdict, true)?];
    if let Some(verdict) = text(&said, "verdict_source") {
        let name = format!("{name}, source");
        out.push(case(
            &name,
            Level::Source,
            declared,
            verdict.to_owned(),
            false,
        )?);
    }
    if let Some(verdict) = text(&said, "verdict_strict") {
        let (name, strict) = (format!("{name}, strict"), ContentModel::Strict);
        out.push(case(&name, Level::Wire, strict, verdict.to_owned(), false)?);
    }
    Ok(out)
}
