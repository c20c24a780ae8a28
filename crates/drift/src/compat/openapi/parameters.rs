//! Rules of section 5.10. Parameters are texts, so what counts is which texts are still read.

use std::collections::BTreeSet;

use contractual_model::json::{Json, parse};

use super::super::finding::Witness;
use super::super::notice::{self, Notice};
use super::super::options::Question;
use super::super::rules::Severity;
use super::super::sat::{Answer, Literal};
use super::super::schema::{NodeId, Shape, Side, Types};
use super::compare::{Sent, Session};
use super::message::{Part, as_text, sides, wire_key};
use super::model::{Location, Operation, Parameter};

impl Session<'_, '_> {
    pub(super) fn parameters(&mut self, old: &Operation, new: &Operation) {
        let find = |operation: &Operation, like: &Parameter| {
            operation
                .parameters
                .iter()
                .find(|p| p.location == like.location && p.key == like.key)
                .cloned()
        };
        let gone: Vec<Parameter> = old
            .parameters
            .iter()
            .filter(|p| find(new, p).is_none())
            .cloned()
            .collect();
        let come: Vec<Parameter> = new
            .parameters
            .iter()
            .filter(|p| find(old, p).is_none())
            .cloned()
            .collect();
        for before in &old.parameters {
            if let Some(after) = find(new, before) {
                self.parameter(old, new, before, &after);
            }
        }
        self.moved(old, gone, come);
    }

    fn parameter(&mut self, old: &Operation, new: &Operation, was: &Parameter, is: &Parameter) {
        let name = ("name", is.name.clone());
        let place = ("in", is.location.name().to_owned());
        if was.location == Location::Path && was.name != is.name {
            let arguments = [("old", was.name.clone()), ("new", is.name.clone())];
            self.report(
                "path-parameter-renamed",
                Question::Request,
                &is.pointer,
                &arguments,
                None,
            );
        }
        if was.required != is.required {
            let rule = if is.required {
                "parameter-became-required"
            } else {
                "parameter-became-optional"
            };
            let witness = is
                .required
                .then(|| self.refused(old, &format!("the parameter {} is missing", is.name)));
            self.report(
                rule,
                Question::Request,
                &is.pointer,
                &[name.clone(), place],
                witness,
            );
        }
        let words = format!("{} parameter {}", is.location.name(), is.name);
        let before = Notice::new(was.deprecated, was.sunset.as_ref());
        let after = Notice::new(is.deprecated, is.sunset.as_ref());
        if let Some(rule) = notice::turned(before, after) {
            let arguments = [("ptr", words.clone()), ("sunset", after.until())];
            self.report(rule, Question::Request, &is.pointer, &arguments, None);
        }
        if let Some((rule, from, to)) = notice::moved(before, after) {
            let arguments = [("op", words), ("old", from), ("new", to)];
            self.report(rule, Question::Request, &is.pointer, &arguments, None);
        }
        self.parameter_values(old, new, was, is);
    }

    /// How a parameter is written, and what it may hold.
    pub(super) fn parameter_values(
        &mut self,
        old: &Operation,
        new: &Operation,
        was: &Parameter,
        is: &Parameter,
    ) {
        let name = ("name", is.name.clone());
        let question = self.question(Question::Request);
        let (sender, _) = sides(question);
        let structured = [(Side::Old, was), (Side::New, is)]
            .iter()
            .any(|(side, parameter)| {
                let node = self.node(*side, parameter.schema.as_deref());
                self.solver
                    .graph
                    .flat(node)
                    .types
                    .has(Types::ARRAY.or(Types::OBJECT))
            });
        let written = |p: &Parameter| (p.style.clone(), structured && p.explode, p.media.clone());
        if written(was) != written(is) {
            let value = if structured {
                Json::Array(vec![Json::from("a"), Json::from("b")])
            } else {
                Json::from("a")
            };
            let (sent, key) = match sender {
                Side::Old => (old, wire_key(was)),
                Side::New => (new, wire_key(is)),
            };
            let (side, operation) = (sender, sent);
            let value = self.request(Sent { side, operation }, Part::Parameter(key, value));
            let witness = Witness {
                value,
                reason: format!("{} is read another way", is.name),
            };
            let rule = "parameter-serialization-changed";
            let (names, witness) = (std::slice::from_ref(&name), Some(witness));
            match self.flipped {
                false => self.report(rule, question, &is.pointer, names, witness),
                true => {
                    let error = Severity::Error;
                    self.report_flipped(rule, question, error, &is.pointer, names, witness);
                }
            }
        }
        let operation = if sender == Side::Old { old } else { new };
        let key = wire_key(if sender == Side::Old { was } else { is });
        if was.empty != is.empty {
            self.empty_values((was, is), (operation, sender), question);
        }
        if self.became_list(was, is, question) {
            self.report(
                "parameter-type-widened",
                Question::Request,
                &is.pointer,
                &[name],
                None,
            );
            return;
        }
        if let Some(included) = self.as_texts(was.schema.as_deref(), is.schema.as_deref(), question)
        {
            match included {
                Answer::No => {
                    let back = match question {
                        Question::Request => Question::Response,
                        Question::Response => Question::Request,
                    };
                    let same = self.as_texts(was.schema.as_deref(), is.schema.as_deref(), back);
                    if same != Some(Answer::No) {
                        self.report(
                            "parameter-type-widened",
                            Question::Request,
                            &is.pointer,
                            &[name],
                            None,
                        );
                    }
                }
                Answer::Yes(value) => {
                    let value = self.request(
                        Sent {
                            side: sender,
                            operation,
                        },
                        Part::Parameter(key, value),
                    );
                    let arguments = [(
                        "ptr",
                        format!("{} parameter {}", is.location.name(), is.name),
                    )];
                    let witness = Witness {
                        value,
                        reason: "the text is not read".to_owned(),
                    };
                    self.report(
                        "type-changed",
                        question,
                        &is.pointer,
                        &arguments,
                        Some(witness),
                    );
                }
                Answer::Unknown(why) => {
                    let arguments = [
                        (
                            "ptr",
                            format!("{} parameter {}", is.location.name(), is.name),
                        ),
                        ("reason", why.to_owned()),
                    ];
                    self.report("undecided", question, &is.pointer, &arguments, None);
                }
            }
            return;
        }
        let findings = self.schemas(
            was.schema.as_deref(),
            is.schema.as_deref(),
            question,
            |session, value| {
                session.request(
                    Sent {
                        side: sender,
                        operation,
                    },
                    Part::Parameter(key.clone(), value),
                )
            },
        );
        let widened = findings.iter().any(|f| {
            f.rule.id == "type-widened" && f.path.is_empty() && f.severity == Severity::Info
        });
        findings.into_iter().for_each(|finding| self.push(finding));
        if widened {
            self.report(
                "parameter-type-widened",
                Question::Request,
                &is.pointer,
                &[name],
                None,
            );
        }
    }

    /// A query parameter that may be sent without a value, or no longer.
    fn empty_values(
        &mut self,
        (was, is): (&Parameter, &Parameter),
        (operation, side): (&Operation, Side),
        question: Question,
    ) {
        let (sent, read) = match question {
            Question::Request => ((Side::Old, was), (Side::New, is)),
            Question::Response => ((Side::New, is), (Side::Old, was)),
        };
        let nothing = Json::from("");
        let node = self.node(read.0, read.1.schema.as_deref());
        let reads = self.solver.graph.admits(node, &nothing) == Some(true);
        let name = [("name", is.name.clone())];
        if sent.1.empty && !reads {
            let part = Part::Parameter(wire_key(sent.1), nothing);
            let witness = Witness {
                value: self.request(Sent { side, operation }, part),
                reason: format!("{} without a value is not read", is.name),
            };
            let rule = "parameter-serialization-changed";
            self.report(rule, question, &is.pointer, &name, Some(witness));
        } else if is.empty && !reads {
            let rule = "parameter-type-widened";
            self.report(rule, Question::Request, &is.pointer, &name, None);
        }
    }

    /// Whether a single text became a list that is written name by name, so that every old spelling reads as a list of one.
    fn became_list(&mut self, was: &Parameter, is: &Parameter, question: Question) -> bool {
        let form = |p: &Parameter| p.style == "form" && p.explode && p.media.is_none();
        if question != Question::Request || !form(was) || !form(is) {
            return false;
        }
        let (Some(before), Some(after)) = (was.schema.as_deref(), is.schema.as_deref()) else {
            return false;
        };
        let nodes = (
            self.node(Side::Old, Some(before)),
            self.node(Side::New, Some(after)),
        );
        let list = self.solver.graph.flat(nodes.1);
        let scalar = Types::STRING.or(Types::NUMBER).or(Types::BOOLEAN);
        let one = list.min_items <= 1 && list.max_items.is_none_or(|max| max >= 1);
        if list.types != Types::ARRAY
            || !one
            || !list.contains.is_empty()
            || !self.solver.graph.flat(nodes.0).types.within(scalar)
        {
            return false;
        }
        let Some(entries) = self.entries_of(nodes.1) else {
            return false;
        };
        let texts = (self.texts_of(nodes.0, true), self.texts_of(entries, false));
        let (Some(sent), Some(read)) = texts else {
            return false;
        };
        self.solver.refill();
        let goal = vec![
            Literal::Holds {
                schema: sent.node,
                declares: false,
            },
            Literal::Fails(read.node),
        ];
        read.exact && self.solver.solve(goal).is_no()
    }

    /// Parameters that are gone or new: moved, renamed, or really so.
    fn moved(&mut self, old: &Operation, mut gone: Vec<Parameter>, mut come: Vec<Parameter>) {
        let pairs: Vec<(Parameter, Parameter)> = gone
            .iter()
            .filter_map(|was| {
                Some((
                    was.clone(),
                    come.iter()
                        .find(|is| {
                            is.location != was.location && is.name.eq_ignore_ascii_case(&was.name)
                        })?
                        .clone(),
                ))
            })
            .collect();
        for (was, is) in pairs {
            let arguments = [
                ("name", is.name.clone()),
                ("old", was.location.name().to_owned()),
                ("new", is.location.name().to_owned()),
            ];
            // an optional parameter that moved is ignored at its old place and absent at its new one
            let corrected = (!is.required).then_some(Severity::Info);
            let witness = self.refused(
                old,
                &format!(
                    "the {} parameter {} is missing",
                    is.location.name(),
                    is.name
                ),
            );
            self.report_as(
                "parameter-location-changed",
                Question::Request,
                &is.pointer,
                &arguments,
                Some(witness),
                corrected,
            );
            gone.retain(|p| (p.location, &p.name) != (was.location, &was.name));
            come.retain(|p| (p.location, &p.name) != (is.location, &is.name));
        }
        for (was, is) in self.renamed(&gone, &come) {
            gone.retain(|p| (p.location, &p.name) != (was.location, &was.name));
            come.retain(|p| (p.location, &p.name) != (is.location, &is.name));
            let arguments = [("old", was.name.clone()), ("new", is.name.clone())];
            let witness = self.refused(old, &format!("the parameter {} is missing", is.name));
            self.report(
                "parameter-renamed",
                Question::Request,
                &is.pointer,
                &arguments,
                Some(witness),
            );
        }
        for was in gone {
            self.report(
                "parameter-removed",
                Question::Request,
                &old.pointer,
                &[("name", was.name.clone())],
                None,
            );
        }
        for is in come {
            let rule = if is.required {
                "parameter-added-required"
            } else {
                "parameter-added-optional"
            };
            let witness = is
                .required
                .then(|| self.refused(old, &format!("the parameter {} is missing", is.name)));
            let arguments = [
                ("name", is.name.clone()),
                ("in", is.location.name().to_owned()),
            ];
            self.report(rule, Question::Request, &is.pointer, &arguments, witness);
        }
    }

    /// Parameters gone and required ones that are new, with the same schema at the same place and no other candidate.
    fn renamed(&mut self, gone: &[Parameter], come: &[Parameter]) -> Vec<(Parameter, Parameter)> {
        let mut pairs: Vec<(usize, usize)> = Vec::new();
        for (at, was) in gone.iter().enumerate() {
            for (to, is) in come.iter().enumerate() {
                if was.location == is.location && self.same_schema(was, is) {
                    pairs.push((at, to));
                }
            }
        }
        let single = |(at, to): &&(usize, usize)| {
            let from = pairs.iter().filter(|(other, _)| other == at).count();
            let into = pairs.iter().filter(|(_, other)| other == to).count();
            (from, into) == (1, 1) && come[*to].required
        };
        pairs
            .iter()
            .filter(single)
            .map(|(at, to)| (gone[*at].clone(), come[*to].clone()))
            .collect()
    }

    fn same_schema(&mut self, was: &Parameter, is: &Parameter) -> bool {
        let a = self.node(Side::Old, was.schema.as_deref());
        let b = self.node(Side::New, is.schema.as_deref());
        self.solver.graph.same(a, b)
    }

    /// Where a text took the place of another scalar, or the reverse: whether every text of the sender is read. `None` where
    /// the kinds are alike, so that the schemas can be compared as they are.
    pub(super) fn as_texts(
        &mut self,
        old: Option<&str>,
        new: Option<&str>,
        question: Question,
    ) -> Option<Answer> {
        let (old, new) = (Some(old?), Some(new?));
        let nodes = (self.node(Side::Old, old), self.node(Side::New, new));
        let kinds = (
            self.solver.graph.flat(nodes.0).types,
            self.solver.graph.flat(nodes.1).types,
        );
        let lists = kinds.0 == Types::ARRAY && kinds.1 == Types::ARRAY;
        let inner = match lists {
            true => (self.entries_of(nodes.0)?, self.entries_of(nodes.1)?),
            false => nodes,
        };
        let kinds = (
            self.solver.graph.flat(inner.0).types,
            self.solver.graph.flat(inner.1).types,
        );
        let scalar = Types::STRING.or(Types::NUMBER).or(Types::BOOLEAN);
        let apart = kinds.0.has(Types::STRING) != kinds.1.has(Types::STRING);
        if !apart || !kinds.0.within(scalar) || !kinds.1.within(scalar) {
            return None;
        }
        let (sender, receiver) = match question {
            Question::Request => nodes,
            Question::Response => (nodes.1, nodes.0),
        };
        let sent = self.texts_of(sender, true)?;
        let read = self.texts_of(receiver, false)?;
        self.solver.refill();
        let answer = self.solver.solve(vec![
            Literal::Holds {
                schema: sent.node,
                declares: false,
            },
            Literal::Fails(read.node),
        ]);
        Some(match answer {
            // `sent` has every text of the sender and perhaps more, `read` every text that the receiver reads and perhaps more
            Answer::No if read.exact => Answer::No,
            Answer::No => Answer::Unknown("texts of a bounded number"),
            Answer::Yes(text) if sent.exact || self.is_written(sender, &text) => Answer::Yes(text),
            Answer::Yes(_) => Answer::Unknown("texts of a bounded number"),
            Answer::Unknown(why) => Answer::Unknown(why),
        })
    }

    /// The schema of the entries of a list, where all have the same.
    fn entries_of(&mut self, list: NodeId) -> Option<NodeId> {
        let flat = self.solver.graph.flat(list);
        flat.items
            .filter(|_| flat.prefix.is_empty() && flat.is_plain())
    }

    /// Whether some value of a scalar, or a list of them, is written as this text, or these.
    fn is_written(&mut self, scalar: NodeId, text: &Json) -> bool {
        let value = |text: &Json| text.as_str().and_then(|text| parse(text).ok());
        let value = match text {
            Json::Array(texts) => texts
                .iter()
                .map(value)
                .collect::<Option<_>>()
                .map(Json::Array),
            text => value(text),
        };
        value.is_some_and(|value| self.solver.graph.admits(scalar, &value) == Some(true))
    }

    /// The texts that a scalar is written as, or read from: exactly those, or those and more.
    fn texts_of(&mut self, id: NodeId, sent: bool) -> Option<Texts> {
        let flat = self.solver.graph.flat(id);
        if flat.types == Types::ARRAY {
            let entries = self.entries_of(id)?;
            let texts = self.texts_of(entries, sent)?;
            let key = format!("list of texts {id:?} {:?}", texts.node);
            let node = self.solver.graph.make(&key, || Shape {
                items: Some(texts.node),
                pointer: "".into(),
                ..(*flat).clone()
            });
            return Some(Texts { node, ..texts });
        }
        if flat.types.within(Types::STRING) {
            return Some(Texts {
                node: id,
                exact: true,
            });
        }
        let values = match &flat.values {
            Some(values) => Some(values.clone()),
            None if sent => self.few(id, &flat),
            None => None,
        };
        if let Some(values) = values {
            let texts: Vec<Json> = values
                .iter()
                .map(|value| Json::from(as_text(value)))
                .collect();
            let key = format!("texts of {id:?}");
            let node = self.solver.graph.make(&key, || Shape {
                types: Types::STRING,
                values: Some(texts),
                ..Shape::anything("")
            });
            return Some(Texts { node, exact: true });
        }
        let exact = Shape {
            types: Types::ALL,
            ..(*flat).clone()
        }
        .is_anything();
        let pattern = match flat.types {
            Types::BOOLEAN => "^(true|false)$",
            Types::INTEGER if sent => match flat.minimum.map(|bound| bound.value.floor().scaled(0))
            {
                Some(Some(low)) if low > 0 => "^[1-9][0-9]*$",
                Some(Some(0)) => "^(0|[1-9][0-9]*)$",
                _ => "^(0|-?[1-9][0-9]*)$",
            },
            Types::INTEGER => "^-?[0-9]+$",
            Types::NUMBER => r"^-?[0-9]+(\.[0-9]+)?([eE][+-]?[0-9]+)?$",
            _ => return None,
        };
        let key = format!("written {pattern}");
        let node = self.solver.graph.make(&key, || Shape {
            types: Types::STRING,
            patterns: BTreeSet::from([pattern.to_owned()]),
            ..Shape::anything("")
        });
        Some(Texts { node, exact })
    }

    /// The values of an integer of a small range.
    fn few(&mut self, id: NodeId, flat: &Shape) -> Option<Vec<Json>> {
        const MANY: i128 = 1_000;
        let (Some(low), Some(high)) = (flat.minimum, flat.maximum) else {
            return None;
        };
        let (low, high) = (low.value.floor().scaled(0)?, high.value.floor().scaled(0)?);
        let many = high.checked_sub(low).is_none_or(|count| count > MANY);
        if flat.types != Types::INTEGER || many {
            return None;
        }
        let values = (low..=high).filter_map(|value| parse(&value.to_string()).ok());
        let mut few = Vec::new();
        for value in values {
            match self.solver.graph.admits(id, &value) {
                Some(true) => few.push(value),
                Some(false) => {}
                None => return None,
            }
        }
        Some(few)
    }
}

/// A schema of texts, and whether it has no text too many.
struct Texts {
    node: NodeId,
    exact: bool,
}
