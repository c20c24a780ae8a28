//! Collects what a step found: notes and structured failures, masked and shortened.

use crate::document::{More, Operator, Place, Step};
use crate::matching::{MAX_MISMATCHES, Mismatch, match_value};
use crate::operators::judge_operators;
use crate::report::{Failure, StepResult};
use crate::secrets::Masker;
use crate::value::Value;

/// How many characters of a value or a note a report shows.
const SHOWN: usize = 500;

/// Judges one step.
pub(crate) struct Judge<'a> {
    step: &'a Step,
    masker: &'a Masker,
    pub(crate) result: StepResult,
}

impl<'a> Judge<'a> {
    pub(crate) fn new(step: &'a Step, masker: &'a Masker) -> Self {
        Self {
            step,
            masker,
            result: StepResult {
                kind: step.kind().to_owned(),
                title: step.title(),
                line: step.place.line,
                ..StepResult::default()
            },
        }
    }

    pub(crate) fn masker(&self) -> &Masker {
        self.masker
    }

    /// The step's result: it passed if nothing failed.
    pub(crate) fn finish(mut self) -> StepResult {
        self.result.ok = self.result.failures.is_empty();
        self.result
    }

    /// Masks, then shortens.
    pub(crate) fn shown(&self, text: &str) -> String {
        let (mut shown, more) = self.masker.mask_start(text, SHOWN);
        if more > 0 {
            shown.push('…');
        }
        shown
    }

    /// A hint that fails nothing.
    pub(crate) fn hint(&mut self, text: &str) {
        let shown = self.shown(text);
        self.result.notes.push(shown);
    }

    /// A failure before there was anything to assert, such as a refused connection.
    pub(crate) fn fail(&mut self, assertion: &str, message: &str) {
        self.push(assertion, None, None, None, message, None);
    }

    /// A failed assertion about one value.
    pub(crate) fn differ(&mut self, assertion: &str, expected: &str, actual: &str) {
        let message = format!(
            "{assertion}: expected {}, found {}",
            self.shown(expected),
            self.shown(actual)
        );
        self.push(
            assertion,
            None,
            Some(expected),
            Some(actual),
            &message,
            None,
        );
    }

    /// A failed assertion in words.
    pub(crate) fn unmet(
        &mut self,
        assertion: &str,
        expected: &str,
        actual: Option<&str>,
        message: &str,
    ) {
        self.push(assertion, None, Some(expected), actual, message, None);
    }

    /// The mismatches of a deep match.
    pub(crate) fn mismatches(&mut self, assertion: &str, mismatches: &[Mismatch]) {
        for m in mismatches {
            let expected = self.shown(&m.expected);
            let message = match &m.found {
                Some(found) => format!(
                    "{}: expected {expected}, found {}",
                    m.path,
                    self.shown(found)
                ),
                None => format!("{}: expected {expected}, but it is missing", m.path),
            };
            self.push(
                assertion,
                Some(&m.path),
                Some(&m.expected),
                m.found.as_deref(),
                &message,
                None,
            );
        }
        if mismatches.len() >= MAX_MISMATCHES {
            self.hint(&format!(
                "{assertion}: only the first {MAX_MISMATCHES} mismatches are shown"
            ));
        }
    }

    fn push(
        &mut self,
        assertion: &str,
        path: Option<&str>,
        expected: Option<&str>,
        actual: Option<&str>,
        message: &str,
        place: Option<Place>,
    ) {
        let place = place.unwrap_or_else(|| self.step.place_of(assertion));
        // A message holds values that are shortened already.
        let (mut message, more) = self.masker.mask_start(message, 4 * SHOWN);
        if more > 0 {
            message.push('…');
        }
        let failure = Failure {
            assertion: assertion.to_owned(),
            path: path.map(|p| self.shown(p)),
            expected: expected.map(|e| self.shown(e)),
            actual: actual.map(|a| self.shown(a)),
            message: message.clone(),
            line: place.line,
        };
        self.result.failures.push(failure);
        self.result.notes.push(message);
    }

    /// `json_contains`, `json_not`, `assert`: whatever looks at a value.
    pub(crate) fn judge_value(&mut self, more: &More, value: &Value, root: &str) {
        if let Some(expected) = &more.json_contains {
            let mismatches = crate::operators::match_any_order(value, expected, root);
            self.mismatches("json_contains", &mismatches);
        }
        if let Some(expected) = &more.json_not
            && match_value(value, expected, root).is_empty()
        {
            let expected = expected.shown(2 * SHOWN);
            let message = format!("json_not: the value matches {}", self.shown(&expected));
            self.unmet("json_not", &format!("not {expected}"), None, &message);
        }
        for (path, operators, place) in &more.asserts {
            self.judge_path(value, path, operators, *place);
        }
    }

    fn judge_path(&mut self, value: &Value, path: &str, operators: &[Operator], place: Place) {
        let parsed = match crate::json_path::JsonPath::parse(path) {
            Ok(parsed) => parsed,
            Err(reason) => return self.fail("assert", &reason),
        };
        let found = parsed.find(value);
        // `exists` and `length: 0` speak of the path itself; everything else needs at least one value.
        for operator in operators {
            if let Operator::Exists(wanted) = operator {
                if found.is_empty() == *wanted {
                    let message = format!(
                        "{path}: expected {}",
                        if *wanted {
                            "a value, but there is none"
                        } else {
                            "no value, but there is one"
                        }
                    );
                    self.push(
                        "assert",
                        Some(path),
                        Some(&format!("exists: {wanted}")),
                        None,
                        &message,
                        Some(place),
                    );
                }
                continue;
            }
            if found.is_empty() {
                let message = format!("{path}: there is no value to compare");
                self.push("assert", Some(path), None, None, &message, Some(place));
                break;
            }
            let mut shown = 0;
            for (at, value) in &found {
                if let Err((expected, actual)) = judge_operators(operator, value) {
                    let message = format!(
                        "{at}: expected {}, found {}",
                        self.shown(&expected),
                        self.shown(&actual)
                    );
                    self.push(
                        "assert",
                        Some(at),
                        Some(&expected),
                        Some(&actual),
                        &message,
                        Some(place),
                    );
                    shown += 1;
                    if shown >= MAX_MISMATCHES {
                        break;
                    }
                }
            }
        }
    }

    /// `headers`: each value of a name must fulfil all conditions.
    pub(crate) fn judge_headers(&mut self, more: &More, headers: &[(String, String)]) {
        for (name, operators) in &more.headers {
            let values: Vec<&str> = headers
                .iter()
                .filter(|(n, _)| n.eq_ignore_ascii_case(name))
                .map(|(_, v)| v.as_str())
                .collect();
            let path = format!("headers.{name}");
            for operator in operators {
                if let Operator::Exists(wanted) = operator {
                    if values.is_empty() == *wanted {
                        let found = if *wanted {
                            "it is missing"
                        } else {
                            "it is there"
                        };
                        let message = format!("{path}: expected exists: {wanted}, but {found}");
                        self.push(
                            "headers",
                            Some(&path),
                            Some(&format!("exists: {wanted}")),
                            None,
                            &message,
                            None,
                        );
                    }
                    continue;
                }
                if values.is_empty() {
                    let message = format!("{path}: the answer has no such header");
                    self.push("headers", Some(&path), None, None, &message, None);
                    break;
                }
                // Several lines of one header are one value, joined.
                let joined = Value::String(values.join(", "));
                if let Err((expected, actual)) = judge_operators(operator, &joined) {
                    let message = format!(
                        "{path}: expected {}, found {}",
                        self.shown(&expected),
                        self.shown(&actual)
                    );
                    self.push(
                        "headers",
                        Some(&path),
                        Some(&expected),
                        Some(&actual),
                        &message,
                        None,
                    );
                }
            }
        }
    }

    /// What a schema says about a value.
    pub(crate) fn violations(
        &mut self,
        assertion: &str,
        outcome: Result<Vec<crate::schema_source::Violation>, String>,
    ) {
        match outcome {
            Err(reason) => self.fail(assertion, &format!("{assertion}: {reason}")),
            Ok(violations) => {
                for violation in violations.iter().take(MAX_MISMATCHES) {
                    let at = if violation.pointer.is_empty() {
                        "the whole value"
                    } else {
                        &violation.pointer
                    };
                    let message = format!("{assertion}: {at}: {}", self.shown(&violation.message));
                    self.push(
                        assertion,
                        Some(&violation.pointer),
                        None,
                        None,
                        &message,
                        None,
                    );
                }
            }
        }
    }
}
