//! Dependencies put into a `Cargo.toml` without touching the rest of it.

use contractual_model::toml::{self, quote};

/// The manifest with the dependencies that contracts need, where they are missing.
///
/// # Errors
/// The manifest's form leaves no safe place for them: then the text to add is in the message.
pub(super) fn with_dependencies(manifest: &str, checkout: Option<&str>) -> Result<String, String> {
    let ours = |name: &str, folder: &str| match checkout {
        Some(path) => format!(
            "{name} = {{ path = {} }}",
            quote(&format!("{}/{folder}", path.trim_end_matches('/')))
        ),
        None => format!("{name} = {}", quote(env!("CARGO_PKG_VERSION"))),
    };
    let wanted = [
        (
            "dependencies",
            "contractual",
            ours("contractual", "runtime"),
        ),
        (
            "dependencies",
            "serde",
            "serde = { version = \"1\", features = [\"derive\"] }".to_owned(),
        ),
        (
            "build-dependencies",
            "contractual-build",
            ours("contractual-build", "build-support"),
        ),
    ];
    let mut text = manifest.to_owned();
    for (table, name, line) in wanted {
        text = with_line(&text, table, name, &line)?;
    }
    Ok(text)
}

/// The manifest with `line` in `[table]`, unless `name` is there.
fn with_line(manifest: &str, table: &str, name: &str, line: &str) -> Result<String, String> {
    let parsed = toml::parse(manifest).map_err(|error| format!("Cargo.toml:{error}"))?;
    let present = |table: &toml::Table| table.entry(name).is_some();
    let by_hand = || {
        format!(
            "Cargo.toml has no place for a dependency that is safe to write; add to [{table}]: {line}"
        )
    };
    let Some(entry) = parsed.entry(table) else {
        let gap = if manifest.ends_with('\n') { "" } else { "\n" };
        return Ok(format!("{manifest}{gap}\n[{table}]\n{line}\n"));
    };
    let toml::Value::Table(inner) = &entry.node.value else {
        return Err(by_hand());
    };
    if present(inner) {
        return Ok(manifest.to_owned());
    }
    // behind the last plain line of the table, else behind its header
    let header = manifest[entry.node.at..]
        .trim_start_matches('[')
        .trim_start();
    if !header.starts_with(table) {
        return Err(by_hand());
    }
    let last = inner
        .entries()
        .iter()
        .map(|entry| entry.node.at)
        .max()
        .unwrap_or(entry.node.at);
    let end = manifest[last..]
        .find('\n')
        .map_or(manifest.len(), |at| last + at + 1);
    let mut tries = vec![end];
    let header_end = manifest[entry.node.at..]
        .find('\n')
        .map_or(manifest.len(), |at| entry.node.at + at + 1);
    tries.push(header_end);
    for at in tries {
        let gap = if manifest[..at].ends_with('\n') {
            ""
        } else {
            "\n"
        };
        let text = format!("{}{gap}{line}\n{}", &manifest[..at], &manifest[at..]);
        let lands = toml::parse(&text)
            .ok()
            .and_then(|again| again.table(table).map(present))
            .unwrap_or(false);
        if lands {
            return Ok(text);
        }
    }
    Err(by_hand())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_is_missing_is_added() {
        let fresh = "[package]\nname = \"a\"\n\n[dependencies]\n";
        let first = with_dependencies(fresh, Some("../contractual")).unwrap();
        assert_eq!(
            first,
            "[package]\nname = \"a\"\n\n[dependencies]\ncontractual = { path = \"../contractual/runtime\" }\nserde = { version = \"1\", features = [\"derive\"] }\n\n[build-dependencies]\ncontractual-build = { path = \"../contractual/build-support\" }\n"
        );
        assert_eq!(with_dependencies(&first, None).unwrap(), first);
    }

    #[test]
    fn lines_land_in_their_table() {
        let odd = "[dependencies]\nserde = { version = \"1\", features = [\n  \"derive\",\n] }\n\n[dependencies.log]\nversion = \"0.4\"\n\n[features]\nx = []\n";
        let text = with_dependencies(odd, None).unwrap();
        let table = toml::parse(&text).unwrap();
        assert!(
            table
                .table("dependencies")
                .unwrap()
                .str("contractual")
                .is_some()
        );
        assert_eq!(table.table("features").unwrap().entries().len(), 1);
        let message = with_dependencies("dependencies = { }\n", None).unwrap_err();
        assert!(
            message.contains("add to [dependencies]: contractual"),
            "{message}"
        );
    }
}
