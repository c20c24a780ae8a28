//! Webhooks and callbacks: the provider sends the requests and the subscriber answers. Their requests answer the question of
//! responses, their answers the question of requests (section 1.1).

use super::super::finding::Witness;
use super::super::options::Question;
use super::super::rules::Severity;
use super::super::schema::Side;
use super::compare::{Sent, Session};
use super::message::Part;
use super::model::{Api, Body, Media, Operation, Parameter, Response, covers};
use super::responses::{covering, is_success};

/// Requests are written by the new contract's provider.
const SENT: Question = Question::Response;
/// Answers are written by subscribers of the old contract.
const ANSWERED: Question = Question::Request;

impl Session<'_, '_> {
    pub(super) fn hooks(&mut self, old: &Api, new: &Api) {
        for (name, before) in &old.hooks {
            let arguments = [("name", name.clone())];
            let Some(after) = new.hooks.get(name) else {
                let passed = self.sunset_passed(before) || before.draft;
                self.report_as(
                    "webhook-removed",
                    Question::Response,
                    &before.pointer,
                    &arguments,
                    None,
                    passed.then_some(Severity::Warn),
                );
                continue;
            };
            self.flipped = true;
            self.draft = before.draft;
            self.sent_parameters(before, after);
            self.sent_body(before, after);
            self.subscribers_answers(before, after);
            self.flipped = false;
            self.draft = false;
        }
        for (name, after) in &new.hooks {
            if !old.hooks.contains_key(name) {
                self.report(
                    "webhook-added",
                    Question::Response,
                    &after.pointer,
                    &[("name", name.clone())],
                    None,
                );
            }
        }
    }

    /// What the provider may send now and readers of the old contract refuse.
    fn sent(&mut self, new: &Operation, part: Part, reason: &str) -> Option<Witness> {
        let side = Side::New;
        let operation = new;
        let value = self.request(Sent { side, operation }, part);
        Some(Witness {
            value,
            reason: reason.to_owned(),
        })
    }

    fn sent_parameters(&mut self, old: &Operation, new: &Operation) {
        let find = |operation: &Operation, like: &Parameter| {
            let same = |p: &&Parameter| p.location == like.location && p.key == like.key;
            operation.parameters.iter().find(same).cloned()
        };
        for was in &old.parameters {
            let arguments = [
                ("name", was.name.clone()),
                ("in", was.location.name().to_owned()),
            ];
            let missing = format!("the parameter {} is missing", was.name);
            let after = find(new, was);
            let rule = match &after {
                None => "parameter-removed",
                Some(is) if was.required && !is.required => "parameter-became-optional",
                Some(is) if !was.required && is.required => "parameter-became-required",
                Some(_) => "",
            };
            if !rule.is_empty() {
                let breaks = was.required;
                let severity = if breaks {
                    Severity::Error
                } else {
                    Severity::Info
                };
                let witness = match breaks {
                    true => self.sent(new, Part::None, &missing),
                    false => None,
                };
                let at = after.as_ref().map_or(&new.pointer, |is| &is.pointer);
                self.report_flipped(rule, SENT, severity, at, &arguments, witness);
            }
            if let Some(is) = after {
                self.parameter_values(old, new, was, &is);
            }
        }
        for is in &new.parameters {
            if find(old, is).is_none() {
                let rule = match is.required {
                    true => "parameter-added-required",
                    false => "parameter-added-optional",
                };
                let arguments = [
                    ("name", is.name.clone()),
                    ("in", is.location.name().to_owned()),
                ];
                self.report_flipped(rule, SENT, Severity::Info, &is.pointer, &arguments, None);
            }
        }
    }

    fn sent_body(&mut self, old: &Operation, new: &Operation) {
        let op = [("op", new.words())];
        let (rule, breaks, at, part, reason) = match (&old.body, &new.body) {
            (None, None) => return,
            (None, Some(body)) => {
                let rule = match body.required {
                    true => "request-body-added-required",
                    false => "request-body-added-optional",
                };
                let part = self.body_of(body);
                (rule, true, &body.pointer, part, "no body is read")
            }
            (Some(body), None) => (
                "request-body-removed",
                body.required,
                &new.pointer,
                Part::None,
                "the body is missing",
            ),
            (Some(was), Some(is)) => {
                self.sent_media(new, was, is);
                let rule = match (was.required, is.required) {
                    (true, false) => "request-body-became-optional",
                    (false, true) => "request-body-became-required",
                    (true, true) | (false, false) => return,
                };
                let reason = "the body is missing";
                (rule, was.required, &is.pointer, Part::None, reason)
            }
        };
        let (severity, witness) = match breaks {
            true => (Severity::Error, self.sent(new, part, reason)),
            false => (Severity::Info, None),
        };
        self.report_flipped(rule, SENT, severity, at, &op, witness);
    }

    fn body_of(&mut self, body: &Body) -> Part {
        match body.content.first() {
            Some(first) => {
                let value = self.sample(Side::New, first.schema.as_deref());
                Part::Body(first.kind.clone(), value)
            }
            None => Part::None,
        }
    }

    fn sent_media(&mut self, new: &Operation, was: &Body, is: &Body) {
        let op = ("op", new.words());
        for media in &is.content {
            let Some(before) = reads(&was.content, &media.kind) else {
                let value = self.sample(Side::New, media.schema.as_deref());
                let part = Part::Body(media.kind.clone(), value);
                let witness = self.sent(new, part, &format!("{} is not read", media.kind));
                let (rule, error) = ("request-media-type-added", Severity::Error);
                let arguments = [op.clone(), ("new", media.kind.clone())];
                self.report_flipped(rule, SENT, error, &media.pointer, &arguments, witness);
                continue;
            };
            let kind = media.kind.clone();
            let schemas = (before.schema.as_deref(), media.schema.as_deref());
            let findings = self.schemas(schemas.0, schemas.1, SENT, |session, value| {
                let part = Part::Body(kind.clone(), value);
                let (side, operation) = (Side::New, new);
                session.request(Sent { side, operation }, part)
            });
            findings.into_iter().for_each(|finding| self.push(finding));
        }
        for media in &was.content {
            if !is.content.iter().any(|other| other.kind == media.kind) {
                let (rule, info) = ("request-media-type-removed", Severity::Info);
                let arguments = [op.clone(), ("old", media.kind.clone())];
                self.report_flipped(rule, SENT, info, &is.pointer, &arguments, None);
            }
        }
    }

    fn subscribers_answers(&mut self, old: &Operation, new: &Operation) {
        let op = ("op", new.words());
        for (status, was) in &old.responses {
            if let Some((_, is)) = covering(new, status) {
                self.subscribers_answer(old, new, (status, was), is);
            }
            if new.responses.contains_key(status) {
                continue;
            }
            // classes of failures are understood without an entry
            let refused = covering(new, status).is_none() && is_success(status);
            let rule = match status.as_str() {
                "default" => "response-default-removed",
                status if is_success(status) => "response-success-status-removed",
                _ => "response-error-status-removed",
            };
            let (severity, witness) = match refused {
                true => {
                    let reason = format!("there is no entry for {status}");
                    let witness = self.answered(old, status, Part::None, reason);
                    (Severity::Error, Some(witness))
                }
                false => (Severity::Warn, None),
            };
            let arguments = [op.clone(), ("status", status.clone())];
            self.report_flipped(rule, ANSWERED, severity, &was.pointer, &arguments, witness);
        }
        for (status, is) in &new.responses {
            if !old.responses.contains_key(status) {
                let rule = match status.as_str() {
                    "default" => "response-default-added",
                    status if is_success(status) => "response-success-status-added",
                    _ => "response-error-status-added",
                };
                let (info, arguments) = (Severity::Info, [op.clone(), ("status", status.clone())]);
                self.report_flipped(rule, ANSWERED, info, &is.pointer, &arguments, None);
            }
        }
    }

    fn answered(&mut self, old: &Operation, status: &str, part: Part, reason: String) -> Witness {
        let (side, operation) = (Side::Old, old);
        let value = self.answer(Sent { side, operation }, status, part);
        Witness { value, reason }
    }

    fn subscribers_answer(
        &mut self,
        old: &Operation,
        new: &Operation,
        (status, was): (&str, &Response),
        is: &Response,
    ) {
        let op = ("op", new.words());
        for (key, after) in &is.headers {
            let before = was.headers.get(key);
            let promised = before.is_some_and(|before| before.required);
            let rule = match before {
                None => "response-header-added",
                Some(_) if after.required && !promised => "response-header-became-required",
                Some(_) if !after.required && promised => "response-header-became-optional",
                Some(_) => "",
            };
            if !rule.is_empty() {
                let (severity, witness) = match after.required && !promised {
                    true => {
                        let reason = format!("the header {} is missing", after.name);
                        let witness = self.answered(old, status, Part::None, reason);
                        (Severity::Error, Some(witness))
                    }
                    false => (Severity::Info, None),
                };
                let name = [("name", after.name.clone())];
                self.report_flipped(rule, ANSWERED, severity, &after.pointer, &name, witness);
            }
            if let Some(before) = before {
                let schemas = (before.schema.as_deref(), after.schema.as_deref());
                let findings = self.schemas(schemas.0, schemas.1, ANSWERED, |session, value| {
                    let part = Part::Header(key.clone(), value);
                    session.answered(old, status, part, String::new()).value
                });
                findings.into_iter().for_each(|finding| self.push(finding));
            }
        }
        for media in &was.content {
            let Some(now) = reads(&is.content, &media.kind) else {
                let value = self.sample(Side::Old, media.schema.as_deref());
                let part = Part::Body(media.kind.clone(), value);
                let reason = format!("{} is not read", media.kind);
                let witness = Some(self.answered(old, status, part, reason));
                let (rule, error) = ("response-media-type-removed", Severity::Error);
                let arguments = [op.clone(), ("old", media.kind.clone())];
                self.report_flipped(rule, ANSWERED, error, &is.pointer, &arguments, witness);
                continue;
            };
            let kind = media.kind.clone();
            let schemas = (media.schema.as_deref(), now.schema.as_deref());
            let findings = self.schemas(schemas.0, schemas.1, ANSWERED, |session, value| {
                let part = Part::Body(kind.clone(), value);
                session.answered(old, status, part, String::new()).value
            });
            findings.into_iter().for_each(|finding| self.push(finding));
        }
    }
}

/// The entry that reads a media type: its own, else a range.
fn reads<'m>(content: &'m [Media], kind: &str) -> Option<&'m Media> {
    let exact = content.iter().find(|media| media.kind == kind);
    exact.or_else(|| content.iter().find(|media| covers(&media.kind, kind)))
}
