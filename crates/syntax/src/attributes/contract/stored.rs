//! What the keys of a place say, stored in the item as written.

use std::collections::HashMap;

use contractual_model::item::{
    ContainerAttributes, DeprecatedAttribute, FieldAttributes, Limits, Presence, VariantAttributes,
};
use contractual_model::refusals;

use super::forms::{is_contract_name, is_day, is_path_below, is_release, is_semver};
use super::{Keys, Value};
use crate::problem::Problems;

impl Keys {
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
