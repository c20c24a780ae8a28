//! What a validator finds, as leaf violations with their places (section 11.4).

use contractual_diag::{counted, nearest};
use jsonschema::ValidationError;
use jsonschema::error::{TypeKind, ValidationErrorKind as K};
use serde_json::Value;

use super::Schema;
use crate::clean::cut;
use crate::jsontext::{Doc, Kind, Node, first_repeat};

/// One violation of a schema.
#[derive(Debug, Clone)]
pub(crate) struct Issue {
    /// Pointer of the value that fails.
    pub(crate) pointer: String,
    /// Where that value begins in the checked text, in bytes.
    pub(crate) offset: usize,
    pub(crate) keyword: String,
    /// The keyword's place in its schema document.
    pub(crate) schema_pointer: String,
    /// That document, if it is not the schema file itself.
    pub(crate) schema_file: Option<String>,
    pub(crate) message: String,
    pub(crate) expected: String,
    pub(crate) actual: String,
    pub(crate) missing: Vec<String>,
    pub(crate) extra: Vec<String>,
    /// The branch of `anyOf` or `oneOf` that got furthest.
    pub(crate) branch: Option<usize>,
    pub(crate) hint: Option<String>,
}

/// More than this many issues are counted, not listed.
pub(crate) const MAX_ISSUES: usize = 50;
/// More than this many are not even counted.
const MAX_COUNTED: usize = 10_000;

/// Keywords by which a path through a schema is read.
const KEYWORDS: &[&str] = &[
    "type",
    "enum",
    "const",
    "multipleOf",
    "maximum",
    "exclusiveMaximum",
    "minimum",
    "exclusiveMinimum",
    "maxLength",
    "minLength",
    "pattern",
    "items",
    "prefixItems",
    "additionalItems",
    "unevaluatedItems",
    "maxItems",
    "minItems",
    "uniqueItems",
    "contains",
    "maxContains",
    "minContains",
    "maxProperties",
    "minProperties",
    "required",
    "properties",
    "patternProperties",
    "additionalProperties",
    "unevaluatedProperties",
    "propertyNames",
    "dependentRequired",
    "dependentSchemas",
    "dependencies",
    "allOf",
    "anyOf",
    "oneOf",
    "not",
    "if",
    "then",
    "else",
    "format",
    "contentEncoding",
    "contentMediaType",
    "$ref",
    "$dynamicRef",
    "$recursiveRef",
];

impl Schema {
    /// Checks a document: the first issues in document order, and how many there are in all.
    pub(crate) fn check(&self, doc: &Doc) -> (Vec<Issue>, usize) {
        if self.validator.is_valid(doc.root()) {
            return (Vec::new(), 0);
        }
        let mut issues = Vec::new();
        for error in self.validator.iter_errors(doc.root()) {
            self.leaves(&error, doc, None, &mut issues);
            if issues.len() > MAX_COUNTED {
                break;
            }
        }
        issues.sort_by(|a, b| {
            (a.offset, &a.pointer, &a.schema_pointer, &a.message).cmp(&(
                b.offset,
                &b.pointer,
                &b.schema_pointer,
                &b.message,
            ))
        });
        issues.dedup_by(|a, b| {
            (&a.pointer, &a.schema_pointer, &a.schema_file, &a.message)
                == (&b.pointer, &b.schema_pointer, &b.schema_file, &b.message)
        });
        let total = issues.len();
        issues.truncate(MAX_ISSUES);
        (issues, total)
    }

    fn leaves(
        &self,
        error: &ValidationError<'_>,
        doc: &Doc,
        branch: Option<usize>,
        out: &mut Vec<Issue>,
    ) {
        match error.kind() {
            K::AnyOf { context } | K::OneOfNotValid { context } if !context.is_empty() => {
                let at = error.instance_path().as_str();
                if let Some(best) = self.furthest(context, doc, at, error.schema_path().as_str()) {
                    let before = out.len();
                    for inner in &context[best] {
                        self.leaves(inner, doc, Some(branch.unwrap_or(best)), out);
                    }
                    if out.len() > before {
                        return;
                    }
                }
                out.push(self.issue(error, doc, branch));
            }
            K::Required { property } => {
                let name = property.as_str().unwrap_or_default().to_owned();
                let mut issue = self.issue(error, doc, branch);
                if let Some(node) = doc.at(&issue.pointer) {
                    let names: Vec<String> = node
                        .members()
                        .map(|(key, _)| key.text().into_owned())
                        .collect();
                    issue.hint = nearest(&name, names.iter().map(String::as_str))
                        .map(|near| format!("`{near}` is there: did you mean `{name}`?"))
                        .or(issue.hint);
                }
                issue.missing = vec![name];
                out.push(issue);
            }
            K::AdditionalItems { limit } => {
                let parent = self.issue(error, doc, branch);
                let items = doc
                    .at(&parent.pointer)
                    .into_iter()
                    .flat_map(Node::items)
                    .enumerate()
                    .skip(*limit);
                let before = out.len();
                for (index, item) in items.take(MAX_ISSUES + 1) {
                    let mut issue = parent.clone();
                    issue.pointer = format!("{}/{index}", parent.pointer);
                    issue.offset = item.start();
                    issue.actual = item.shown();
                    issue.expected = format!("at most {}", counted(limit, "item"));
                    issue.message = format!(
                        "{} is one item too many: at most {limit} are allowed",
                        place(&issue.pointer)
                    );
                    out.push(issue);
                }
                if out.len() == before {
                    out.push(parent);
                }
            }
            _ => out.push(self.issue(error, doc, branch)),
        }
    }

    /// The branch with the fewest remaining errors; a branch that the value's type rules out at once got nowhere. Ties go to the
    /// branch whose discriminator matches, then to the first.
    fn furthest(
        &self,
        context: &[Vec<ValidationError<'static>>],
        doc: &Doc,
        at: &str,
        schema_path: &str,
    ) -> Option<usize> {
        let score = |index: usize, errors: &Vec<ValidationError<'static>>| {
            let mut leaves = Vec::new();
            for error in errors {
                self.leaves(error, doc, None, &mut leaves);
            }
            let nowhere = errors.iter().any(|error| {
                error.instance_path().as_str() == at && matches!(error.kind(), K::Type { .. })
            });
            let tags = self.discriminators(&format!("{schema_path}/{index}"), doc, at);
            let wrong_tag = leaves.iter().any(|leaf| {
                matches!(leaf.keyword.as_str(), "const" | "enum")
                    && leaf
                        .pointer
                        .rsplit_once('/')
                        .is_some_and(|(parent, _)| parent == at)
            });
            (nowhere, leaves.len(), wrong_tag || !tags, index)
        };
        context
            .iter()
            .enumerate()
            .filter(|(_, errors)| !errors.is_empty())
            .map(|(index, errors)| score(index, errors))
            .min()
            .map(|(_, _, _, index)| index)
    }

    /// True if a branch names a `const` or `enum` for a member, and the value has it.
    fn discriminators(&self, branch: &str, doc: &Doc, at: &str) -> bool {
        let Some(mut schema) = self.value.pointer(branch) else {
            return false;
        };
        for _ in 0..8 {
            let Some(reference) = schema.get("$ref").and_then(Value::as_str) else {
                break;
            };
            let Some(target) = reference
                .strip_prefix('#')
                .and_then(|pointer| self.value.pointer(pointer))
            else {
                break;
            };
            schema = target;
        }
        let Some(node) = doc.at(at) else { return false };
        let properties = schema.get("properties").and_then(Value::as_object);
        properties.into_iter().flatten().any(|(name, rule)| {
            let Some(member) = node.get(name) else {
                return false;
            };
            rule.get("const").is_some_and(|value| member.equals(value))
                || rule
                    .get("enum")
                    .and_then(Value::as_array)
                    .is_some_and(|values| values.iter().any(|value| member.equals(value)))
        })
    }

    fn issue(&self, error: &ValidationError<'_>, doc: &Doc, branch: Option<usize>) -> Issue {
        let pointer = error.instance_path().as_str().to_owned();
        let node = doc.at(&pointer);
        let keyword = keyword(error);
        let expected = expected(error);
        let schema_pointer = error.schema_path().as_str().to_owned();
        // What fails below `propertyNames` is a name, not the value at the pointer.
        let of_name = schema_pointer
            .split('/')
            .any(|part| part == "propertyNames");
        let actual = match (of_name, node) {
            (true, _) => format!("string {}", cut(&error.instance().to_string(), 200)),
            (false, node) => node.map_or_else(String::new, Node::shown),
        };
        let schema_file = self.file_of(error);
        let mut issue = Issue {
            message: String::new(),
            offset: node.map_or(0, Node::start),
            hint: None,
            missing: Vec::new(),
            extra: Vec::new(),
            branch,
            pointer,
            keyword,
            schema_pointer,
            schema_file,
            expected,
            actual,
        };
        self.describe(error, node, &mut issue);
        issue
    }

    /// Message, hint and names of an issue.
    fn describe(&self, error: &ValidationError<'_>, node: Option<Node<'_>>, issue: &mut Issue) {
        let mut place = place(&issue.pointer);
        if issue
            .schema_pointer
            .split('/')
            .any(|part| part == "propertyNames")
        {
            place = format!("a member name of {place}");
        }
        let found = issue.actual.clone();
        issue.message = match error.kind() {
            K::Type { .. } => format!("{place} must be {}, found {}", issue.expected, the(&found)),
            K::Required { property } => format!(
                "{place} lacks the member `{}`",
                property.as_str().unwrap_or_default()
            ),
            K::AdditionalProperties { unexpected } | K::UnevaluatedProperties { unexpected } => {
                issue.extra = unexpected.clone();
                let known = self.known_members(&issue.schema_pointer);
                issue.hint = unexpected.iter().find_map(|name| {
                    nearest(name, known.iter().map(String::as_str))
                        .map(|near| format!("`{name}`: did you mean `{near}`?"))
                });
                if !known.is_empty() {
                    issue.expected = format!("no members but {}", names(&known));
                }
                issue.actual = names(unexpected);
                let word = if unexpected.len() == 1 {
                    "a member that is"
                } else {
                    "members that are"
                };
                format!("{place} has {word} not allowed: {}", names(unexpected))
            }
            K::UniqueItems => match node.and_then(first_repeat) {
                Some((first, second)) => format!(
                    "{place} must have different items, but items {first} and {second} are equal"
                ),
                None => format!("{place} must have different items"),
            },
            K::OneOfMultipleValid { .. } => {
                format!("{place} must fit exactly one branch of `oneOf`, but fits several")
            }
            K::BacktrackLimitExceeded { .. } | K::RegexEngineFailure { .. } => {
                format!(
                    "{place} could not be decided: the pattern takes too many steps on this text"
                )
            }
            K::PropertyNames { error } => {
                format!(
                    "{place} has a member name that is not allowed: {}",
                    cut(&error.instance().to_string(), 200)
                )
            }
            K::FalseSchema => format!("{place} must not be there"),
            _ => format!("{place} must be {}, found {}", issue.expected, the(&found)),
        };
        if let (K::Type { .. }, Some(node)) = (error.kind(), node) {
            issue.hint = type_hint(&issue.expected, node);
        }
        if let (K::Constant { .. } | K::Enum { .. }, Some(node)) = (error.kind(), node)
            && node.kind() == Kind::String
        {
            let options = match error.kind() {
                K::Enum { options } => options.as_array().cloned().unwrap_or_default(),
                K::Constant { expected_value } => vec![expected_value.as_ref().clone()],
                _ => Vec::new(),
            };
            let text = node.text();
            issue.hint = nearest(&text, options.iter().filter_map(Value::as_str))
                .map(|near| format!("did you mean \"{near}\"?"));
        }
    }

    /// The members that the object schema around a keyword names.
    fn known_members(&self, schema_pointer: &str) -> Vec<String> {
        let around = schema_pointer
            .rsplit_once('/')
            .map_or("", |(around, _)| around);
        let properties = self
            .value
            .pointer(around)
            .and_then(|schema| schema.get("properties"))
            .and_then(Value::as_object);
        properties
            .map(|members| members.keys().cloned().collect())
            .unwrap_or_default()
    }

    /// The document in which the keyword stands, if it is another file than the schema itself.
    fn file_of(&self, error: &ValidationError<'_>) -> Option<String> {
        let uri = error
            .absolute_keyword_location()?
            .as_str()
            .split('#')
            .next()?;
        let path = crate::paths::percent_decode(uri.strip_prefix("file://")?);
        let below = std::path::Path::new(&path)
            .strip_prefix(&self.project)
            .ok()?
            .to_string_lossy()
            .into_owned();
        (Some(&below) != self.file.as_ref() && below != "inline.schema.json").then_some(below)
    }
}

/// `/a/b`, or `the document`.
pub(crate) fn place(pointer: &str) -> String {
    if pointer.is_empty() {
        "the document".into()
    } else {
        pointer.to_owned()
    }
}

fn the(found: &str) -> String {
    for kind in ["string ", "number ", "boolean "] {
        if found.starts_with(kind) {
            return format!("the {found}");
        }
    }
    match found {
        "null" => "null".into(),
        other if other.starts_with(['a', 'o']) => format!("an {other}"),
        other => other.to_owned(),
    }
}

fn names(names: &[String]) -> String {
    names
        .iter()
        .map(|name| format!("`{}`", cut(name, 100)))
        .collect::<Vec<_>>()
        .join(", ")
}

fn type_hint(expected: &str, node: Node<'_>) -> Option<String> {
    let text = node.text();
    match node.kind() {
        Kind::String if expected.contains("number") && text.trim().parse::<f64>().is_ok() => {
            Some("write the number without quotes".into())
        }
        Kind::String if expected.contains("integer") && text.trim().parse::<i128>().is_ok() => {
            Some("write the integer without quotes".into())
        }
        Kind::String if expected.contains("boolean") && (text == "true" || text == "false") => {
            Some("write true or false without quotes".into())
        }
        Kind::Number | Kind::True | Kind::False if expected.contains("string") => {
            Some("put the value in double quotes".into())
        }
        _ => None,
    }
}

/// The keyword that failed.
fn keyword(error: &ValidationError<'_>) -> String {
    let path = error.schema_path().as_str();
    let own = error.kind().keyword();
    if path.rsplit('/').next() == Some(own) {
        return own.to_owned();
    }
    if let K::Custom { keyword, .. } = error.kind() {
        return keyword.clone();
    }
    let mut parts: Vec<&str> = path.split('/').skip(1).collect();
    if matches!(error.kind(), K::FalseSchema) {
        // `properties/name` is `false`: the keyword is `properties`.
        while let Some(part) = parts.pop() {
            let named = parts.last().is_some_and(|parent| {
                matches!(
                    *parent,
                    "properties"
                        | "patternProperties"
                        | "dependentSchemas"
                        | "$defs"
                        | "definitions"
                )
            });
            if !named && KEYWORDS.contains(&part) {
                return part.to_owned();
            }
        }
        return "false".to_owned();
    }
    parts
        .iter()
        .rev()
        .find(|part| KEYWORDS.contains(part))
        .map_or_else(|| own.to_owned(), |part| (*part).to_owned())
}

/// What the schema wanted, as a phrase that fits behind "must be".
fn expected(error: &ValidationError<'_>) -> String {
    let json = |value: &Value| cut(&value.to_string(), 200);
    match error.kind() {
        K::Type { kind } => match kind {
            TypeKind::Single(kind) => with_article(&kind.to_string()),
            TypeKind::Multiple(kinds) => kinds
                .iter()
                .map(|kind| with_article(&kind.to_string()))
                .collect::<Vec<_>>()
                .join(" or "),
        },
        K::Constant { expected_value } => json(expected_value),
        K::Enum { options } => {
            let options = options.as_array().cloned().unwrap_or_default();
            let shown: Vec<String> = options.iter().take(20).map(json).collect();
            let rest = options.len().saturating_sub(20);
            let more = if rest > 0 {
                format!(" and {rest} more")
            } else {
                String::new()
            };
            format!("one of {}{more}", shown.join(", "))
        }
        K::Minimum { limit } => format!("{limit} or more"),
        K::Maximum { limit } => format!("{limit} or less"),
        K::ExclusiveMinimum { limit } => format!("more than {limit}"),
        K::ExclusiveMaximum { limit } => format!("less than {limit}"),
        K::MultipleOf { multiple_of } => format!("a multiple of {multiple_of}"),
        K::MinLength { limit } => format!("a text of at least {}", counted(limit, "character")),
        K::MaxLength { limit } => format!("a text of at most {}", counted(limit, "character")),
        K::Pattern { pattern } => format!("a text that matches `{}`", cut(pattern, 200)),
        K::Format { format } => format!("a text in the format `{format}`"),
        K::MinItems { limit } => format!("an array of at least {}", counted(limit, "item")),
        K::MaxItems { limit } => format!("an array of at most {}", counted(limit, "item")),
        K::MinProperties { limit } => {
            format!("an object with at least {}", counted(limit, "member"))
        }
        K::MaxProperties { limit } => {
            format!("an object with at most {}", counted(limit, "member"))
        }
        K::Required { property } => format!(
            "an object with the member `{}`",
            property.as_str().unwrap_or_default()
        ),
        K::AdditionalProperties { .. } | K::UnevaluatedProperties { .. } => {
            "no members but those of the schema".into()
        }
        K::AdditionalItems { limit } => format!("an array of at most {}", counted(limit, "item")),
        K::UnevaluatedItems { .. } => "no items but those of the schema".into(),
        K::UniqueItems => "an array of different items".into(),
        K::Contains => "an array with enough items of the kind that `contains` asks for".into(),
        K::Not { schema } => format!("something other than {}", json(schema)),
        K::AnyOf { .. } => "a value that fits one branch of `anyOf`".into(),
        K::OneOfNotValid { .. } | K::OneOfMultipleValid { .. } => {
            "a value that fits exactly one branch of `oneOf`".into()
        }
        K::FalseSchema => "absent".into(),
        K::PropertyNames { .. } => "an object whose names fit `propertyNames`".into(),
        K::ContentEncoding { content_encoding } => format!("text in `{content_encoding}`"),
        K::ContentMediaType { content_media_type } => {
            format!("text of the type `{content_media_type}`")
        }
        K::BacktrackLimitExceeded { .. } | K::RegexEngineFailure { .. } => {
            "a text that the pattern can be tried on".into()
        }
        K::FromUtf8 { .. } => "UTF-8 behind its encoding".into(),
        K::Custom { message, .. } => message.clone(),
        K::Referencing(error) => format!("checked against a reference that resolves ({error})"),
    }
}

/// What a metaschema wanted.
pub(super) fn wanted(error: &ValidationError<'_>) -> String {
    let text = match error.kind() {
        K::AnyOf { context } | K::OneOfNotValid { context } => {
            let mut texts: Vec<String> = context
                .iter()
                .filter_map(|branch| branch.first())
                .map(expected)
                .collect();
            texts.dedup();
            texts.join(", or ")
        }
        _ => expected(error),
    };
    format!("must be {text}")
}

fn with_article(kind: &str) -> String {
    match kind {
        "null" => "null".into(),
        "array" | "object" | "integer" => format!("an {kind}"),
        other => format!("a {other}"),
    }
}
