//! Random edits of a whole API: silent against itself, and where nothing breaks, no sampled body, answer, parameter or credential says
//! otherwise. The other side of each check is read from the documents by hand or asked of another validator.

use contractual_drift::compat::{
    Comparison, CompatVerdict, ContentModel, Day, Direction, Options, compare_openapi,
};
use contractual_model::json::parse;
use serde_json::{Map, Value, json};

use super::{Random, pool};

const PAIRS: usize = 250;
const METHODS: [&str; 4] = ["get", "post", "put", "delete"];

fn base() -> Value {
    serde_json::from_str(include_str!("../pairs/shop.json")).unwrap()
}

fn compare(old: &Value, new: &Value, direction: Direction) -> Option<Comparison> {
    let read = |document: &Value| parse(&document.to_string()).unwrap();
    let mut options = Options::new(direction);
    options.today = Day::parse("2026-11-22");
    options.content_model = ContentModel::Strict;
    options.candidates = 50;
    compare_openapi(&read(old), &read(new), &options).ok()
}

impl Random {
    /// The base with some of its schemas exchanged.
    fn api(&mut self) -> Value {
        let mut document = base();
        for name in ["Item", "NewItem", "Err"] {
            if self.below(2) == 0 {
                document["components"]["schemas"][name] = self.object(2);
            }
        }
        document
    }

    /// One part of the document exchanged, added or taken away.
    fn edit(&mut self, document: &mut Value) {
        let path = self.of(&["/items", "/items/{id}"]);
        let method = self.of(&METHODS);
        let schema = self.scalar();
        let nested = self.object(1);
        let operation = |document: &mut Value| -> Option<Map<String, Value>> {
            document["paths"][path][method].as_object().cloned()
        };
        let put = |document: &mut Value, key: &str, value: Value| {
            if let Some(mut known) = operation(document) {
                known.insert(key.to_owned(), value);
                document["paths"][path][method] = Value::Object(known);
            }
        };
        match self.below(14) {
            0 | 1 => {
                let name = self.of(&["Item", "NewItem", "Err", "Sold"]);
                let before = document["components"]["schemas"][name].clone();
                document["components"]["schemas"][name] = self.changed(&before, 2);
            }
            2 => {
                let required = self.below(2) == 0;
                put(
                    document,
                    "parameters",
                    json!([{"name": "q", "in": "query", "required": required, "schema": schema}]),
                );
            }
            3 => put(
                document,
                "parameters",
                json!([{"name": "X-H", "in": "header", "required": self.below(2) == 0, "schema": {"type": "string"}}]),
            ),
            4 => put(
                document,
                "requestBody",
                json!({"required": self.below(2) == 0, "content": {"application/json": {"schema": nested}}}),
            ),
            5 => {
                let status = self.of(&["200", "202", "4XX", "404", "default"]);
                let mut answers = operation(document)
                    .and_then(|known| known.get("responses").cloned())
                    .unwrap_or_else(|| json!({}));
                answers[status] = json!({"description": "x", "content": {"application/json": {"schema": nested}}});
                put(document, "responses", answers);
            }
            6 => {
                let mut answers = operation(document)
                    .and_then(|known| known.get("responses").cloned())
                    .unwrap_or_else(|| json!({}));
                let known: Vec<String> = answers
                    .as_object()
                    .map(|all| all.keys().cloned().collect())
                    .unwrap_or_default();
                if known.len() > 1 {
                    let gone = self.of(&known);
                    answers.as_object_mut().unwrap().remove(&gone);
                    put(document, "responses", answers);
                }
            }
            7 => put(
                document,
                "security",
                self.of(&[
                    json!([]),
                    json!([{"token": []}]),
                    json!([{"key": []}, {}]),
                    json!([{"oauth": ["read"]}]),
                    json!([{"oauth": ["read", "write"]}]),
                ]),
            ),
            8 => {
                if let Some(item) = document["paths"][path].as_object_mut() {
                    item.remove(method);
                }
            }
            9 => {
                document["paths"][path][method] =
                    json!({"responses": {"200": {"description": "x"}}})
            }
            10 => {
                document["servers"] = self.of(&[
                    json!([{"url": "/v1"}]),
                    json!([{"url": "/v1"}, {"url": "/v2"}]),
                ])
            }
            11 => put(document, "operationId", json!("other")),
            12 => put(document, "tags", json!(["x"])),
            _ => put(document, "x-note", json!(1)),
        }
    }
}

/// The schema at a place of a document, as another validator reads it.
fn validator(document: &Value, pointer: &str) -> Option<jsonschema::Validator> {
    document.pointer(pointer)?;
    let mut root = document.clone();
    let escaped = pointer
        .replace('%', "%25")
        .replace('{', "%7B")
        .replace('}', "%7D");
    root["$ref"] = json!(format!("#{escaped}"));
    jsonschema::validator_for(&root).ok()
}

/// Whether a sampled value is sent and refused.
fn refuses(sender: (&Value, &str), receiver: (&Value, &str), values: &[Value]) -> Option<String> {
    let (sent, read) = (
        validator(sender.0, sender.1)?,
        validator(receiver.0, receiver.1)?,
    );
    let found = values
        .iter()
        .find(|value| sent.is_valid(value) && !read.is_valid(value))?;
    Some(format!("{found} at {}", sender.1))
}

fn pointers(path: &str, method: &str) -> String {
    format!("/paths/{}/{method}", path.replace('/', "~1"))
}

/// What proves that requests break, read from both documents by hand.
fn request_breaks(old: &Value, new: &Value, values: &[Value]) -> Option<String> {
    for (path, item) in old["paths"].as_object().unwrap() {
        for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
            let at = pointers(path, method);
            let before = &item[*method];
            let Some(after) = new.pointer(&at) else {
                return Some(format!("{at} is gone"));
            };
            let required = |operation: &Value, name: &str| {
                let all = operation["parameters"].as_array();
                all.into_iter()
                    .flatten()
                    .any(|p| p["name"] == name && p["required"] == true)
            };
            for name in ["q", "X-H"] {
                if required(after, name) && !required(before, name) {
                    return Some(format!("{at} demands {name}"));
                }
            }
            if before.get("requestBody").is_none() && after["requestBody"]["required"] == true {
                return Some(format!("{at} demands a body"));
            }
            let open = |operation: &Value| {
                let listed = operation["security"].as_array();
                listed.is_none_or(|list| {
                    list.is_empty() || list.iter().any(|one| one.as_object().unwrap().is_empty())
                })
            };
            if open(before) && !open(after) {
                return Some(format!("{at} demands a credential"));
            }
            let body = format!("{at}/requestBody/content/application~1json/schema");
            if let Some(found) = refuses((old, &body), (new, &body), values) {
                return Some(found);
            }
        }
    }
    None
}

/// What proves that answers break.
fn response_breaks(old: &Value, new: &Value, values: &[Value]) -> Option<String> {
    for (path, item) in new["paths"].as_object().unwrap() {
        for method in METHODS.iter().filter(|method| item.get(**method).is_some()) {
            let at = pointers(path, method);
            let Some(before) = old.pointer(&at) else {
                continue;
            };
            let answers = item[*method]["responses"].as_object();
            for status in answers.into_iter().flatten().map(|(status, _)| status) {
                let body = format!("{at}/responses/{status}/content/application~1json/schema");
                if before["responses"].get(status).is_some() {
                    if let Some(found) = refuses((new, &body), (old, &body), values) {
                        return Some(found);
                    }
                } else if status.starts_with('2') && before["responses"].get("default").is_none() {
                    return Some(format!("{at} answers {status} now"));
                }
            }
        }
    }
    None
}

#[test]
fn what_is_called_compatible_has_no_message_that_breaks() {
    let values = pool();
    let mut random = Random(0x2545_F491_4F6C_DD1D);
    let (mut compatible, mut breaking) = (0, 0);
    let mut wrong = Vec::new();
    for _ in 0..PAIRS {
        let old = random.api();
        let mut new = old.clone();
        for _ in 0..=random.below(2) {
            random.edit(&mut new);
        }
        if let Some(same) = compare(&new, &new, Direction::Both)
            && !same.findings.is_empty()
        {
            wrong.push(format!("not silent against itself: {new}"));
        }
        for (direction, breaks) in [
            (Direction::Request, request_breaks(&old, &new, &values)),
            (Direction::Response, response_breaks(&old, &new, &values)),
        ] {
            let Some(found) = compare(&old, &new, direction) else {
                continue;
            };
            if found.verdict == CompatVerdict::Breaking {
                breaking += 1;
                continue;
            }
            compatible += 1;
            if let Some(breaks) = breaks {
                let verdict = found.verdict.name();
                wrong.push(format!("{verdict}, but {breaks}\n{old}\n{new}"));
            }
        }
    }
    println!("{compatible} compatible, {breaking} breaking");
    assert!(
        wrong.is_empty(),
        "{} wrong\n{}",
        wrong.len(),
        wrong.join("\n\n")
    );
    assert!(
        compatible > PAIRS / 2 && breaking > PAIRS / 5,
        "{compatible} {breaking}"
    );
}
