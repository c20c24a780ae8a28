//! `init`: a suite to begin with.

use std::path::Path;

use contractual_invariants::report::escape_controls;
use contractual_invariants::{
    Drafted, Known, MAX_FILE_BYTES, read_bytes, suite_from_openapi, write_atomically,
};

use crate::contracts::Contracts;

use super::UNUSABLE;
use super::args::InitArgs;
use super::output::{err, out};

const EXAMPLE: &str = "\
# A suite: what must always hold. Run it with `contractual invariants run --base-url http://localhost:8000`.
version: 1
feature: example
description: Smoke checks to begin with

contracts:
  - name: environment
    checks:
      - id: shell_works
        says: The machine that runs the checks has a working shell
        steps:
          - exec:
              run: echo ready
            expect:
              stdout_contains: ready
              stderr_empty: true

  # - name: service
  #   checks:
  #     - id: healthy
  #       work_item: KAN-1
  #       says: The service answers its health probe
  #       steps:
  #         - http:
  #             method: GET
  #             path: /healthz
  #           expect:
  #             status: 200
";

/// Writes a suite that is not there yet.
pub(super) fn init(args: &InitArgs) -> u8 {
    match &args.api {
        None => write_new(
            args.out
                .as_deref()
                .unwrap_or(Path::new("contracts/example.yml")),
            EXAMPLE,
        ),
        Some(api) => draft(
            api,
            &args.package_dir,
            args.out
                .as_deref()
                .unwrap_or(Path::new("contracts/api.yml")),
        ),
    }
}

/// A file is an OpenAPI document; what is none, and looks like no path, is the name of a trait.
fn drafted(api: &Path, package: &Path) -> Result<Drafted, String> {
    let file = api.to_string_lossy().replace('\\', "/");
    let is_name = file
        .chars()
        .all(|c| c.is_alphanumeric() || c == '_' || c == ':');
    if api.is_file() || !is_name {
        let bytes = read_bytes(api, MAX_FILE_BYTES)?;
        return suite_from_openapi(&bytes, &file, &Known::NOTHING);
    }
    let contracts = Contracts::of(package.to_path_buf());
    let document = contracts
        .openapi(&file)
        .map_err(|missing| missing.to_string())?;
    let known = Known {
        contract: &|name| contracts.contract(name).is_ok(),
        example: &|name| {
            let (model, def) = contracts.contract(name).ok()?;
            contractual_emit::minimal(model, &def.id)
        },
    };
    suite_from_openapi(document.as_bytes(), &file, &known)
}

fn draft(api: &Path, package: &Path, path: &Path) -> u8 {
    match drafted(api, package) {
        Ok(drafted) => {
            for line in &drafted.left_out {
                err(&format!("left out: {}\n", escape_controls(line)));
            }
            let code = write_new(path, &drafted.text);
            if code == 0 {
                out(&format!(
                    "{} drafted\n",
                    contractual_diag::counted(drafted.checks, "check")
                ));
            }
            code
        }
        Err(reason) => {
            err(&format!("{}\n", escape_controls(&reason)));
            UNUSABLE
        }
    }
}

fn write_new(path: &Path, content: &str) -> u8 {
    if path.exists() {
        out(&format!("{} exists; nothing was changed\n", path.display()));
        return 0;
    }
    match write_atomically(path, content) {
        Ok(()) => {
            out(&format!("created {}\n", path.display()));
            0
        }
        Err(reason) => {
            err(&format!("{reason}\n"));
            UNUSABLE
        }
    }
}
