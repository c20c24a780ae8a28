//! Text to list, with every fault at its place.

use contractual_diag::{Diagnostic, SourceLoc, nearest};
use contractual_model::toml::{self, Table, Value};

use super::{Bounds, Entry, List, MAX_ENTRIES, Placed};
use crate::compat::{Day, all_rules, find_rule};

/// The keys of an entry, in the order in which they are written.
pub const KEYS: [&str; 8] = [
    "contract",
    "rule",
    "at",
    "direction",
    "finding",
    "reason",
    "by",
    "expires",
];

/// Reads the list; `file` is its name in messages.
///
/// # Errors
/// Every fault, sorted by place: no TOML, an unknown key or rule, a missing reason, a day that is none or too far ahead.
pub fn read(file: &str, text: &str, bounds: Bounds) -> Result<List, Vec<Diagnostic>> {
    let table = toml::parse(text).map_err(|error| {
        let marker = text
            .lines()
            .nth(error.line.saturating_sub(1) as usize)
            .is_some_and(|line| {
                ["<<<<<<<", "=======", ">>>>>>>"]
                    .iter()
                    .any(|mark| line.starts_with(mark))
            });
        let (message, fix) = match marker {
            true => (
                "a merge conflict is not resolved here".to_owned(),
                "keep the entries of both sides, and remove the three marker lines",
            ),
            false => (
                error.message.clone(),
                "correct the line; the grammar is TOML 1.0",
            ),
        };
        vec![
            Diagnostic::error("config-invalid", message)
                .at(SourceLoc::new(file, error.line, error.column))
                .why("a list that cannot be read accepts nothing and forbids nothing")
                .fix(fix),
        ]
    })?;
    let mut reader = Reader {
        file,
        text,
        bounds,
        faults: Vec::new(),
    };
    let list = reader.list(&table);
    match reader.faults.is_empty() {
        true => Ok(list),
        false => {
            contractual_diag::sort(&mut reader.faults);
            Err(reader.faults)
        }
    }
}

struct Reader<'a> {
    file: &'a str,
    text: &'a str,
    bounds: Bounds,
    faults: Vec<Diagnostic>,
}

impl Reader<'_> {
    fn fault(&mut self, at: usize, headline: String, fix: impl Into<String>) {
        let loc = SourceLoc::of_offset(self.file, self.text, at);
        let fault = Diagnostic::error("config-invalid", headline).at(loc);
        self.faults.push(fault.fix(fix));
    }

    fn list(&mut self, table: &Table) -> List {
        let mut list = List::default();
        for entry in table.entries() {
            if entry.key != "accept" {
                self.fault(
                    entry.at,
                    format!(
                        "unknown key `{}` in the list of accepted changes",
                        entry.key
                    ),
                    "write each entry under a header `[[accept]]`",
                );
                continue;
            }
            let Value::Array(items) = &entry.node.value else {
                let kind = entry.node.value.kind();
                let headline = format!("`accept` is {kind}, expected a list of tables");
                self.fault(entry.node.at, headline, "write its header as `[[accept]]`");
                continue;
            };
            if let Some(more) = items.get(MAX_ENTRIES) {
                self.fault(
                    more.at,
                    format!("the list has more than {MAX_ENTRIES} entries"),
                    "remove the spent ones: cargo contractual accept --prune",
                );
                continue;
            }
            let starts: Vec<usize> = items.iter().map(|item| self.start(item.at)).collect();
            for (index, item) in items.iter().enumerate() {
                let Value::Table(one) = &item.value else {
                    let headline = format!("an entry is {}, expected a table", item.value.kind());
                    self.fault(item.at, headline, "write it under a header `[[accept]]`");
                    continue;
                };
                let Some(read) = self.entry(one, item.at) else {
                    continue;
                };
                let end = starts.get(index + 1).copied().unwrap_or(self.text.len());
                let placed = Placed {
                    line: SourceLoc::of_offset(self.file, self.text, item.at).line,
                    range: starts[index]..end,
                    entry: read,
                };
                let twin = list.entries.iter().find(|known: &&Placed| {
                    known.entry.finding == placed.entry.finding
                        && known.entry.contract == placed.entry.contract
                        && known.entry.direction == placed.entry.direction
                });
                if let Some(twin) = twin {
                    let headline = format!(
                        "`{}` is accepted twice, first in line {}",
                        placed.entry.finding, twin.line
                    );
                    self.fault(item.at, headline, "keep one of the two entries");
                    continue;
                }
                list.entries.push(placed);
            }
        }
        list
    }

    /// Where an entry begins: at the first of the comment lines right above its header.
    fn start(&self, header: usize) -> usize {
        let mut start = self.text[..header].rfind('\n').map_or(0, |at| at + 1);
        while start > 0 {
            let above = self.text[..start - 1].rfind('\n').map_or(0, |at| at + 1);
            if !self.text[above..start].trim_start().starts_with('#') {
                break;
            }
            start = above;
        }
        start
    }

    fn entry(&mut self, table: &Table, header: usize) -> Option<Entry> {
        let before = self.faults.len();
        for entry in table.entries() {
            if !KEYS.contains(&entry.key.as_str()) {
                let fix = match nearest(&entry.key, KEYS) {
                    Some(near) => format!("write `{near}`"),
                    None => format!("known keys: {}", KEYS.join(", ")),
                };
                let headline = format!("unknown key `{}` in [[accept]]", entry.key);
                self.fault(entry.at, headline, fix);
            }
        }
        let contract = self.text(table, header, "contract");
        let rule = self.text(table, header, "rule").filter(|rule| {
            let known = find_rule(rule).is_some();
            if !known {
                let fix = match nearest(rule, all_rules().map(|rule| rule.id)) {
                    Some(near) => format!("write `{near}`"),
                    None => "list the rules: cargo contractual rules".to_owned(),
                };
                let at = value_at(table, "rule", header);
                self.fault(at, format!("no rule is called `{rule}`"), fix);
            }
            known
        });
        let at = self.text_or_empty(table, header, "at");
        let direction = self.text(table, header, "direction").filter(|direction| {
            let known = ["request", "response"].contains(&direction.as_str());
            if !known {
                let at = value_at(table, "direction", header);
                let headline = format!("`direction` cannot be `{direction}`");
                self.fault(at, headline, "one of: request, response");
            }
            known
        });
        let finding = self.text(table, header, "finding").filter(|finding| {
            let known = finding.len() == 12
                && finding
                    .bytes()
                    .all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'));
            if !known {
                let at = value_at(table, "finding", header);
                let headline = format!("`{finding}` is no hash of a finding");
                let fix = "write the 12 hexadecimal digits that `cargo contractual check` prints";
                self.fault(at, headline, fix);
            }
            known
        });
        let reason = self.text(table, header, "reason");
        let by = match table.entry("by") {
            Some(_) => self.text(table, header, "by").unwrap_or_default(),
            None => String::new(),
        };
        let expires = self.day(table, header);
        if self.faults.len() > before {
            return None;
        }
        Some(Entry {
            contract: contract?,
            rule: rule?,
            at: at?,
            direction: direction?,
            finding: finding?,
            reason: reason?,
            by,
            expires: expires?,
        })
    }

    /// A text that may be empty: the pointer of the whole document.
    fn text_or_empty(&mut self, table: &Table, header: usize, key: &str) -> Option<String> {
        let Some(entry) = table.entry(key) else {
            let headline = format!("this entry has no `{key}`");
            let fix = "let the program write it: cargo contractual accept <finding>";
            self.fault(header, headline, fix);
            return None;
        };
        match &entry.node.value {
            Value::String(text) if !text.chars().any(char::is_control) => Some(text.clone()),
            Value::String(_) => {
                let headline = format!("`{key}` holds a control character");
                self.fault(entry.node.at, headline, "remove it; a text has one line");
                None
            }
            other => {
                let headline = format!("`{key}` is {}, expected text", other.kind());
                self.fault(entry.node.at, headline, "write it between quotation marks");
                None
            }
        }
    }

    fn text(&mut self, table: &Table, header: usize, key: &str) -> Option<String> {
        let text = self.text_or_empty(table, header, key)?;
        if text.trim().is_empty() {
            let at = value_at(table, key, header);
            let fix = match key {
                "reason" => "say why nobody is hurt by the change",
                _ => "give a value",
            };
            self.fault(at, format!("`{key}` is empty"), fix);
            return None;
        }
        Some(text)
    }

    fn day(&mut self, table: &Table, header: usize) -> Option<Day> {
        const FORM: &str = "write a day without quotation marks: expires = 2027-01-31";
        let Some(entry) = table.entry("expires") else {
            let headline = "this entry has no `expires`".to_owned();
            self.fault(header, headline, FORM);
            return None;
        };
        let at = entry.node.at;
        let Value::Datetime(text) = &entry.node.value else {
            let kind = entry.node.value.kind();
            self.fault(at, format!("`expires` is {kind}, expected a day"), FORM);
            return None;
        };
        let Some(day) = Day::parse(text) else {
            self.fault(at, format!("there is no day `{text}`"), FORM);
            return None;
        };
        let latest = self.bounds.latest();
        if day > latest {
            let days = self.bounds.max_days;
            self.fault(
                at,
                format!(
                    "`expires` is more than {} ahead (max_accept_days)",
                    contractual_diag::counted(days, "day")
                ),
                format!("write {latest} or an earlier day, or start a new version"),
            );
            return None;
        }
        Some(day)
    }
}

fn value_at(table: &Table, key: &str, header: usize) -> usize {
    table.entry(key).map_or(header, |entry| entry.node.at)
}
