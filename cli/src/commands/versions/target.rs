//! What a name on the command line means: contracts by name and version, or the API as a whole.

use contractual_diag::nearest;
use contractual_model::naming::{entity, kebab};
use contractual_model::{Model, TypeId};

/// The name of the contract that all API traits of a major version make together.
pub(super) const OPENAPI: &str = "openapi";

/// A contract of one major version.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Target {
    /// As in the names of its files.
    pub(super) name: String,
    /// Its major version.
    pub(super) major: u32,
    /// The items that make it: one type, or all API traits of the version.
    pub(super) items: Vec<TypeId>,
    /// The contract's name on the wire, or the trait's.
    pub(super) title: String,
}

impl std::fmt::Display for Target {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{} v{}", self.name, self.major)
    }
}

/// All contracts of a model, sorted by name and version.
pub(super) fn all(model: &Model) -> Vec<Target> {
    let mut found: Vec<Target> = Vec::new();
    for def in model.types.values() {
        found.push(Target {
            name: kebab(&def.name),
            major: def.major,
            items: vec![def.id.clone()],
            title: def.name.clone(),
        });
    }
    for api in &model.apis {
        let known = found
            .iter_mut()
            .find(|target| target.name == OPENAPI && target.major == api.major);
        match known {
            Some(target) => target.items.push(api.id.clone()),
            None => found.push(Target {
                name: OPENAPI.to_owned(),
                major: api.major,
                items: vec![api.id.clone()],
                title: api.name.clone(),
            }),
        }
    }
    found.sort_by(|a, b| (&a.name, a.major).cmp(&(&b.name, b.major)));
    found
}

/// The newest version of the contract of a name; the one that the name says, if it says one (`order-v1`). A name is that of
/// messages, of the Rust item, or its path.
///
/// # Errors
/// No contract is called so, in one line with what to do.
pub(super) fn find(model: &Model, name: &str) -> Result<Target, String> {
    let all = all(model);
    let last = |target: &Target| -> Vec<String> {
        target
            .items
            .iter()
            .flat_map(|id| {
                let path = id.to_string();
                let inner = path
                    .split_once("::")
                    .map(|(_, inner)| format!("crate::{inner}"));
                let ident = path.rsplit("::").next().unwrap_or(&path).to_owned();
                [Some(path), inner, Some(ident)].into_iter().flatten()
            })
            .collect()
    };
    let exact = |target: &&Target| {
        entity(&target.title, target.major) == name
            || format!("{}-v{}", target.name, target.major) == name
            || last(target).iter().any(|known| known == name)
    };
    let newest = |named: &dyn Fn(&&Target) -> bool| {
        all.iter()
            .filter(named)
            .max_by_key(|target| target.major)
            .cloned()
    };
    // the name of messages first, then exactly one item, then the name on the wire
    let found = newest(&|target| target.name == name)
        .or_else(|| all.iter().find(exact).cloned())
        .or_else(|| newest(&|target| target.title == name));
    if let Some(found) = found {
        return Ok(found);
    }
    let names = all.iter().map(|target| target.name.as_str());
    Err(match nearest(name, names) {
        Some(near) => format!("no contract is called `{name}`; write `{near}`"),
        None if all.is_empty() => {
            format!("no contract is called `{name}`; this package has no contract")
        }
        None => {
            let mut names: Vec<&str> = all.iter().map(|target| target.name.as_str()).collect();
            names.dedup();
            format!(
                "no contract is called `{name}`; one of: {}",
                names.join(", ")
            )
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_model::{Kind, Shape, Type, TypeDef};

    fn model(types: &[(&str, &str, u32)]) -> Model {
        let mut model = Model::default();
        for (id, name, major) in types {
            let id = TypeId((*id).to_owned());
            let def = TypeDef {
                id: id.clone(),
                name: (*name).to_owned(),
                major: *major,
                release: None,
                entity: true,
                handover: None,
                schema_id: None,
                title: None,
                docs: String::new(),
                deprecated: None,
                examples: Vec::new(),
                shape: Shape::Alias(Type::new(Kind::Bool)),
                written: None,
                rules: Vec::new(),
            };
            model.types.insert(id, def);
        }
        model
    }

    #[test]
    fn names_mean_the_newest_version_or_one_item() {
        let model = model(&[
            ("acme::a::JobDone", "JobDone", 1),
            ("acme::a::JobDoneV2", "JobDone", 2),
        ]);
        for (name, expected) in [
            ("job-done", "job-done v2"),
            ("job-done-v1", "job-done v1"),
            ("JobDone", "job-done v1"),
            ("JobDoneV2", "job-done v2"),
            ("acme::a::JobDone", "job-done v1"),
            ("crate::a::JobDoneV2", "job-done v2"),
        ] {
            assert_eq!(find(&model, name).unwrap().to_string(), expected, "{name}");
        }
        assert_eq!(
            find(&model, "jobdone").unwrap_err(),
            "no contract is called `jobdone`; write `job-done`"
        );
        assert_eq!(
            find(&model, "x").unwrap_err(),
            "no contract is called `x`; one of: job-done"
        );
        assert_eq!(
            find(&Model::default(), "x").unwrap_err(),
            "no contract is called `x`; this package has no contract"
        );
    }
}
