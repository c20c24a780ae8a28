//! Rules of section 5.12: which answers an old client can read.

use super::super::finding::Witness;
use super::super::options::Question;
use super::super::rules::Severity;
use super::super::sat::Answer;
use super::super::schema::Side;
use super::compare::{Sent, Session};
use super::message::{Part, sides};
use super::model::{Operation, Response, covers, is_range};

/// What covers a status: itself, its range, the default.
pub(super) fn covering<'o>(
    operation: &'o Operation,
    status: &str,
) -> Option<(&'o str, &'o Response)> {
    let range = match status.chars().next().filter(char::is_ascii_digit) {
        Some(class) => format!("{class}XX"),
        None => String::new(),
    };
    [status, &range, "default"]
        .into_iter()
        .find_map(|key| operation.responses.get_key_value(key))
        .map(|(key, response)| (key.as_str(), response))
}

pub(super) fn is_success(status: &str) -> bool {
    status.starts_with('2')
}

impl Session<'_, '_> {
    pub(super) fn responses(&mut self, old: &Operation, new: &Operation) {
        let rule_question = Question::Response;
        for (status, was) in &old.responses {
            if let Some(is) = new.responses.get(status) {
                self.response(old, new, (status, was), (status, is));
                continue;
            }
            let arguments = [("op", new.words()), ("status", status.clone())];
            let rule = match status.as_str() {
                "default" => "response-default-removed",
                status if is_success(status) => "response-success-status-removed",
                _ => "response-error-status-removed",
            };
            self.report(rule, rule_question, &was.pointer, &arguments, None);
            // the status may still come, by an entry that covers it
            if status != "default"
                && let Some((_, is)) = covering(new, status)
            {
                self.response(old, new, (status, was), (status, is));
            }
        }
        for (status, is) in &new.responses {
            if !old.responses.contains_key(status) {
                self.status_added(old, new, status, is);
            }
        }
    }

    fn status_added(&mut self, old: &Operation, new: &Operation, status: &str, is: &Response) {
        let op = ("op", new.words());
        if status == "default" {
            self.report(
                "response-default-added",
                Question::Response,
                &is.pointer,
                &[op],
                None,
            );
            return;
        }
        let shown = ("status", status.to_owned());
        let Some((by, was)) = covering(old, status) else {
            let success = is_success(status);
            let rule = if success {
                "response-success-status-added"
            } else {
                "response-error-status-added"
            };
            let witness = success.then(|| Witness {
                value: self.answer(
                    Sent {
                        side: Side::New,
                        operation: new,
                    },
                    status,
                    Part::None,
                ),
                reason: format!("there is no entry for {status}"),
            });
            self.report(rule, Question::Response, &is.pointer, &[op, shown], witness);
            return;
        };
        let by = by.to_owned();
        let before = self.findings.len();
        let mut inner = Vec::new();
        std::mem::swap(&mut inner, &mut self.findings);
        self.response(old, new, (&by, was), (status, is));
        std::mem::swap(&mut inner, &mut self.findings);
        debug_assert_eq!(before, self.findings.len());
        let broken = inner
            .iter()
            .find(|finding| finding.severity == Severity::Error);
        let arguments = [op, shown, ("covering", by)];
        match broken {
            None => {
                self.report(
                    "response-status-refined",
                    Question::Response,
                    &is.pointer,
                    &arguments,
                    None,
                );
            }
            Some(error) => {
                let witness = error.witness.clone();
                self.report(
                    "response-status-redefined",
                    Question::Response,
                    &is.pointer,
                    &arguments,
                    witness,
                );
                inner.into_iter().for_each(|finding| self.push(finding));
            }
        }
    }

    fn response(
        &mut self,
        old: &Operation,
        new: &Operation,
        was: (&str, &Response),
        is: (&str, &Response),
    ) {
        let question = self.question(Question::Response);
        let (sender, _) = sides(question);
        let (operation, status) = if sender == Side::Old {
            (old, was.0)
        } else {
            (new, is.0)
        };
        let status = status.to_owned();
        let op = ("op", new.words());
        self.headers(old, new, was, is);
        for media in &is.1.content {
            let exact = was.1.content.iter().find(|other| other.kind == media.kind);
            let known = exact.or_else(|| {
                was.1
                    .content
                    .iter()
                    .find(|other| covers(&other.kind, &media.kind))
            });
            match known {
                Some(before) => {
                    let kind = media.kind.clone();
                    let status = status.clone();
                    let findings = self.schemas(
                        before.schema.as_deref(),
                        media.schema.as_deref(),
                        question,
                        |session, value| {
                            session.answer(
                                Sent {
                                    side: sender,
                                    operation,
                                },
                                &status,
                                Part::Body(kind.clone(), value),
                            )
                        },
                    );
                    findings.into_iter().for_each(|finding| self.push(finding));
                }
                None => {
                    let arguments = [op.clone(), ("new", media.kind.clone())];
                    self.report(
                        "response-media-type-added",
                        Question::Response,
                        &media.pointer,
                        &arguments,
                        None,
                    );
                }
            }
        }
        for media in &was.1.content {
            let still =
                is.1.content.iter().any(|other| {
                    covers(&media.kind, &other.kind) || covers(&other.kind, &media.kind)
                });
            let spelled_out = is_range(&media.kind)
                && !is
                    .1
                    .content
                    .iter()
                    .any(|other| covers(&other.kind, &media.kind));
            if still && spelled_out {
                // the range is gone; what is left of it was among the answers before
                let arguments = [op.clone(), ("old", media.kind.clone())];
                self.report_as(
                    "response-media-type-removed",
                    Question::Response,
                    &is.1.pointer,
                    &arguments,
                    None,
                    Some(Severity::Info),
                );
            }
            if !still {
                let value = self.answer(
                    Sent {
                        side: Side::New,
                        operation: new,
                    },
                    is.0,
                    Part::None,
                );
                // proved by a message only where nothing that old clients read is left
                let read = is.1.content.iter().any(|other| {
                    was.1
                        .content
                        .iter()
                        .any(|known| covers(&known.kind, &other.kind))
                });
                let witness = (!read).then(|| Witness {
                    value,
                    reason: format!("{} is not among the answers", media.kind),
                });
                let arguments = [op.clone(), ("old", media.kind.clone())];
                self.report(
                    "response-media-type-removed",
                    Question::Response,
                    &is.1.pointer,
                    &arguments,
                    witness,
                );
            }
        }
    }

    fn headers(
        &mut self,
        old: &Operation,
        new: &Operation,
        was: (&str, &Response),
        is: (&str, &Response),
    ) {
        let question = self.question(Question::Response);
        let (sender, _) = sides(question);
        for (key, before) in &was.1.headers {
            let name = ("name", before.name.clone());
            let Some(after) = is.1.headers.get(key) else {
                let rule = if before.required {
                    "response-required-header-removed"
                } else {
                    "response-optional-header-removed"
                };
                let witness = before
                    .required
                    .then(|| self.without_header(new, is.0, &before.name));
                self.report(rule, Question::Response, &before.pointer, &[name], witness);
                continue;
            };
            if before.required != after.required {
                let rule = if after.required {
                    "response-header-became-required"
                } else {
                    "response-header-became-optional"
                };
                let witness = before
                    .required
                    .then(|| self.without_header(new, is.0, &before.name));
                self.report(
                    rule,
                    Question::Response,
                    &after.pointer,
                    std::slice::from_ref(&name),
                    witness,
                );
            }
            let (operation, status) = if sender == Side::Old {
                (old, was.0)
            } else {
                (new, is.0)
            };
            let status = status.to_owned();
            if let Some(included) =
                self.as_texts(before.schema.as_deref(), after.schema.as_deref(), question)
            {
                let ptr = ("ptr", format!("header {}", before.name));
                match included {
                    Answer::No => {
                        let arguments = [ptr, ("lost", "texts of another kind".to_owned())];
                        self.report_as(
                            "type-narrowed",
                            question,
                            &after.pointer,
                            &arguments,
                            None,
                            Some(Severity::Info),
                        );
                    }
                    Answer::Yes(value) => {
                        let value = self.answer(
                            Sent {
                                side: sender,
                                operation,
                            },
                            &status,
                            Part::Header(key.clone(), value),
                        );
                        let witness = Witness {
                            value,
                            reason: "the text is not read".to_owned(),
                        };
                        self.report(
                            "type-changed",
                            question,
                            &after.pointer,
                            &[ptr],
                            Some(witness),
                        );
                    }
                    Answer::Unknown(why) => {
                        self.report(
                            "undecided",
                            question,
                            &after.pointer,
                            &[ptr, ("reason", why.to_owned())],
                            None,
                        );
                    }
                }
                continue;
            }
            let key = key.clone();
            let findings = self.schemas(
                before.schema.as_deref(),
                after.schema.as_deref(),
                question,
                |session, value| {
                    session.answer(
                        Sent {
                            side: sender,
                            operation,
                        },
                        &status,
                        Part::Header(key.clone(), value),
                    )
                },
            );
            findings.into_iter().for_each(|finding| self.push(finding));
        }
        for (key, after) in &is.1.headers {
            if !was.1.headers.contains_key(key) {
                let name = [("name", after.name.clone())];
                self.report(
                    "response-header-added",
                    Question::Response,
                    &after.pointer,
                    &name,
                    None,
                );
            }
        }
    }

    fn without_header(&mut self, new: &Operation, status: &str, name: &str) -> Witness {
        Witness {
            value: self.answer(
                Sent {
                    side: Side::New,
                    operation: new,
                },
                status,
                Part::None,
            ),
            reason: format!("the header {name} is missing"),
        }
    }
}
