//! `contractual schema NAME`: the JSON Schema of a contract of this package, or of one of our own formats (for editors).

use std::path::PathBuf;
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::session::Sources;
use contractual_diag::nearest;
use contractual_model::json::to_pretty;

use super::{check, complain, print};
use crate::contracts::find;
use crate::report::Format;

/// A file format of ours.
struct OwnFormat {
    /// As `schema` takes it.
    name: &'static str,
    /// Which file it is.
    summary: &'static str,
    /// The JSON Schema.
    text: fn() -> String,
}

/// Our own formats. A family adds a line with the function of its crate that gives the text.
const OWN: &[OwnFormat] = &[
    OwnFormat {
        name: "accepted",
        summary: "accepted.toml: changes accepted on purpose",
        text: || contractual_drift::versions::accepted::SCHEMA.to_owned(),
    },
    OwnFormat {
        name: "versioning-policy",
        summary: "the head of versioning-policy.md",
        text: || contractual_build::settings::POLICY_SCHEMA.to_owned(),
    },
    #[cfg(feature = "agents")]
    OwnFormat {
        name: "agents",
        summary: "agent-contracts.yaml: a document of `contractual agents`",
        text: || contractual_agents::dsl::DOCUMENT_SCHEMA.to_owned(),
    },
    #[cfg(feature = "agents")]
    OwnFormat {
        name: "agents-configuration",
        summary: "agent-contracts.config.yaml",
        text: || contractual_agents::dsl::CONFIGURATION_SCHEMA.to_owned(),
    },
    #[cfg(feature = "agents")]
    OwnFormat {
        name: "agents-binding",
        summary: "a binding file of `contractual agents`",
        text: || contractual_agents::dsl::BINDING_SCHEMA.to_owned(),
    },
];

/// Arguments of `contractual schema`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// A contract, by its name or its Rust type (also `rust:Name`), or a format of ours; without it all names are listed
    name: Option<String>,
    /// The folder of the Rust package
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    package_dir: PathBuf,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let Some(name) = &args.name else {
        return listed(args);
    };
    if let Some(own) = OWN.iter().find(|own| own.name == *name) {
        print(&(own.text)());
        return ExitCode::SUCCESS;
    }
    let dir = args.package_dir.as_path();
    if !dir.join("Cargo.toml").is_file() {
        let known = OWN.iter().map(|own| own.name);
        let fix = match nearest(name, known) {
            Some(near) => format!("write `{near}`"),
            None => "run this in the folder of a Rust package, or name it with --package-dir; formats of ours: contractual schema".to_owned(),
        };
        complain(&format!(
            "error: `{name}` is no format of ours, and there is no Cargo.toml in {}\n  do: {fix}\n",
            dir.display()
        ));
        return ExitCode::from(64);
    }
    let sources = match Sources::open(dir) {
        Ok(sources) => sources,
        Err(failure) => return check::failed(failure, dir, Format::Text),
    };
    let model = sources.scanned.model();
    let plain = name.strip_prefix("rust:").unwrap_or(name);
    let def = match find(model, plain) {
        Ok(def) => def,
        Err(missing) => {
            complain(&format!("error: {}\n", missing.message));
            if let Some(hint) = &missing.hint {
                complain(&format!("  do: {hint}\n"));
            }
            return ExitCode::from(64);
        }
    };
    match contractual_emit::schema(model, &def.id) {
        Some(Ok(schema)) => {
            print(&to_pretty(&schema));
            ExitCode::SUCCESS
        }
        Some(Err(faults)) => check::failed(faults.into(), dir, Format::Text),
        None => {
            complain(&format!(
                "error: `{name}` has no schema of its own\n  do: write `#[contract(entity)]` on {}\n",
                def.id
            ));
            ExitCode::from(64)
        }
    }
}

/// Our formats, and the contracts of the package if there is one.
fn listed(args: &Args) -> ExitCode {
    for own in OWN {
        print(&format!("{:<24} {}\n", own.name, own.summary));
    }
    let dir = args.package_dir.as_path();
    if !dir.join("Cargo.toml").is_file() {
        return ExitCode::SUCCESS;
    }
    match Sources::open(dir) {
        Ok(sources) => {
            for def in sources.scanned.model().types.values() {
                let name = contractual_model::naming::entity(&def.name, def.major);
                print(&format!("{name:<24} {}\n", def.id));
            }
            ExitCode::SUCCESS
        }
        Err(failure) => check::failed(failure, dir, Format::Text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use contractual_build::settings::POLICY_KEYS;
    use contractual_model::json::{Json, parse};

    fn keys(schema: &Json) -> Vec<String> {
        let members = schema.get("properties").and_then(Json::as_object);
        members
            .unwrap_or_default()
            .iter()
            .map(|(key, _)| key.clone())
            .collect()
    }

    #[test]
    fn every_format_is_a_schema_in_our_form() {
        for own in OWN {
            let text = (own.text)();
            let schema = parse(&text).unwrap_or_else(|error| panic!("{}: {error}", own.name));
            assert_eq!(to_pretty(&schema), text, "{}", own.name);
            let dialect = schema.get("$schema").and_then(Json::as_str);
            assert_eq!(
                dialect,
                Some("https://json-schema.org/draft/2020-12/schema")
            );
            let value: serde_json::Value = serde_json::from_str(&text).unwrap();
            assert!(jsonschema::validator_for(&value).is_ok(), "{}", own.name);
        }
    }

    #[test]
    fn the_schemas_name_the_keys_that_the_readers_take() {
        let accepted = parse(contractual_drift::versions::accepted::SCHEMA).unwrap();
        assert_eq!(keys(&accepted), ["accept"]);
        let entry = accepted
            .get("properties")
            .and_then(|p| p.get("accept"))
            .and_then(|accept| accept.get("items"))
            .unwrap();
        assert_eq!(keys(entry), contractual_drift::versions::accepted::KEYS);
        let policy = parse(contractual_build::settings::POLICY_SCHEMA).unwrap();
        let known: Vec<&str> = POLICY_KEYS
            .iter()
            .map(|(key, _)| key.split('.').next().unwrap_or(key))
            .collect();
        assert_eq!(keys(&policy), known);
    }
}
