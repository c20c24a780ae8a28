//! Checking a value against a shape, and filling in what the shape says (specification 7.2, 3.19).

use std::convert::Infallible;

use super::shape::{Field, Need, Object, Shape};
use crate::js;
use crate::value::{At, Entry, Map, Node, Value};

/// The largest whole number that a double tells from its neighbours.
const MAX_COUNT: f64 = 9_007_199_254_740_991.0;

/// A place where a value has not its shape.
#[derive(Debug, Clone)]
pub(crate) struct Issue {
    /// Dotted, list positions as plain segments.
    pub(crate) path: String,
    pub(crate) message: String,
    pub(crate) at: At,
    pub(crate) advice: Option<String>,
}

/// All places where `node` has not the shape, in the order of the shape.
pub(crate) fn check(node: &Node, shape: &'static Shape) -> Vec<Issue> {
    let mut checker = Checker {
        path: Vec::new(),
        issues: Vec::new(),
    };
    checker.value(Some(node), shape, node.at);
    checker.issues
}

/// A step of a path; the path is put together only where something is wrong.
#[derive(Clone, Copy)]
pub(super) enum Step<'n> {
    Key(&'n str),
    Index(usize),
}

struct Checker<'n> {
    path: Vec<Step<'n>>,
    issues: Vec<Issue>,
}

impl<'n> Checker<'n> {
    fn report(&mut self, message: String, at: At) {
        let steps = self.path.iter().map(|step| match step {
            Step::Key(key) => (*key).to_owned(),
            Step::Index(index) => index.to_string(),
        });
        self.issues.push(Issue {
            path: steps.collect::<Vec<_>>().join("."),
            message,
            at,
            advice: None,
        });
    }

    fn wrong(&mut self, expected: &str, found: Option<&Value>, at: At) {
        let found = found.map_or("undefined", Value::kind);
        self.report(
            format!("Invalid input: expected {expected}, received {found}"),
            at,
        );
    }

    fn below(&mut self, step: Step<'n>, run: impl FnOnce(&mut Self)) {
        self.path.push(step);
        run(self);
        self.path.pop();
    }

    /// `around` is the place to show when the value is missing.
    fn value(&mut self, node: Option<&'n Node>, shape: &'static Shape, around: At) {
        let at = node.map_or(around, |node| node.at);
        let value = node.map(|node| &node.value);
        match (shape, value) {
            (Shape::Text, Some(Value::Text(_)))
            | (Shape::Bool, Some(Value::Bool(_)))
            | (Shape::AnyMap, Some(Value::Map(_))) => {}
            (Shape::Number, Some(Value::Number(number))) => {
                if !number.is_finite() {
                    let text = js::number(*number);
                    self.report(
                        format!("Invalid input: expected number, received {text}"),
                        at,
                    );
                }
            }
            (Shape::Count, Some(Value::Number(number))) => {
                if !number.is_finite() {
                    let text = js::number(*number);
                    self.report(
                        format!("Invalid input: expected number, received {text}"),
                        at,
                    );
                } else if number.fract() != 0.0 {
                    self.report(
                        "Invalid input: expected int, received number".to_owned(),
                        at,
                    );
                } else if *number < 0.0 {
                    self.report("Too small: expected number to be >=0".to_owned(), at);
                } else if *number > MAX_COUNT {
                    let message = format!("Too big: expected int to be <={MAX_COUNT}");
                    self.report(message, at);
                }
            }
            (Shape::One, Some(Value::Number(number))) if *number == 1.0 => {}
            (Shape::One, _) => self.report("Invalid input: expected 1".to_owned(), at),
            (Shape::Words(words), found) => {
                if !found
                    .and_then(Value::as_str)
                    .is_some_and(|word| words.contains(&word))
                {
                    let listed: Vec<String> = words.iter().map(|word| js::quoted(word)).collect();
                    self.report(
                        format!("Invalid option: expected one of {}", listed.join("|")),
                        at,
                    );
                    if let (Some(word), Some(issue)) =
                        (found.and_then(Value::as_str), self.issues.last_mut())
                    {
                        let near = contractual_diag::nearest(word, words.iter().copied());
                        issue.advice = near.map(|near| format!("did you mean `{near}`?"));
                    }
                }
            }
            (Shape::List(item), Some(Value::List(items))) => {
                for (index, node) in items.iter().enumerate() {
                    self.below(Step::Index(index), |this| this.value(Some(node), item, at));
                }
            }
            (Shape::Record(value), Some(Value::Map(map))) => {
                for (key, node) in map.iter() {
                    self.below(Step::Key(key), |this| this.value(Some(node), value, at));
                }
            }
            (Shape::Object(object), Some(Value::Map(map))) => self.object(map, object, at),
            (Shape::Tagged(variants), Some(Value::Map(map))) => {
                let tag = map.get("type");
                let word = tag.and_then(|node| node.value.as_str());
                match variants.iter().find(|(name, _)| Some(*name) == word) {
                    Some((_, object)) => self.object(map, object, at),
                    None => {
                        let known = variants.iter().map(|(name, _)| *name);
                        let advice = match word {
                            Some(word) => contractual_diag::nearest(word, known.clone())
                                .map(|near| format!("did you mean `{near}`?")),
                            None => None,
                        };
                        let advice = advice.unwrap_or_else(|| {
                            format!("`type` is one of {}", known.collect::<Vec<_>>().join(", "))
                        });
                        let place = tag.map_or(at, |node| node.at);
                        self.below(Step::Key("type"), |this| {
                            this.report("Invalid input".to_owned(), place)
                        });
                        if let Some(issue) = self.issues.last_mut() {
                            issue.advice = Some(advice);
                        }
                    }
                }
            }
            (shape, found) => self.wrong(shape.word(), found, at),
        }
    }

    fn object(&mut self, map: &'n Map, object: &'static Object, at: At) {
        for field in &object.fields {
            let node = map.get(&field.name);
            if node.is_none() && !matches!(field.need, Need::Required) {
                continue;
            }
            self.below(Step::Key(&field.name), |this| {
                this.value(node, &field.shape, at);
            });
            if node.is_none() {
                self.suggest(map, field, object);
            }
        }
    }

    /// A missing field next to an unknown key of nearly the same name is a typing error.
    fn suggest(&mut self, map: &Map, field: &Field, object: &Object) {
        let unknown = map
            .keys()
            .map(|key| &**key)
            .filter(|key| object.field(key).is_none());
        if let (Some(near), Some(issue)) = (
            contractual_diag::nearest(&field.name, unknown),
            self.issues.last_mut(),
        ) {
            issue.advice = Some(format!("`{near}` is unknown here: write `{}`", field.name));
        }
    }
}

/// The value as everything behind the schema layer sees it: defaults filled in, keys of known objects in schema order,
/// then unknown keys of open objects. The value must have the shape.
pub(crate) fn parse(node: &Node, shape: &Shape) -> Node {
    parsed(node, shape).unwrap_or_else(|| node.clone())
}

fn parsed(node: &Node, shape: &Shape) -> Option<Node> {
    let value = match (shape, &node.value) {
        (Shape::List(item), Value::List(items)) => {
            let mut changed: Option<Vec<Node>> = None;
            for (at, node) in items.iter().enumerate() {
                if let Some(new) = parsed(node, item) {
                    changed.get_or_insert_with(|| items.to_vec())[at] = new;
                }
            }
            Value::list(changed?)
        }
        (Shape::Record(value), Value::Map(map)) => {
            Value::map(replaced(map, |entry| parsed(&entry.node, value))?)
        }
        (Shape::Object(object), Value::Map(map)) => Value::map(parse_object(map, object, node.at)?),
        (Shape::Tagged(variants), Value::Map(map)) => {
            let word = map.get("type").and_then(|node| node.value.as_str());
            let (_, object) = variants.iter().find(|(name, _)| Some(*name) == word)?;
            Value::map(parse_object(map, object, node.at)?)
        }
        _ => return None,
    };
    Some(Node { value, at: node.at })
}

/// `None` if the map is as it would be written: most are, and are then shared instead of copied.
fn parse_object(map: &Map, object: &Object, at: At) -> Option<Map> {
    if in_order(map, object) {
        return replaced(map, |entry| {
            parsed(&entry.node, &object.field(&entry.key)?.shape)
        });
    }
    let mut result = Map::new();
    for field in &object.fields {
        match (map.entry(&field.name), &field.need) {
            (Some(entry), _) => result.insert_entry(Entry {
                key: entry.key.clone(),
                key_at: entry.key_at,
                node: parse(&entry.node, &field.shape),
            }),
            (None, Need::Default(value)) => result.insert_entry(Entry {
                key: field.name.clone(),
                key_at: at,
                node: Node {
                    value: value.clone(),
                    at,
                },
            }),
            (None, _) => {}
        }
    }
    if object.open {
        for entry in map.entries() {
            if object.field(&entry.key).is_none() {
                result.insert_entry(entry.clone());
            }
        }
    }
    Some(result)
}

fn replaced(map: &Map, mut change: impl FnMut(&Entry) -> Option<Node>) -> Option<Map> {
    let Ok(map) = map.replaced(|entry| Ok::<_, Infallible>(change(entry)));
    map
}

/// True if the keys stand in schema order, unknown ones last, with nothing to fill in and nothing to drop.
fn in_order(map: &Map, object: &Object) -> bool {
    let mut entries = map.entries().iter().peekable();
    for field in &object.fields {
        match (entries.peek(), &field.need) {
            (Some(entry), _) if *entry.key == *field.name => {
                entries.next();
            }
            (_, Need::Default(_)) => return false,
            _ => {}
        }
    }
    let mut rest = entries.peekable();
    match rest.peek() {
        None => true,
        Some(_) => object.open && rest.all(|entry| object.field(&entry.key).is_none()),
    }
}
