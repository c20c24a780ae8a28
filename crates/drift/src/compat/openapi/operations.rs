//! Rules of sections 5.9 and 5.11: paths, operations, notices about them, request bodies.

use super::super::finding::Witness;
use super::super::notice::{self, Notice};
use super::super::options::{Day, Question};
use super::super::rules::Severity;
use super::super::schema::Side;
use super::compare::{Sent, Session};
use super::message::Part;
use super::model::{Api, Body, Operation, PathItem, covers, is_range};

impl Session<'_, '_> {
    pub(super) fn paths(&mut self, old: &Api, new: &Api) {
        for (template, before) in &old.paths {
            match new.paths.get(template) {
                None => self.path_removed(before),
                Some(after) => self.path(before, after),
            }
        }
        for (template, after) in &new.paths {
            if !old.paths.contains_key(template) {
                let arguments = [("path", after.written.clone())];
                self.report(
                    "path-added",
                    Question::Request,
                    &after.pointer,
                    &arguments,
                    None,
                );
            }
        }
    }

    fn path_removed(&mut self, before: &PathItem) {
        let mut passed = !before.operations.is_empty();
        let mut draft = !before.operations.is_empty();
        for operation in before.operations.values() {
            passed &= self.sunset_passed(operation);
            draft &= operation.draft;
            if operation.sunset.is_some() {
                self.operation_removed(operation);
            }
        }
        let witness = before
            .operations
            .values()
            .next()
            .map(|operation| self.refused(operation, "no path matches"));
        let corrected = (passed || draft).then_some(Severity::Warn);
        let arguments = [("path", before.written.clone())];
        self.report_as(
            "path-removed",
            Question::Request,
            &before.pointer,
            &arguments,
            witness,
            corrected,
        );
    }

    fn path(&mut self, before: &PathItem, after: &PathItem) {
        for (method, operation) in &before.operations {
            match after.operations.get(method) {
                None => self.operation_removed(operation),
                Some(now) => {
                    self.draft = operation.draft;
                    self.operation(operation, now);
                    self.draft = false;
                }
            }
        }
        for (method, operation) in &after.operations {
            if !before.operations.contains_key(method) {
                let arguments = [("op", operation.words())];
                self.report(
                    "operation-added",
                    Question::Request,
                    &operation.pointer,
                    &arguments,
                    None,
                );
            }
        }
    }

    pub(super) fn sunset_passed(&self, operation: &Operation) -> bool {
        match (
            operation.sunset.as_deref().and_then(Day::parse),
            self.options.today,
        ) {
            (Some(day), Some(today)) => operation.deprecated && today >= day,
            _ => false,
        }
    }

    /// An ordinary request of an old client, refused for this reason.
    pub(super) fn refused(&mut self, operation: &Operation, reason: &str) -> Witness {
        let value = self.request(
            Sent {
                side: Side::Old,
                operation,
            },
            Part::None,
        );
        Witness {
            value,
            reason: reason.to_owned(),
        }
    }

    fn operation_removed(&mut self, operation: &Operation) {
        self.draft = operation.draft;
        let date = operation.sunset.clone().unwrap_or_default();
        let arguments = [
            ("op", operation.words()),
            ("date", date.clone()),
            ("old", operation.words()),
        ];
        let rule = match operation.sunset.as_deref().and_then(Day::parse) {
            _ if self.sunset_passed(operation) => "operation-removed-after-sunset",
            // without a day to compare with, an announced end has not come
            Some(_) if operation.deprecated => "operation-removed-before-sunset",
            _ => "operation-removed",
        };
        let witness = self.refused(operation, "the method is gone");
        self.report(
            rule,
            Question::Request,
            &operation.pointer,
            &arguments,
            Some(witness),
        );
        self.draft = false;
    }

    fn operation(&mut self, old: &Operation, new: &Operation) {
        let op = ("op", new.words());
        let at = &new.pointer;
        let was = Notice::new(old.deprecated, old.sunset.as_ref());
        let is = Notice::new(new.deprecated, new.sunset.as_ref());
        if old.deprecated != new.deprecated {
            let rule = if new.deprecated {
                "operation-deprecated"
            } else {
                "operation-undeprecated"
            };
            let days = self.options.min_sunset_days.to_string();
            self.report(
                rule,
                Question::Request,
                at,
                &[op.clone(), ("sunset", is.until()), ("days", days)],
                None,
            );
        }
        if let Some((rule, from, to)) = notice::moved(was, is) {
            self.report(
                rule,
                Question::Request,
                at,
                &[op.clone(), ("old", from), ("new", to)],
                None,
            );
        }
        if old.id != new.id {
            let word = |id: &Option<String>| id.clone().unwrap_or_else(|| "no id".to_owned());
            let arguments = [op.clone(), ("old", word(&old.id)), ("new", word(&new.id))];
            self.report(
                "operation-id-changed",
                Question::Request,
                at,
                &arguments,
                None,
            );
        }
        if old.tags != new.tags {
            let question = self
                .options
                .direction
                .questions()
                .first()
                .copied()
                .unwrap_or(Question::Request);
            self.report("tag-changed", question, at, std::slice::from_ref(&op), None);
        }
        self.parameters(old, new);
        self.bodies(old, new);
        self.responses(old, new);
        self.security(old, new);
        self.servers(old, new);
    }

    fn bodies(&mut self, old: &Operation, new: &Operation) {
        let question = self.question(Question::Request);
        let op = ("op", new.words());
        match (&old.body, &new.body) {
            (None, None) => {}
            (None, Some(body)) => {
                let rule = if body.required {
                    "request-body-added-required"
                } else {
                    "request-body-added-optional"
                };
                let witness = body
                    .required
                    .then(|| self.refused(old, "the body is missing"));
                self.report(rule, Question::Request, &body.pointer, &[op], witness);
            }
            (Some(body), None) => {
                let witness = self.with_body(old, body, "no body is read");
                self.report(
                    "request-body-removed",
                    Question::Request,
                    &new.pointer,
                    &[op],
                    Some(witness),
                );
            }
            (Some(was), Some(is)) => {
                if was.required != is.required {
                    let rule = if is.required {
                        "request-body-became-required"
                    } else {
                        "request-body-became-optional"
                    };
                    let witness = is
                        .required
                        .then(|| self.refused(old, "the body is missing"));
                    self.report(
                        rule,
                        Question::Request,
                        &is.pointer,
                        std::slice::from_ref(&op),
                        witness,
                    );
                }
                self.media_of_bodies(old, new, was, is, question);
            }
        }
    }

    fn with_body(&mut self, old: &Operation, body: &Body, reason: &str) -> Witness {
        let part = match body.content.first() {
            Some(first) => {
                let value = self.sample(Side::Old, first.schema.as_deref());
                Part::Body(first.kind.clone(), value)
            }
            None => Part::None,
        };
        Witness {
            value: self.request(
                Sent {
                    side: Side::Old,
                    operation: old,
                },
                part,
            ),
            reason: reason.to_owned(),
        }
    }

    fn media_of_bodies(
        &mut self,
        old: &Operation,
        new: &Operation,
        was: &Body,
        is: &Body,
        question: Question,
    ) {
        let op = ("op", new.words());
        let (sender, _) = super::message::sides(question);
        for media in &was.content {
            let exact = is.content.iter().find(|other| other.kind == media.kind);
            let fits = exact.or_else(|| {
                is.content
                    .iter()
                    .find(|other| covers(&other.kind, &media.kind))
            });
            let Some(now) = fits else {
                let value = self.sample(Side::Old, media.schema.as_deref());
                let value = self.request(
                    Sent {
                        side: Side::Old,
                        operation: old,
                    },
                    Part::Body(media.kind.clone(), value),
                );
                let witness = Witness {
                    value,
                    reason: format!("{} is not read", media.kind),
                };
                let arguments = [op.clone(), ("old", media.kind.clone())];
                self.report(
                    "request-media-type-removed",
                    Question::Request,
                    &is.pointer,
                    &arguments,
                    Some(witness),
                );
                continue;
            };
            let kind = media.kind.clone();
            let operation = if sender == Side::Old { old } else { new };
            let findings = self.schemas(
                media.schema.as_deref(),
                now.schema.as_deref(),
                question,
                |session, value| {
                    session.request(
                        Sent {
                            side: sender,
                            operation,
                        },
                        Part::Body(kind.clone(), value),
                    )
                },
            );
            findings.into_iter().for_each(|finding| self.push(finding));
        }
        for media in &is.content {
            let known = was.content.iter().any(|other| other.kind == media.kind);
            if !known
                && (is_range(&media.kind)
                    || !was
                        .content
                        .iter()
                        .any(|other| covers(&other.kind, &media.kind)))
            {
                let arguments = [op.clone(), ("new", media.kind.clone())];
                self.report(
                    "request-media-type-added",
                    Question::Request,
                    &media.pointer,
                    &arguments,
                    None,
                );
            }
        }
    }
}
