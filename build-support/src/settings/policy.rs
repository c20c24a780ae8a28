//! `versioning-policy.md` of the project: its head, a small front matter, decides for contracts what the settings leave open.
//!
//! ```text
//! ---
//! level: wire
//! content_model: declared
//! directions:
//!   job-response: response
//! ---
//! ```
//!
//! Every key is optional, and so is the head. What the head and the settings both say must be the same: two sources of one
//! decision that differ are an error, not a question of precedence. Text in, settings out; no IO here.

use std::collections::BTreeMap;

use contractual_diag::{Diagnostic, SourceLoc, nearest};
use contractual_yaml::{Mapping, Node, Options, parse_one};

use super::Settings;

/// The name of the file in the contracts folder.
pub const POLICY_FILE: &str = "versioning-policy.md";

/// The JSON Schema of the head, for editors.
pub const POLICY_SCHEMA: &str = include_str!("policy.schema.json");

/// Keys of the head with their meaning, for the reference page.
pub const POLICY_KEYS: &[(&str, &str)] = &[
    ("level", "`wire` or `source`, as in the settings"),
    (
        "content_model",
        "`declared` or `strict`, as in the settings",
    ),
    (
        "directions.<contract>",
        "`request`, `response`, `both` or `event`, as `[contract.<name>] direction` in the settings",
    ),
];

const DIRECTIONS: [&str; 4] = ["request", "response", "both", "event"];

/// What the head says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
struct Head {
    level: Option<(String, SourceLoc)>,
    content_model: Option<(String, SourceLoc)>,
    directions: BTreeMap<String, (String, SourceLoc)>,
}

/// Brings the head of a policy into the settings; `file` is the policy's name in messages, `settings_file` that of the settings.
///
/// # Errors
/// Every fault of the head, and every place where it contradicts the settings, sorted.
pub fn follow_policy(
    settings: &mut Settings,
    (file, text): (&str, &str),
    settings_file: &str,
) -> Result<(), Vec<Diagnostic>> {
    let head = head(file, text)?;
    let mut faults = Vec::new();
    let mut differs = |key: &str, here: &(String, SourceLoc), there: &str| {
        faults.push(
            Diagnostic::error(
                "config-invalid",
                format!(
                    "`{key}` is `{}` here and `{there}` in {settings_file}",
                    here.0
                ),
            )
            .at(here.1.clone())
            .why("these are two sources of one decision, and nobody could tell which of them holds")
            .fix("keep one of the two, or make them the same"),
        );
    };
    for (key, value, place) in [
        ("level", &head.level, &mut settings.level),
        (
            "content_model",
            &head.content_model,
            &mut settings.content_model,
        ),
    ] {
        let Some(said) = value else { continue };
        match settings.given.contains(key) && *place != said.0 {
            true => differs(key, said, place),
            false => place.clone_from(&said.0),
        }
    }
    for (name, said) in &head.directions {
        let known = settings
            .per_contract
            .get(name)
            .and_then(|contract| contract.direction.clone());
        match known {
            Some(known) if known != said.0 => {
                differs(&format!("directions.{name}"), said, &known);
            }
            Some(_) => {}
            None => {
                let contract = settings.per_contract.entry(name.clone()).or_default();
                contract.direction = Some(said.0.clone());
            }
        }
    }
    settings.policy = Some(file.to_owned());
    match faults.is_empty() {
        true => Ok(()),
        false => {
            contractual_diag::sort(&mut faults);
            Err(faults)
        }
    }
}

/// Reads the head.
fn head(file: &str, text: &str) -> Result<Head, Vec<Diagnostic>> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let mut lines = text.split_inclusive('\n');
    let Some(first) = lines.next().filter(|line| line.trim_end() == "---") else {
        return Ok(Head::default());
    };
    let mut end = first.len();
    let mut closed = false;
    for line in lines {
        if line.trim_end() == "---" {
            closed = true;
            break;
        }
        end += line.len();
    }
    if !closed {
        return Err(vec![
            Diagnostic::error("config-invalid", "the head of the policy does not end")
                .at(SourceLoc::new(file, 1, 1))
                .fix("close it with a line `---` before the prose, or remove the line `---` at the top"),
        ]);
    }
    // the first line goes blank, so that every place stays what it is
    let yaml = format!("{}{}", first.replace('-', " "), &text[first.len()..end]);
    let document = parse_one(&yaml, file, &Options::default()).map_err(|mut faults| {
        for fault in &mut faults {
            fault.code = "config-invalid".into();
        }
        faults
    })?;
    let mut reader = Reader {
        file,
        faults: Vec::new(),
    };
    let mut head = Head::default();
    match document.root.as_mapping() {
        Some(mapping) => reader.head(mapping, &mut head),
        None if document.root.is_null() => {}
        None => reader.fault(
            &document.root,
            format!(
                "the head takes keys and values, found {}",
                document.root.kind()
            ),
            "write for example `level: wire`",
        ),
    }
    match reader.faults.is_empty() {
        true => Ok(head),
        false => Err(reader.faults),
    }
}

struct Reader<'a> {
    file: &'a str,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, node: &Node, headline: String, fix: impl Into<String>) {
        let loc = node.span.loc(self.file);
        self.faults.push(
            Diagnostic::error("config-invalid", headline)
                .at(loc)
                .fix(fix),
        );
    }

    fn head(&mut self, mapping: &Mapping, head: &mut Head) {
        const KEYS: [&str; 3] = ["level", "content_model", "directions"];
        for entry in &mapping.entries {
            match &*entry.key {
                "level" => head.level = self.choice("level", &entry.value, &["wire", "source"]),
                "content_model" => {
                    head.content_model =
                        self.choice("content_model", &entry.value, &["declared", "strict"]);
                }
                "directions" => {
                    let Some(inner) = entry.value.as_mapping() else {
                        let kind = entry.value.kind();
                        let headline = format!(
                            "`directions` takes contracts with a direction each, found {kind}"
                        );
                        self.fault(
                            &entry.value,
                            headline,
                            "write for example `job-response: response` below it",
                        );
                        continue;
                    };
                    for one in &inner.entries {
                        if let Some(said) = self.choice(&one.key, &one.value, &DIRECTIONS) {
                            head.directions.insert(one.key.to_string(), said);
                        }
                    }
                }
                other => {
                    let fix = match nearest(other, KEYS) {
                        Some(near) => format!("write `{near}`"),
                        None => format!("known keys: {}", KEYS.join(", ")),
                    };
                    let headline = format!("unknown key `{other}` in the head of the policy");
                    self.fault(&entry.key_node, headline, fix);
                }
            }
        }
    }

    fn choice(&mut self, key: &str, value: &Node, choices: &[&str]) -> Option<(String, SourceLoc)> {
        let Some(text) = value.as_str() else {
            let headline = format!("`{key}` takes text, found {}", value.kind());
            self.fault(value, headline, format!("one of: {}", choices.join(", ")));
            return None;
        };
        if choices.contains(&text) {
            return Some((text.to_owned(), value.span.loc(self.file)));
        }
        let fix = match nearest(text, choices.iter().copied()) {
            Some(near) => format!("write `{near}`"),
            None => format!("one of: {}", choices.join(", ")),
        };
        self.fault(value, format!("`{key}` cannot be `{text}`"), fix);
        None
    }
}

#[cfg(test)]
mod tests {
    use super::super::parse_settings;
    use super::*;
    use contractual_diag::render::human;

    const FILE: &str = "docs/contracts/versioning-policy.md";

    fn followed(settings: &str, policy: &str) -> Result<Settings, String> {
        let mut settings = parse_settings("contractual.toml", settings).unwrap();
        match follow_policy(&mut settings, (FILE, policy), "contractual.toml") {
            Ok(()) => Ok(settings),
            Err(found) => Err(found.iter().map(|one| human(one, Some(policy))).collect()),
        }
    }

    #[test]
    fn the_head_decides_what_the_settings_leave_open() {
        let policy = "---\nlevel: source\ncontent_model: strict\ndirections:\n  job-response: response\n---\n# Versioning\n---\nlevel: no head\n";
        let settings = followed("mode = \"check\"\n", policy).unwrap();
        assert_eq!(
            (settings.level.as_str(), settings.content_model.as_str()),
            ("source", "strict")
        );
        let contract = &settings.per_contract["job-response"];
        assert_eq!(contract.direction.as_deref(), Some("response"));
        assert_eq!(settings.policy.as_deref(), Some(FILE));
        // prose alone is a policy for people
        let settings = followed("", "# Versioning\n\n---\nlevel: source\n---\n").unwrap();
        assert_eq!(
            (settings.level.as_str(), settings.policy.as_deref()),
            ("wire", Some(FILE))
        );
        assert!(followed("", "---\n---\n").is_ok());
        // the same said twice is no conflict
        assert!(
            followed(
                "level = \"source\"\n[contract.job-response]\ndirection = \"response\"\n",
                policy
            )
            .is_ok()
        );
    }

    #[test]
    fn contradictions_are_errors() {
        let policy = "---\nlevel: wire\ndirections: {job-response: response}\n---\n";
        let settings = "level = \"source\"\n[contract.job-response]\ndirection = \"both\"\n";
        assert_eq!(
            followed(settings, policy).unwrap_err(),
            "\
error[config-invalid]: `level` is `wire` here and `source` in contractual.toml
  --> docs/contracts/versioning-policy.md:2:8
    |
  2 | level: wire
    |        ^^^^
  why: these are two sources of one decision, and nobody could tell which of them holds
  do: keep one of the two, or make them the same
error[config-invalid]: `directions.job-response` is `response` here and `both` in contractual.toml
  --> docs/contracts/versioning-policy.md:3:28
    |
  3 | directions: {job-response: response}
    |                            ^^^^^^^^
  why: these are two sources of one decision, and nobody could tell which of them holds
  do: keep one of the two, or make them the same
"
        );
    }

    #[test]
    fn faults_are_named_at_their_place() {
        let policy = "---\nlevle: wire\nlevel: 3\ncontent_model: strikt\ndirections: [a]\n---\n";
        assert_eq!(
            followed("", policy).unwrap_err(),
            "\
error[config-invalid]: unknown key `levle` in the head of the policy
  --> docs/contracts/versioning-policy.md:2:1
    |
  2 | levle: wire
    | ^^^^^
  do: write `level`
error[config-invalid]: `level` takes text, found integer
  --> docs/contracts/versioning-policy.md:3:8
    |
  3 | level: 3
    |        ^
  do: one of: wire, source
error[config-invalid]: `content_model` cannot be `strikt`
  --> docs/contracts/versioning-policy.md:4:16
    |
  4 | content_model: strikt
    |                ^^^^^^
  do: write `strict`
error[config-invalid]: `directions` takes contracts with a direction each, found list
  --> docs/contracts/versioning-policy.md:5:13
    |
  5 | directions: [a]
    |             ^
  do: write for example `job-response: response` below it
"
        );
        assert_eq!(
            followed("", "---\nlevel: wire\n").unwrap_err(),
            "\
error[config-invalid]: the head of the policy does not end
  --> docs/contracts/versioning-policy.md:1:1
    |
  1 | ---
    | ^
  do: close it with a line `---` before the prose, or remove the line `---` at the top
"
        );
        assert!(
            followed("", "---\nlevel: wire\nlevel: wire\n---\n")
                .unwrap_err()
                .contains("versioning-policy.md:3:1")
        );
    }
}
