//! Rules of section 5.8, the fallbacks of 5.6 and the discriminators of 5.7: what stands beside the assertions.

use contractual_model::json::Json;

use super::super::compare::compare_schemas;
use super::super::notice::{self, Notice};
use super::super::options::{Day, Direction, Options};
use super::super::schema::{Annotations, NodeId, Side};
use super::{Dispatch, Told, View, Walker, short};

/// Where an OpenAPI document has its schemas.
const COMPONENTS: &str = "/components/schemas/";

/// References from one to the next that are followed to a component.
const MAX_REFERENCES: usize = 16;

/// A component's name as the emitter of Python classes writes it.
fn class_name(component: &str) -> String {
    let legal = |c: char| c.is_ascii_alphanumeric() || c == '_';
    let name: String = component
        .chars()
        .map(|c| if legal(c) { c } else { '_' })
        .collect();
    match name.starts_with(|c: char| c.is_ascii_digit()) {
        true => format!("_{name}"),
        false => name,
    }
}

impl Walker<'_, '_> {
    /// Whether the emitted Python class of this place has another name. Classes are named after the components of an OpenAPI document;
    /// attributes after the members, whose other names are changes of the message.
    fn class(&mut self, nodes: (NodeId, NodeId)) {
        let (Some((_, was)), Some((at, is))) = (self.component(nodes.0), self.component(nodes.1))
        else {
            return;
        };
        let (old, new) = (class_name(&was), class_name(&is));
        let kept = format!("{COMPONENTS}{was}");
        if old == new || self.solver.graph.place(Side::New, &kept).is_some() {
            return;
        }
        let told = Told::change(old, new).at(at);
        let known = self.changes.iter().any(|change| {
            change.rule == "python-name-changed"
                && (&change.old, &change.new) == (&told.old, &told.new)
        });
        if !known {
            let always = Told {
                always: true,
                ..told
            };
            self.propose("python-name-changed", nodes, nodes, always);
        }
    }

    /// The component that a place refers to or is: its pointer and name.
    fn component(&self, id: NodeId) -> Option<(String, String)> {
        let mut written = self.solver.graph.written(id);
        for _ in 0..MAX_REFERENCES {
            let name = written.pointer.strip_prefix(COMPONENTS);
            if let Some(name) = name.filter(|name| !name.contains('/')) {
                return Some((written.pointer.to_string(), name.to_owned()));
            }
            written = self.solver.graph.written(written.only_refers()?);
        }
        None
    }

    pub(super) fn notes(&mut self, old: NodeId, new: NodeId, a: &View, b: &View) {
        let (was, is) = (a.shape.notes.clone(), b.shape.notes.clone());
        let nodes = (old, new);
        let always = |told: Told| Told {
            always: true,
            ..told
        };
        self.class(nodes);
        self.notes_of_values(nodes);
        if was.title != is.title {
            let word =
                |title: &Option<String>| title.clone().unwrap_or_else(|| "no title".to_owned());
            self.propose(
                "title-changed",
                nodes,
                nodes,
                always(Told::change(word(&was.title), word(&is.title))),
            );
        }
        match (&was.default, &is.default) {
            (None, Some(new)) => self.propose(
                "default-added",
                nodes,
                nodes,
                always(Told::change("none", short(new))),
            ),
            (Some(old), None) => self.propose(
                "default-removed",
                nodes,
                nodes,
                always(Told::change(short(old), "none")),
            ),
            (Some(old), Some(new)) if old != new => {
                self.propose(
                    "default-changed",
                    nodes,
                    nodes,
                    always(Told::change(short(old), short(new))),
                );
            }
            _ => {}
        }
        let pointer = self.solver.graph.written(new).pointer.to_string();
        self.notice((&was, &is), nodes, &pointer);
        if was.read_only != is.read_only {
            let word = |set: bool| {
                if set {
                    "read-only now"
                } else {
                    "no longer read-only"
                }
            };
            self.propose(
                "read-only-changed",
                nodes,
                nodes,
                always(Told::change(was.read_only, word(is.read_only))),
            );
        }
        if was.write_only != is.write_only {
            let word = |set: bool| {
                if set {
                    "write-only now"
                } else {
                    "no longer write-only"
                }
            };
            self.propose(
                "write-only-changed",
                nodes,
                nodes,
                always(Told::change(was.write_only, word(is.write_only))),
            );
        }
        if !same_content(&was.content, &is.content) {
            let word = |content: &[(String, Json)]| {
                content
                    .iter()
                    .map(|(_, value)| short(value))
                    .collect::<Vec<_>>()
                    .join(" ")
            };
            self.propose(
                "content-encoding-changed",
                nodes,
                nodes,
                always(Told::change(word(&was.content), word(&is.content))),
            );
        }
        if self.path.is_empty()
            && let (Some(before), after) = (&was.id, &is.id)
            && Some(before) != after.as_ref()
        {
            let rose = after
                .as_ref()
                .is_some_and(|after| major_of(after) > major_of(before));
            if !rose {
                let now = after.clone().unwrap_or_else(|| "nothing".to_owned());
                self.propose(
                    "id-changed",
                    nodes,
                    nodes,
                    always(Told::change(before, now)),
                );
            }
        }
        self.discriminators(nodes, a, b);
        if let (Some(was), Some(is)) = (&a.open_enum, &b.open_enum) {
            let (was, is) = (was.clone(), is.clone());
            self.open_values(old, new, &was, &is);
        }
    }

    /// The values that are alternatives of their own, each with the schema that says it.
    pub(super) fn value_notes(&mut self, id: NodeId) -> Vec<(Json, NodeId)> {
        let mut out = Vec::new();
        let mut open = vec![id];
        for _ in 0..MAX_REFERENCES {
            let Some(id) = open.pop() else { break };
            let written = self.solver.graph.written(id);
            open.extend(written.only_refers());
            let branches: Vec<NodeId> = written
                .unions
                .iter()
                .flat_map(|union| union.branches.iter().copied())
                .collect();
            for branch in branches {
                let flat = self.solver.graph.flat(branch);
                if let Some([value]) = flat.values.as_deref() {
                    out.push((value.clone(), branch));
                }
            }
        }
        out
    }

    /// Notices on single values of an enum that is written as alternatives. Where the alternatives are compared one by one anyway, their
    /// notices are too.
    fn notes_of_values(&mut self, nodes: (NodeId, NodeId)) {
        let folded = |walker: &mut Self, id: NodeId| walker.solver.graph.flat(id).values.is_some();
        if !folded(self, nodes.0) || !folded(self, nodes.1) {
            return;
        }
        let (was, is) = (self.value_notes(nodes.0), self.value_notes(nodes.1));
        for (value, after) in &is {
            let before = was.iter().find(|(known, _)| known == value);
            let Some((_, before)) = before else { continue };
            let (old, new) = (
                self.solver.graph.flat(*before).notes.clone(),
                self.solver.graph.flat(*after).notes.clone(),
            );
            let pointer = self.solver.graph.written(*after).pointer.to_string();
            let pair = (*before, *after);
            self.notice((&old, &new), pair, &pointer);
        }
    }

    /// Rules about deprecation and sunset of one place.
    fn notice(
        &mut self,
        (was, is): (&Annotations, &Annotations),
        nodes: (NodeId, NodeId),
        pointer: &str,
    ) {
        let always = |told: Told| Told {
            always: true,
            ..told.at(pointer)
        };
        let (was, is) = (
            Notice::new(was.deprecated, was.sunset.as_ref()),
            Notice::new(is.deprecated, is.sunset.as_ref()),
        );
        if let Some(rule) = notice::turned(was, is) {
            let told = always(Told::default().with("sunset", is.until()));
            self.propose(rule, nodes, nodes, told);
        }
        if let Some((rule, from, to)) = notice::moved(was, is) {
            let told = always(Told::change(from, to).with("op", pointer));
            self.propose(rule, nodes, nodes, told);
        }
    }

    fn discriminators(&mut self, nodes: (NodeId, NodeId), a: &View, b: &View) {
        let always = |told: Told| Told {
            always: true,
            ..told
        };
        match (&a.shape.notes.discriminator, &b.shape.notes.discriminator) {
            (None, Some((name, _))) => {
                self.propose(
                    "discriminator-added",
                    nodes,
                    nodes,
                    always(Told::default().with("name", name)),
                );
            }
            (Some((name, _)), None) => {
                self.propose(
                    "discriminator-removed",
                    nodes,
                    nodes,
                    always(Told::default().with("name", name)),
                );
            }
            (Some((property, was)), Some((name, is))) => {
                for (tag, before) in was {
                    let Some(after) = is.get(tag) else { continue };
                    let moved = before != after
                        && !self.same_places(before, after)
                        && self.elsewhere(was, before, is, after);
                    if moved {
                        let mut told =
                            always(Told::change(last(before), last(after)).with("value", tag));
                        let graph = &self.solver.graph;
                        let targets = (
                            graph.place(Side::Old, before),
                            graph.place(Side::New, after),
                        );
                        if let ((Some(old), Some(new)), true) = (targets, property == name) {
                            told.dispatch = Some(Dispatch {
                                property: property.clone(),
                                tag: tag.clone(),
                                old,
                                new,
                            });
                        }
                        self.propose("discriminator-mapping-changed", nodes, nodes, told);
                    }
                }
            }
            (None, None) => {}
        }
    }

    fn same_places(&self, before: &str, after: &str) -> bool {
        self.solver.graph.same_places(before, after)
    }

    /// A component that was renamed is no move: the old target is still meant if nothing else points to it and the new
    /// target did not exist.
    fn elsewhere(
        &self,
        was: &std::collections::BTreeMap<String, String>,
        before: &str,
        is: &std::collections::BTreeMap<String, String>,
        after: &str,
    ) -> bool {
        was.values().any(|target| target == after) || is.values().any(|target| target == before)
    }

    pub(super) fn sunset_passed(&self, sunset: Option<&str>) -> bool {
        match (sunset.and_then(Day::parse), self.today) {
            (Some(day), Some(today)) => today >= day,
            _ => false,
        }
    }
}

fn last(pointer: &str) -> &str {
    pointer.rsplit('/').next().unwrap_or(pointer)
}

/// Whether texts hold the same kind of content: keyword by keyword, schemas by what they say.
fn same_content(was: &[(String, Json)], is: &[(String, Json)]) -> bool {
    let same = |(name, before): &(String, Json)| {
        let after = is.iter().find(|(other, _)| other == name);
        after.is_some_and(|(_, after)| {
            before == after || (name == "contentSchema" && same_schemas(before, after))
        })
    };
    was.len() == is.len() && was.iter().all(same)
}

/// Whether no rule finds a difference in either direction.
fn same_schemas(was: &Json, is: &Json) -> bool {
    compare_schemas(was, is, &Options::new(Direction::Both))
        .is_ok_and(|found| found.findings.is_empty())
}

/// The greatest number of a major version that stands in an identifier without a `v`: greater ones are years and codes.
const MAX_MAJOR: u64 = 999;

/// The major version that an identifier names: the last `v` followed by digits, else the last part that is a version such as `2` or `2.0.1`.
fn major_of(id: &str) -> Option<u64> {
    let marked = id
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter_map(|part| part.strip_prefix(['v', 'V']))
        .filter_map(|digits| digits.parse().ok())
        .next_back();
    let plain = || {
        id.split(['/', ':', '#', '?', '@'])
            .map(|part| part.strip_suffix(".json").unwrap_or(part))
            .filter(|part| part.split('.').all(|number| number.parse::<u64>().is_ok()))
            .filter_map(|part| part.split('.').next()?.parse().ok())
            .rfind(|major| *major <= MAX_MAJOR)
    };
    marked.or_else(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn majors_of_identifiers() {
        assert_eq!(major_of("urn:acme:order:v2"), Some(2));
        assert_eq!(major_of("https://a.test/v1/order-v3.json"), Some(3));
        assert_eq!(major_of("urn:order"), None);
        assert_eq!(major_of("https://a.test/order/2.0.1"), Some(2));
        assert_eq!(major_of("https://a.test/2026/order"), None);
    }
}
