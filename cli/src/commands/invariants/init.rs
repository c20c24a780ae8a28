//! `init`: a suite to begin with.

use std::path::{Path, PathBuf};

use contractual_invariants::write_atomically;

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
    let path = args
        .out
        .clone()
        .unwrap_or_else(|| PathBuf::from("contracts/example.yml"));
    write_new(&path, EXAMPLE)
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
