//! One finding of one contract, as it stands in the result document (section 19.1).

use serde_json::{Map, Value, json};

use crate::codes::{self, Retry};

/// How a violation is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// Fails the step.
    Error,
    /// Reported; fails nothing.
    Warning,
    /// Worth knowing.
    Note,
}

impl Severity {
    /// The word used in documents.
    pub fn word(self) -> &'static str {
        match self {
            Self::Error => "error",
            Self::Warning => "warning",
            Self::Note => "note",
        }
    }
}

/// A place in the pipeline file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct ConfigPlace {
    /// Path as the user gave it, with forward slashes.
    pub file: String,
    /// Line, from one.
    pub line: u32,
    /// Column in characters, from one.
    pub column: u32,
}

/// One finding.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Violation {
    /// The code (section 21).
    pub code: &'static str,
    /// The type of the contract, as text; absent where no contract is concerned.
    pub contract: Option<String>,
    /// The contract's label, if it was given one.
    pub name: Option<String>,
    /// The contract's place in the list of its step.
    pub index: Option<usize>,
    /// How it is shown.
    pub severity: Severity,
    /// The file checked, relative to the workspace.
    pub file: Option<String>,
    /// JSON pointer into that file.
    pub pointer: Option<String>,
    /// Line, from one.
    pub line: Option<u32>,
    /// Column in characters, from one.
    pub column: Option<u32>,
    /// The key of the pipeline file that is concerned.
    pub field: Option<String>,
    /// The place in the pipeline file.
    pub config: Option<ConfigPlace>,
    /// The failing keyword of a schema.
    pub keyword: Option<String>,
    /// The place of that keyword in its schema.
    pub schema_pointer: Option<String>,
    /// The fact, then what was expected; one sentence.
    pub message: String,
    /// What to do.
    pub hint: Option<String>,
    /// Everything else that section 20 asks for.
    pub more: Map<String, Value>,
}

impl Violation {
    /// A violation with a code and its message.
    pub fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            contract: None,
            name: None,
            index: None,
            severity: Severity::Error,
            file: None,
            pointer: None,
            line: None,
            column: None,
            field: None,
            config: None,
            keyword: None,
            schema_pointer: None,
            message: message.into(),
            hint: None,
            more: Map::new(),
        }
    }

    /// The same violation about a file.
    #[must_use]
    pub fn file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// The same violation with its position in the file.
    #[must_use]
    pub fn at(mut self, line: u32, column: u32) -> Self {
        self.line = Some(line);
        self.column = Some(column);
        self
    }

    /// The same violation with the pointer of the value that fails.
    #[must_use]
    pub fn pointer(mut self, pointer: impl Into<String>) -> Self {
        self.pointer = Some(pointer.into());
        self
    }

    /// The same violation with the key of the pipeline file that is concerned.
    #[must_use]
    pub fn field(mut self, field: impl Into<String>) -> Self {
        self.field = Some(field.into());
        self
    }

    /// The same violation with advice.
    #[must_use]
    pub fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// The same violation with one more fact.
    #[must_use]
    pub fn with(mut self, key: &str, value: impl Into<Value>) -> Self {
        self.more.insert(key.to_owned(), value.into());
        self
    }

    /// True if running the step again may repair it.
    pub fn retry_helps(&self) -> bool {
        if self.more.get("retry") == Some(&Value::Bool(false)) {
            return false;
        }
        codes::code(self.code).is_none_or(|code| code.retry == Retry::Helps)
    }

    /// True if `must_pass: false` may turn it into a warning.
    pub fn can_soften(&self) -> bool {
        codes::code(self.code).is_none_or(|code| code.can_soften)
    }

    /// What makes two violations the same mistake: contract, code, keyword, pointer and exit code (section 16.7).
    pub fn fingerprint(&self) -> String {
        let part = |text: &Option<String>| text.clone().unwrap_or_default();
        format!(
            "{}|{}|{}|{}|{}|{}",
            self.index.map(|at| at.to_string()).unwrap_or_default(),
            part(&self.contract),
            self.code,
            part(&self.keyword),
            part(&self.pointer),
            self.more
                .get("exit_code")
                .map(ToString::to_string)
                .unwrap_or_default()
        )
    }

    /// The order of violations: contract, file, line, column; then place in the pipeline file, code and message.
    pub fn sort_key(&self) -> impl Ord + use<> {
        (
            self.index,
            self.file.clone(),
            self.line,
            self.column,
            self.config.clone(),
            self.code,
            self.pointer.clone(),
            self.message.clone(),
        )
    }

    /// The violation as it stands in the result document.
    pub fn to_json(&self) -> Value {
        let mut out = Map::new();
        let mut text = |key: &str, value: &Option<String>| {
            if let Some(value) = value {
                out.insert(key.to_owned(), Value::String(value.clone()));
            }
        };
        text("contract", &self.contract);
        text("name", &self.name);
        if let Some(index) = self.index {
            out.insert("index".into(), json!(index));
        }
        out.insert("code".into(), json!(self.code));
        let mut text = |key: &str, value: &Option<String>| {
            if let Some(value) = value {
                out.insert(key.to_owned(), Value::String(value.clone()));
            }
        };
        text("keyword", &self.keyword);
        text("severity", &Some(self.severity.word().to_owned()));
        text("file", &self.file);
        text("pointer", &self.pointer);
        if let Some(line) = self.line {
            out.insert("line".into(), json!(line));
        }
        if let Some(column) = self.column {
            out.insert("column".into(), json!(column));
        }
        let mut text = |key: &str, value: &Option<String>| {
            if let Some(value) = value {
                out.insert(key.to_owned(), Value::String(value.clone()));
            }
        };
        text("field", &self.field);
        text("schema_pointer", &self.schema_pointer);
        if let Some(config) = &self.config {
            out.insert(
                "config".into(),
                json!({"file": config.file, "line": config.line, "column": config.column}),
            );
        }
        for (key, value) in &self.more {
            if key != "retry" {
                out.insert(key.clone(), value.clone());
            }
        }
        out.insert("message".into(), json!(self.message));
        if let Some(hint) = &self.hint {
            out.insert("hint".into(), json!(hint));
        }
        Value::Object(out)
    }

    /// A violation from its document, as far as its code is known.
    pub(crate) fn from_json(value: &Value) -> Option<Self> {
        let text = |key: &str| value.get(key).and_then(Value::as_str).map(str::to_owned);
        let number = |key: &str| {
            value
                .get(key)
                .and_then(Value::as_u64)
                .and_then(|number| u32::try_from(number).ok())
        };
        let code = codes::code(&text("code")?)?;
        let mut out = Self::new(code.name, text("message").unwrap_or_default());
        out.contract = text("contract");
        out.name = text("name");
        out.index = number("index").map(|index| index as usize);
        out.severity = match text("severity").as_deref() {
            Some("warning") => Severity::Warning,
            Some("note") => Severity::Note,
            _ => Severity::Error,
        };
        (out.file, out.pointer, out.field) = (text("file"), text("pointer"), text("field"));
        (out.keyword, out.schema_pointer, out.hint) =
            (text("keyword"), text("schema_pointer"), text("hint"));
        (out.line, out.column) = (number("line"), number("column"));
        const NAMED: [&str; 15] = [
            "contract",
            "name",
            "index",
            "code",
            "keyword",
            "severity",
            "file",
            "pointer",
            "line",
            "column",
            "field",
            "schema_pointer",
            "config",
            "message",
            "hint",
        ];
        if let Value::Object(members) = value {
            let more = members
                .iter()
                .filter(|(key, _)| !NAMED.contains(&key.as_str()));
            out.more = more
                .map(|(key, value)| (key.clone(), value.clone()))
                .collect();
        }
        Some(out)
    }

    /// One line for people: position, pointer, message.
    pub fn line_text(&self) -> String {
        let mut out = String::new();
        if let Some(contract) = self.name.as_ref().or(self.contract.as_ref()) {
            out.push_str(contract);
            out.push_str(": ");
        }
        if let Some(config) = &self.config {
            out.push_str(&format!(
                "{}:{}:{}: ",
                config.file, config.line, config.column
            ));
        } else if let Some(file) = &self.file {
            out.push_str(file);
            if let Some(line) = self.line {
                out.push_str(&format!(":{line}"));
                if let Some(column) = self.column {
                    out.push_str(&format!(":{column}"));
                }
            }
            out.push_str(": ");
        }
        out.push_str(&format!("[{}] {}", self.code, self.message));
        out
    }
}

/// Sorts violations into the order of every report.
pub(crate) fn sort(violations: &mut [Violation]) {
    violations.sort_by_cached_key(Violation::sort_key);
}
