//! The project's name and Python package from `pyproject.toml`. Text in, names out.

use contractual_diag::{Diagnostic, SourceLoc};
use contractual_model::toml::{self, Value};

use crate::Settings;

/// The names that artifacts carry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Names {
    /// Project name, such as `acme-jobs`.
    pub project: String,
    /// Python package, such as `acme_jobs`; `None` turns the Python emitters off.
    pub package: Option<String>,
}

/// The names, from the settings first, then from `pyproject.toml` (`file` is its name in messages). Nothing is guessed from
/// the Rust crate's name.
///
/// # Errors
/// The file cannot be read, or neither says the project's name.
pub fn names(
    settings: &Settings,
    file: &str,
    pyproject: Option<&str>,
) -> Result<Names, Box<Diagnostic>> {
    let mut named = None;
    if let Some(text) = pyproject {
        let table = toml::parse(text).map_err(|error| {
            Box::new(
                Diagnostic::error("config-invalid", error.message.clone())
                    .at(SourceLoc::new(file, error.line, error.column))
                    .why("the project's name is read from it")
                    .fix("correct the line; the grammar is TOML 1.0"),
            )
        })?;
        let project = table.table("project");
        named = project
            .and_then(|project| project.str("name"))
            .map(str::to_owned);
        // poetry's older place
        if named.is_none() {
            let poetry = table.table("tool").and_then(|tool| tool.table("poetry"));
            named = poetry
                .and_then(|poetry| poetry.str("name"))
                .map(str::to_owned);
        }
        if let Some(entry) = project.and_then(|project| project.entry("name"))
            && !matches!(entry.node.value, Value::String(_))
        {
            return Err(Box::new(
                Diagnostic::error("config-invalid", "`name` of [project] is no text")
                    .at(SourceLoc::of_offset(file, text, entry.node.at))
                    .fix("write the project's name between quotation marks"),
            ));
        }
    }
    let project = settings.project.clone().or_else(|| named.clone()).ok_or_else(|| {
        let headline = match pyproject {
            Some(_) => "the project has no name: there is no `name` in [project]",
            None => "the project has no name: there is no pyproject.toml",
        };
        Box::new(
            Diagnostic::error("config-invalid", headline)
                .at(SourceLoc::file(file))
                .why("it is part of every `$id` and of the document's title, and nothing is guessed from the crate's name")
                .fix("add `project = \"acme-jobs\"` to contractual.toml")
                .fix("or add a pyproject.toml with `[project]` and `name = \"acme-jobs\"`"),
        )
    })?;
    let package = settings
        .package
        .clone()
        .or_else(|| pyproject.map(|_| identifier(named.as_deref().unwrap_or(&project))));
    Ok(Names { project, package })
}

/// `acme-jobs` as `acme_jobs`.
fn identifier(name: &str) -> String {
    name.chars()
        .map(|c| {
            if c.is_ascii_alphanumeric() {
                c.to_ascii_lowercase()
            } else {
                '_'
            }
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_diag::render::human;

    #[test]
    fn settings_win_over_pyproject() {
        let mut settings = Settings::default();
        let text = "[project]\nname = \"acme-jobs\"\n";
        let found = names(&settings, "pyproject.toml", Some(text)).unwrap();
        assert_eq!(
            (found.project.as_str(), found.package.as_deref()),
            ("acme-jobs", Some("acme_jobs"))
        );
        settings.project = Some("other".to_owned());
        let found = names(&settings, "pyproject.toml", None).unwrap();
        assert_eq!((found.project.as_str(), found.package), ("other", None));
    }

    #[test]
    fn neither_says_both_ways() {
        let found = names(&Settings::default(), "pyproject.toml", None).unwrap_err();
        let expected = "\
error[config-invalid]: the project has no name: there is no pyproject.toml
  --> pyproject.toml
  why: it is part of every `$id` and of the document's title, and nothing is guessed from the crate's name
  do: add `project = \"acme-jobs\"` to contractual.toml
  do: or add a pyproject.toml with `[project]` and `name = \"acme-jobs\"`
";
        assert_eq!(human(&found, None), expected);
    }
}
