//! `#[contract(..)]`: keys are looked up in the table of `contractual_model::attributes`, then stored.

use std::collections::HashMap;

use contractual_diag::nearest;
use contractual_model::attributes::{Attribute, AttributePlace, Grammar, Unknown, find};
use contractual_model::item::{
    Allow, ContainerAttributes, DeprecatedAttribute, FieldAttributes, Limits, Presence,
    RuleAttribute, TypeExpr, TypeOrOpen, VariantAttributes,
};
use contractual_model::json::{Json, Number};
use contractual_model::{Format, pattern, refusals, rule};

use super::{type_of, value};
use crate::literal;
use crate::meta::{Args, Attr, Meta, metas};
use crate::problem::Problems;
use crate::tree::{Group, Place, Tree};

/// Keys that may be given several times.
const REPEATABLE: [&str; 5] = ["rule", "example", "allow", "server", "tag"];

/// A key with its value, read by its grammar.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) attribute: &'static Attribute,
    pub(crate) value: Value,
    pub(crate) place: Place,
}

/// The value of a key.
#[derive(Debug, Clone)]
pub(crate) enum Value {
    Flag,
    Text(String),
    Type(TypeExpr),
    Count(u64),
    Number(Number),
    Json(Json),
    List(Vec<Json>),
    Format(Format),
    Limits(Box<Limits>),
    Rule(RuleAttribute),
    Allow(Allow),
    Pair(String, String),
}

/// The keys of one place.
#[derive(Debug)]
pub(crate) struct Keys {
    place: AttributePlace,
    /// True if the JSON form is that of another type, so that what constrains a value has a meaning.
    valued: bool,
    pub(crate) entries: Vec<Entry>,
}

impl Keys {
    pub(crate) fn new(place: AttributePlace) -> Self {
        Self {
            place,
            valued: false,
            entries: Vec::new(),
        }
    }

    /// Keys of a struct or an enum whose JSON form is that of another type: constraints speak of that one.
    pub(crate) fn of_value(place: AttributePlace) -> Self {
        Self {
            valued: true,
            ..Self::new(place)
        }
    }

    /// Reads one attribute.
    pub(crate) fn read(&mut self, attribute: &Attr<'_>, problems: &mut Problems) {
        match attribute.args {
            Args::List(group) => self.read_group(group, problems),
            _ => problems.refuse_with(
                &refusals::BAD_VALUE,
                attribute.place,
                format!("`{}` takes keys in brackets", attribute.path),
                format!("write `#[{}(..)]`", attribute.path),
            ),
        }
    }

    /// Reads the keys of a group.
    pub(crate) fn read_group(&mut self, group: &Group, problems: &mut Problems) {
        self.read_metas(&metas(group, problems), problems);
    }

    /// Reads keys.
    pub(crate) fn read_metas(&mut self, list: &[Meta<'_>], problems: &mut Problems) {
        for meta in list {
            self.read_meta(meta, problems);
        }
        self.conflicts(problems);
    }

    /// Reads one key.
    fn read_meta(&mut self, meta: &Meta<'_>, problems: &mut Problems) {
        let of_value = || match self.valued {
            true => find(&meta.key, AttributePlace::Newtype),
            false => find(&meta.key, self.place),
        };
        let attribute = match find(&meta.key, self.place).or_else(|_| of_value()) {
            Ok(attribute) => attribute,
            Err(Unknown::Key(near)) => {
                let headline = format!("unknown key `{}`", meta.key);
                match near {
                    Some(name) => problems.refuse_with(
                        &refusals::UNKNOWN_KEY,
                        meta.key_place,
                        headline,
                        format!("did you mean `{name}`?"),
                    ),
                    None => problems.refuse(&refusals::UNKNOWN_KEY, meta.key_place, headline),
                }
                return;
            }
            Err(Unknown::Place(places)) => {
                let mut allowed: Vec<&str> = places.iter().map(|place| place.words()).collect();
                allowed.dedup();
                problems.refuse_with(
                    &refusals::MISPLACED_KEY,
                    meta.key_place,
                    format!("`{}` means nothing on {}", meta.key, self.place.words()),
                    format!("it is allowed on {}", allowed.join(", ")),
                );
                return;
            }
        };
        if !REPEATABLE.contains(&attribute.name)
            && self
                .entries
                .iter()
                .any(|e| e.attribute.name == attribute.name)
        {
            problems.refuse(
                &refusals::REPEATED_KEY,
                meta.key_place,
                format!("`{}` is given twice", attribute.name),
            );
            return;
        }
        if let Some(value) = read_value(attribute, meta, problems) {
            self.entries.push(Entry {
                attribute,
                value,
                place: meta.place(),
            });
        }
    }

    fn conflicts(&self, problems: &mut Problems) {
        for entry in &self.entries {
            for other in entry.attribute.conflicts {
                if self.has(other) {
                    problems.refuse(
                        &refusals::CONFLICTING_KEYS,
                        entry.place,
                        format!(
                            "`{}` and `{other}` exclude each other",
                            entry.attribute.name
                        ),
                    );
                }
            }
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.entries.iter().any(|e| e.attribute.name == name)
    }

    pub(crate) fn text(&self, name: &str) -> Option<String> {
        self.entries.iter().find_map(|e| match &e.value {
            Value::Text(text) if e.attribute.name == name => Some(text.clone()),
            _ => None,
        })
    }

    fn place_of(&self, name: &str) -> Place {
        self.entries
            .iter()
            .find(|e| e.attribute.name == name)
            .map_or_else(Place::default, |e| e.place)
    }

    pub(crate) fn count(&self, name: &str) -> Option<u64> {
        self.entries.iter().find_map(|e| match &e.value {
            Value::Count(count) if e.attribute.name == name => Some(*count),
            _ => None,
        })
    }

    pub(crate) fn ty(&self, name: &str) -> Option<TypeExpr> {
        self.entries.iter().find_map(|e| match &e.value {
            Value::Type(ty) if e.attribute.name == name => Some(ty.clone()),
            _ => None,
        })
    }

    fn values(&self, name: &str) -> Vec<Json> {
        self.entries
            .iter()
            .filter_map(|e| match &e.value {
                Value::Json(value) if e.attribute.name == name => Some(value.clone()),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn pairs(&self, name: &str) -> Vec<(String, String)> {
        self.entries
            .iter()
            .filter_map(|e| match &e.value {
                Value::Pair(a, b) if e.attribute.name == name => Some((a.clone(), b.clone())),
                _ => None,
            })
            .collect()
    }

    pub(crate) fn allow(&self) -> Vec<Allow> {
        self.entries
            .iter()
            .filter_map(|e| match &e.value {
                Value::Allow(allow) => Some(allow.clone()),
                _ => None,
            })
            .collect()
    }

    fn open(&self) -> Option<TypeOrOpen> {
        match self.ty("open") {
            Some(ty) => Some(TypeOrOpen::Of(ty)),
            None => self.has("open").then_some(TypeOrOpen::Any),
        }
    }

    /// The whole version, where it is counted: `version = "1.2.0"`.
    pub(crate) fn release(&self) -> Option<String> {
        self.text("version").filter(|text| is_release(text))
    }

    /// The major version.
    pub(crate) fn version(&self, problems: &mut Problems) -> Option<u32> {
        let place = self.place_of("version");
        let version = match self.text("version") {
            Some(text) if !is_release(&text) => {
                let headline = format!("`{text}` is no version of the form `1.2.0`");
                problems.refuse(&refusals::BAD_VERSION, place, headline);
                return None;
            }
            Some(text) => text
                .split('.')
                .next()
                .and_then(|major| major.parse().ok())?,
            None => self.count("version")?,
        };
        match u32::try_from(version) {
            Ok(version @ 1..=9999) => Some(version),
            _ => {
                problems.refuse(
                    &refusals::BAD_VERSION,
                    place,
                    "major versions are 1 to 9999",
                );
                None
            }
        }
    }

    /// `deprecated` and `sunset`, beside what Rust's own attribute said.
    pub(crate) fn deprecated(
        &self,
        known: Option<DeprecatedAttribute>,
        problems: &mut Problems,
    ) -> Option<DeprecatedAttribute> {
        let sunset = self.text("sunset");
        if let Some(day) = &sunset
            && !is_day(day)
        {
            problems.refuse_with(
                &refusals::BAD_VALUE,
                self.place_of("sunset"),
                format!("`{day}` is no day"),
                "write it as YYYY-MM-DD",
            );
        }
        if known.is_none() && !self.has("deprecated") && sunset.is_none() {
            return None;
        }
        let mut found = known.unwrap_or_default();
        found.note = self.text("deprecated").or(found.note);
        found.sunset = sunset;
        Some(found)
    }

    /// The constraints among the keys.
    pub(crate) fn limits(&self, problems: &mut Problems) -> Limits {
        let mut limits = Limits::default();
        for entry in &self.entries {
            match (entry.attribute.name, &entry.value) {
                ("min", Value::Number(n)) => limits.min = Some(n.clone()),
                ("max", Value::Number(n)) => limits.max = Some(n.clone()),
                ("exclusive_min", Value::Number(n)) => limits.exclusive_min = Some(n.clone()),
                ("exclusive_max", Value::Number(n)) => limits.exclusive_max = Some(n.clone()),
                ("multiple_of", Value::Number(n)) => {
                    if n.is_zero() || n.is_negative() {
                        problems.refuse(
                            &refusals::BAD_CONSTRAINT,
                            entry.place,
                            "`multiple_of` must be larger than zero",
                        );
                    } else {
                        limits.multiple_of = Some(n.clone());
                    }
                }
                ("min_length", Value::Count(n)) => limits.min_length = Some(*n),
                ("max_length", Value::Count(n)) => limits.max_length = Some(*n),
                ("pattern", Value::Text(text)) => limits.pattern = Some(text.clone()),
                ("format", Value::Format(format)) => limits.format = Some(*format),
                ("min_items", Value::Count(n)) => limits.min_items = Some(*n),
                ("max_items", Value::Count(n)) => limits.max_items = Some(*n),
                ("unique", Value::Flag) => limits.unique = true,
                ("min_properties", Value::Count(n)) => limits.min_properties = Some(*n),
                ("max_properties", Value::Count(n)) => limits.max_properties = Some(*n),
                ("const", Value::Json(value)) => limits.constant = Some(value.clone()),
                ("one_of", Value::List(values)) => limits.one_of = Some(values.clone()),
                ("items", Value::Limits(inner)) => limits.items = Some(inner.clone()),
                ("key", Value::Limits(inner)) => limits.key = Some(inner.clone()),
                ("value", Value::Limits(inner)) => limits.value = Some(inner.clone()),
                _ => {}
            }
        }
        self.ranges(&limits, problems);
        limits
    }

    fn ranges(&self, limits: &Limits, problems: &mut Problems) {
        let mut empty = |low: &str, high: &str| {
            let headline = format!("`{low}` is above `{high}`: no value is left");
            problems.refuse(&refusals::BAD_CONSTRAINT, self.place_of(low), headline);
        };
        let counts = [
            (
                "min_length",
                limits.min_length,
                "max_length",
                limits.max_length,
            ),
            ("min_items", limits.min_items, "max_items", limits.max_items),
            (
                "min_properties",
                limits.min_properties,
                "max_properties",
                limits.max_properties,
            ),
        ];
        for (low, min, high, max) in counts {
            if let (Some(min), Some(max)) = (min, max)
                && min > max
            {
                empty(low, high);
            }
        }
        let low = [
            ("min", &limits.min),
            ("exclusive_min", &limits.exclusive_min),
        ];
        let high = [
            ("max", &limits.max),
            ("exclusive_max", &limits.exclusive_max),
        ];
        for (low_name, low) in low {
            for (high_name, high) in high {
                let (Some(low), Some(high)) = (low, high) else {
                    continue;
                };
                let inclusive = low_name == "min" && high_name == "max";
                if low > high || (low == high && !inclusive) {
                    empty(low_name, high_name);
                }
            }
        }
    }

    /// Stores the keys of a struct or an enum.
    pub(crate) fn container(&self, found: &mut ContainerAttributes, problems: &mut Problems) {
        found.limits = self.limits(problems);
        found.name = self.text("name");
        if let Some(name) = &found.name
            && !is_contract_name(name)
        {
            problems.refuse(
                &refusals::BAD_NAME,
                self.place_of("name"),
                format!("`{name}` is no legal contract name"),
            );
        }
        found.version = self.version(problems);
        found.release = self.release();
        found.entity = self.has("entity");
        found.id = self.text("id");
        found.handover = self.text("handover");
        if let Some(path) = &found.handover
            && !is_path_below(path)
        {
            let headline = format!(
                "`{path}` is no path below the package that ends in `.json`: `/` parts it, and no part is empty, `.` or `..`"
            );
            problems.refuse(&refusals::BAD_VALUE, self.place_of("handover"), headline);
        }
        found.title = self.text("title");
        found.schema_version = self.text("schema_version");
        if let Some(version) = &found.schema_version
            && !is_semver(version)
        {
            problems.refuse(
                &refusals::BAD_VERSION,
                self.place_of("schema_version"),
                format!("`{version}` is no semantic version"),
            );
        }
        found.open = self.open();
        found.wire = self.ty("wire");
        found.examples = self.values("example");
        found.deprecated = self.deprecated(found.deprecated.take(), problems);
        found.late = self.has("late");
        found.export = self.has("export");
        found.allow = self.allow();
        let mut names: HashMap<&str, ()> = HashMap::new();
        for entry in &self.entries {
            if let Value::Rule(rule) = &entry.value {
                if names.insert(&rule.name, ()).is_some() {
                    let headline = format!("rule `{}` is given twice", rule.name);
                    problems.refuse(&refusals::REPEATED_KEY, entry.place, headline);
                }
                found.rules.push(rule.clone());
            }
        }
    }

    /// Stores the keys of a field.
    pub(crate) fn field(&self, found: &mut FieldAttributes, problems: &mut Problems) {
        found.limits = self.limits(problems);
        found.presence = if self.has("tri_state") {
            Some(Presence::TriState)
        } else if self.has("nullable") {
            Some(Presence::Nullable)
        } else {
            self.has("optional").then_some(Presence::Optional)
        };
        found.default = self.values("default").pop();
        found.wire = self.ty("wire");
        found.open = self.open();
        found.examples = self.values("example");
        found.deprecated = self.deprecated(found.deprecated.take(), problems);
        found.read_only = self.has("read_only");
        found.write_only = self.has("write_only");
        found.allow = self.allow();
    }

    /// Stores the keys of a variant.
    pub(crate) fn variant(&self, found: &mut VariantAttributes, problems: &mut Problems) {
        found.limits = self.limits(problems);
        found.wire = self.ty("wire");
        found.deprecated = self.deprecated(found.deprecated.take(), problems);
        found.allow = self.allow();
    }
}

fn is_contract_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !name.is_empty()
        && name.len() <= 128
        && name.chars().all(legal)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
}

fn is_semver(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    let number = |part: &&str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    parts.len() == 3 && parts.iter().all(number)
}

/// Three numbers: what is declared here is compared, so nothing stands behind them.
fn is_release(text: &str) -> bool {
    is_semver(text)
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.split('.').all(|part| part.len() < 10)
}

/// A relative path of plain parts: it means the same on every machine, and never leaves its folder.
fn is_path_below(path: &str) -> bool {
    let plain = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c))
    };
    path.ends_with(".json") && !path.starts_with('~') && path.split('/').all(plain)
}

fn is_day(text: &str) -> bool {
    Format::Date.is_real(text)
        && contractual_model::pattern::Matcher::new(&Format::Date.pattern()).is_match(text)
}

fn read_value(
    attribute: &'static Attribute,
    meta: &Meta<'_>,
    problems: &mut Problems,
) -> Option<Value> {
    let value = match (attribute.grammar, meta.args) {
        (Grammar::Flag | Grammar::FlagOrText | Grammar::FlagOrType, Args::None) => {
            Some(Value::Flag)
        }
        (Grammar::Text | Grammar::FlagOrText, Args::Value(..)) => meta.text().map(Value::Text),
        (Grammar::Type | Grammar::FlagOrType, Args::Value(trees, place)) => match meta.text() {
            Some(text) => return type_of(&text, place, problems).map(Value::Type),
            None => type_tokens(trees).map(Value::Type),
        },
        (Grammar::Count, Args::Value(trees, _)) => value::number(trees)
            .and_then(|n| n.as_u64())
            .map(Value::Count),
        (Grammar::Version, Args::Value(trees, _)) => match meta.text() {
            Some(text) => Some(Value::Text(text)),
            None => value::number(trees)
                .and_then(|number| number.as_u64())
                .map(Value::Count),
        },
        (Grammar::Number, Args::Value(trees, _)) => value::number(trees).map(Value::Number),
        (Grammar::Value, Args::Value(trees, _)) => value::json(trees).map(Value::Json),
        (Grammar::Values, Args::List(group)) => match value::list(&group.trees) {
            Some(values) if !values.is_empty() => Some(Value::List(values)),
            _ => None,
        },
        (Grammar::Format, Args::Value(_, place)) => match meta.text() {
            Some(name) => return format(&name, place, problems).map(Value::Format),
            None => None,
        },
        (Grammar::Limits, Args::List(group)) => {
            let mut keys = Keys::new(AttributePlace::Nested);
            keys.read_group(group, problems);
            Some(Value::Limits(Box::new(keys.limits(problems))))
        }
        (Grammar::Rule, Args::List(group)) => {
            return rule_value(meta, group, problems).map(Value::Rule);
        }
        (Grammar::Allow, Args::List(group)) => return allow_value(meta, group, problems),
        (Grammar::Server, Args::Value(..)) => {
            meta.text().map(|url| Value::Pair(url, String::new()))
        }
        (Grammar::Server, Args::List(group)) => pair(group, "url", problems),
        (Grammar::Tag, Args::List(group)) => pair(group, "name", problems),
        (Grammar::Path, Args::Value(..)) => Some(Value::Flag),
        _ => None,
    };
    if value.is_none() {
        let example = attribute.grammar.example().replace("key", attribute.name);
        problems.refuse_with(
            &refusals::BAD_VALUE,
            meta.value_place(),
            format!("the value of `{}` has the wrong form", attribute.name),
            format!("write `{}{example}`", attribute.name),
        );
    }
    if let (Some(Value::Text(text)), "pattern") = (&value, attribute.name) {
        check_pattern(text, meta, problems);
    }
    value
}

fn check_pattern(text: &str, meta: &Meta<'_>, problems: &mut Problems) {
    let Err(error) = pattern::parse(text) else {
        return;
    };
    let part = text.get(error.range.clone()).unwrap_or_default();
    let headline = if part.is_empty() || part.len() == text.len() {
        format!("pattern `{text}`: {}", error.message)
    } else {
        format!("`{part}` in the pattern `{text}`: {}", error.message)
    };
    problems.refuse(&refusals::BAD_PATTERN, meta.value_place(), headline);
}

fn type_tokens(trees: &[Tree]) -> Option<TypeExpr> {
    let mut cursor = crate::cursor::Cursor::new(trees, Place::default());
    let found = crate::types::parse(&mut cursor, 0);
    (cursor.is_empty() && !matches!(found, TypeExpr::Other(_))).then_some(found)
}

fn format(name: &str, place: Place, problems: &mut Problems) -> Option<Format> {
    let found = Format::from_name(name);
    if found.is_none() {
        let names = Format::ALL.map(Format::name);
        let advice = match nearest(name, names) {
            Some(near) => format!("did you mean \"{near}\"?"),
            None => format!("write one of \"{}\"", names.join("\", \"")),
        };
        problems.refuse_with(
            &refusals::BAD_VALUE,
            place,
            format!("`{name}` is no format"),
            advice,
        );
    }
    found
}

/// The texts of a list of `key = "text"`, in the order of `names`; unknown keys are reported.
fn texts(
    metas: &[Meta<'_>],
    names: &[&str],
    problems: &mut Problems,
) -> Vec<Option<(String, Place)>> {
    let mut found = vec![None; names.len()];
    for meta in metas {
        let Some(at) = names.iter().position(|name| *name == meta.key) else {
            let headline = format!("unknown key `{}`", meta.key);
            let advice = match nearest(&meta.key, names.iter().copied()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("write one of `{}`", names.join("`, `")),
            };
            problems.refuse_with(&refusals::UNKNOWN_KEY, meta.key_place, headline, advice);
            continue;
        };
        match meta.text() {
            Some(text) => found[at] = Some((text, meta.value_place())),
            None => problems.refuse_with(
                &refusals::BAD_VALUE,
                meta.value_place(),
                format!("`{}` takes text", meta.key),
                format!("write `{} = \"...\"`", meta.key),
            ),
        }
    }
    found
}

fn pair(group: &Group, first: &str, problems: &mut Problems) -> Option<Value> {
    let list = metas(group, problems);
    let mut found = texts(&list, &[first, "description"], problems).into_iter();
    let name = found.next().flatten()?.0;
    let description = found.next().flatten().map(|d| d.0).unwrap_or_default();
    Some(Value::Pair(name, description))
}

fn rule_value(meta: &Meta<'_>, group: &Group, problems: &mut Problems) -> Option<RuleAttribute> {
    let list = metas(group, problems);
    let mut found = texts(&list, &["name", "expr", "message"], problems).into_iter();
    let (name, expr) = (found.next().flatten(), found.next().flatten());
    let message = found.next().flatten().map(|m| m.0);
    let (Some((name, name_place)), Some((expr, expr_place))) = (name, expr) else {
        problems.refuse_with(
            &refusals::BAD_RULE,
            meta.place(),
            "a rule has a name and an expression",
            "write `rule(name = \"start_before_end\", expr = \"start <= end\")`",
        );
        return None;
    };
    let word = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
    if name.is_empty() || !name.chars().all(word) || name.starts_with(|c: char| c.is_ascii_digit())
    {
        problems.refuse_with(
            &refusals::BAD_RULE,
            name_place,
            format!("`{name}` is no name for a rule"),
            "write it in snake_case: it names a fixture and a Python method",
        );
    }
    if let Err(error) = rule::parse(&expr) {
        let part = expr.get(error.range.clone()).unwrap_or_default();
        let headline = if part.is_empty() {
            format!("rule `{name}`, at the end of `{expr}`: {}", error.message)
        } else {
            format!("rule `{name}`, at `{part}` in `{expr}`: {}", error.message)
        };
        problems.refuse(&refusals::BAD_RULE, expr_place, headline);
    }
    Some(RuleAttribute {
        name,
        expr,
        message,
    })
}

fn allow_value(meta: &Meta<'_>, group: &Group, problems: &mut Problems) -> Option<Value> {
    let mut lints = Vec::new();
    let mut reason = None;
    for inner in metas(group, problems) {
        match (inner.key.as_str(), inner.args) {
            ("reason", _) => reason = inner.text(),
            (_, Args::None) => lints.push(inner.key.clone()),
            _ => {}
        }
    }
    if let [lint] = lints.as_slice()
        && contractual_model::lints::find(lint).is_none()
    {
        let headline = format!("`{lint}` is no lint");
        let names: Vec<&str> = contractual_model::lints::ALL
            .iter()
            .map(|l| l.name)
            .collect();
        let advice = match nearest(lint, names.iter().copied()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => format!("write one of `{}`", names.join("`, `")),
        };
        problems.refuse_with(&refusals::UNKNOWN_KEY, meta.value_place(), headline, advice);
        return None;
    }
    match (lints.as_slice(), reason) {
        ([lint], Some(reason)) if !reason.trim().is_empty() => Some(Value::Allow(Allow {
            lint: lint.clone(),
            reason,
        })),
        _ => {
            problems.refuse_with(
                &refusals::BAD_VALUE,
                meta.place(),
                "`allow` takes one lint and a reason",
                "write `allow(lint_name, reason = \"why\")`",
            );
            None
        }
    }
}

/// The status code or other small number of a literal.
pub(crate) fn small_number(text: &str) -> Option<u16> {
    literal::number(text)
        .and_then(|n| n.as_u64())
        .and_then(|n| u16::try_from(n).ok())
}
