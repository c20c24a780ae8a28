//! The recipe `validate-schemas` of an existing justfile: one line for each schema file and one for each path. Missing lines are
//! added; nothing else is touched, and no justfile is created.

use contractual_model::Artifact;

use crate::Project;
use crate::set::Set;

const EMITTER: &str = "justfile";
const RECIPE: &str = "validate-schemas";

/// The justfile with the lines it lacks; `None` if there is no justfile, no such recipe, or nothing to add.
pub(crate) fn emit(
    sets: &[&Set<'_>],
    project: &Project,
    existing: Option<&str>,
) -> Option<Artifact> {
    let text = extended(existing?, &lines(sets, project))?;
    Some(Artifact {
        path: project.justfile.clone(),
        text,
        emitter: EMITTER,
        claimed_by: Vec::new(),
        contract: None,
    })
}

/// The lines the recipe has to have.
fn lines(sets: &[&Set<'_>], project: &Project) -> Vec<String> {
    let mut found = Vec::new();
    for set in sets {
        for entity in set.entities.iter().filter(|entity| entity.own) {
            found.push(format!(
                "python -m json.tool {} >/dev/null",
                project.schema_path(&entity.file)
            ));
        }
    }
    for set in sets {
        let document = project.document_path(set.major);
        let mut paths: Vec<&str> = Vec::new();
        for form in &set.operations {
            if !paths.contains(&form.operation.path.as_str()) {
                paths.push(&form.operation.path);
            }
        }
        for path in paths {
            // A path is a regular expression to `rg`: braces and dots would mean something else.
            let flags = if path.contains(['{', '}', '.', '+', '(', ')', '[', ']', '*', '?']) {
                "-qF"
            } else {
                "-q"
            };
            // `{{` starts an interpolation of `just`.
            let path = path.replace("{{", "{{{{");
            found.push(format!("rg {flags} \"{path}\" {document}"));
        }
    }
    found
}

fn extended(text: &str, wanted: &[String]) -> Option<String> {
    let ending = if text.contains("\r\n") { "\r\n" } else { "\n" };
    let all: Vec<&str> = text.lines().collect();
    let is_header = |line: &str| {
        let name = line
            .trim_start_matches('@')
            .split([':', ' '])
            .next()
            .unwrap_or_default();
        name == RECIPE && line.contains(':') && !line.contains(":=")
    };
    let header = all.iter().position(|line| is_header(line))?;
    let is_body = |line: &&str| line.trim().is_empty() || line.starts_with([' ', '\t']);
    let length = all[header + 1..]
        .iter()
        .take_while(|line| is_body(line))
        .count();
    let body = &all[header + 1..=header + length];
    let filled = body
        .iter()
        .rposition(|line| !line.trim().is_empty())
        .map_or(0, |last| last + 1);
    let body = &body[..filled];
    let indent = body
        .iter()
        .find(|line| !line.trim().is_empty())
        .map_or("    ", |line| &line[..line.len() - line.trim_start().len()]);
    let known = |wanted: &str| {
        body.iter().any(|line| {
            line.trim()
                .trim_start_matches(['@', '-'])
                .trim_end_matches(" \\")
                == wanted
        })
    };
    let missing: Vec<&String> = wanted.iter().filter(|line| !known(line)).collect();
    if missing.is_empty() {
        return None;
    }
    let quiet = body
        .iter()
        .find(|line| !line.trim().is_empty())
        .is_some_and(|line| line.trim().starts_with('@'));
    let mark = if quiet { "@" } else { "" };
    let mut out: Vec<String> = all[..header + 1 + filled]
        .iter()
        .map(|line| (*line).to_owned())
        .collect();
    out.extend(missing.iter().map(|line| format!("{indent}{mark}{line}")));
    out.extend(
        all[header + 1 + filled..]
            .iter()
            .map(|line| (*line).to_owned()),
    );
    let mut text = out.join(ending);
    text.push_str(ending);
    Some(text)
}

#[cfg(test)]
mod tests {
    use super::extended;

    const OLD: &str = "set shell := [\"bash\", \"-c\"]\n\n# Check the contracts\nvalidate-schemas:\n\t@test -f docs/contracts/openapi-v1.yaml\n\t@rg -q \"/healthz\" docs/contracts/openapi-v1.yaml\n\nlint:\n\truff check\n";

    #[test]
    fn missing_lines_are_added_at_the_end_of_the_recipe() {
        let wanted = [
            "rg -q \"/healthz\" docs/contracts/openapi-v1.yaml".to_owned(),
            "rg -q \"/v1/a\" x.yaml".to_owned(),
        ];
        let new = extended(OLD, &wanted).unwrap();
        assert_eq!(
            new,
            OLD.replace(
                "/openapi-v1.yaml\n\nlint",
                "/openapi-v1.yaml\n\t@rg -q \"/v1/a\" x.yaml\n\nlint"
            )
        );
        assert_eq!(extended(&new, &wanted), None, "a second run adds nothing");
    }

    #[test]
    fn no_recipe_is_created() {
        assert_eq!(extended("lint:\n    ruff check\n", &["x".to_owned()]), None);
        assert_eq!(extended("", &["x".to_owned()]), None);
    }
}
