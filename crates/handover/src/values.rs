//! The names that templates may use, and what each stands for (section 9.3).

use contractual_diag::nearest;

use crate::document::{Pipeline, Step};
use crate::load::ancestors;
use crate::{Options, Violation};

const PLAIN: &[&str] = &[
    "input",
    "pipeline_id",
    "pipeline_name",
    "step_id",
    "branch_name",
    "feature_num",
    "run.id",
    "run.name",
];

/// Why a name stands for nothing in this step.
pub(crate) fn unknown(
    name: &str,
    step: &Step,
    pipeline: &Pipeline,
    options: &Options,
) -> Option<Violation> {
    let bare = name.strip_prefix("pipeline_context.").unwrap_or(name);
    if PLAIN.contains(&bare) {
        return None;
    }
    let mut known: Vec<String> = PLAIN.iter().map(|name| (*name).to_owned()).collect();
    known.extend(
        options
            .project_values
            .keys()
            .map(|key| format!("project.{key}")),
    );
    if options.project_value("contract_test_command").is_some() {
        known.push("project.contract_test_command".into());
    }
    known.extend(
        step.inject_artifacts
            .iter()
            .map(|inject| format!("artifacts.{}", inject.alias)),
    );
    for other in &pipeline.steps {
        let direct = step.dependencies.contains(&other.id);
        let above = ancestors(pipeline, &step.id).contains(&other.id);
        for artifact in &other.output_artifacts {
            if direct {
                known.push(format!("artifacts.{}.{}", other.id, artifact.name));
                known.push(format!("deps.{}.{}", other.id, artifact.name));
            }
            if above {
                let content = format!("{}.out.{}", other.id, artifact.name);
                if bare.starts_with(&format!("{content}.")) {
                    return None;
                }
                known.push(content);
            }
        }
    }
    if known.iter().any(|known| known == bare) {
        return None;
    }
    if let Some(variable) = bare.strip_prefix("env.") {
        let allowed = !crate::clean::is_secret_name(variable)
            || options.env_passthrough.iter().any(|name| name == variable);
        if allowed && options.variable(variable).is_some() {
            return None;
        }
        let why = if allowed {
            "is not set"
        } else {
            "looks like a secret; list it in `env_passthrough` to use it"
        };
        return Some(Violation::new(
            "invalid_value",
            format!("`{{{{ {name} }}}}`: the variable `{variable}` {why}"),
        ));
    }
    let mut violation = Violation::new(
        "invalid_value",
        format!(
            "`{{{{ {name} }}}}` stands for nothing in the step `{}`",
            step.id
        ),
    );
    violation.hint = Some(match nearest(bare, known.iter().map(String::as_str)) {
        Some(near) => format!("did you mean `{{{{ {near} }}}}`?"),
        None => format!(
            "the names are {}",
            known
                .iter()
                .map(|name| format!("`{name}`"))
                .collect::<Vec<_>>()
                .join(", ")
        ),
    });
    Some(violation)
}
