//! The environment of contract and step commands: a short list, so that credentials stay outside (section 18.2).

use std::ffi::OsString;

use crate::Options;
use crate::process::Environment;

/// Variables that commands get as they are.
const PASSED: &[&str] = &[
    "PATH",
    "HOME",
    "USER",
    "LANG",
    "TZ",
    "TMPDIR",
    "GOPATH",
    "GOMODCACHE",
    "GOCACHE",
    "GOROOT",
    "CARGO_HOME",
    "RUSTUP_HOME",
    "NODE_PATH",
    "VIRTUAL_ENV",
    "JAVA_HOME",
    "SYSTEMROOT",
];

fn is_passed(name: &str) -> bool {
    PASSED.contains(&name)
        || name.starts_with("LC_")
        || name.starts_with("PYENV_")
        || (name.starts_with("XDG_") && name.ends_with("_HOME"))
}

/// The environment of a contract or step command: the short list, what is named, and the engine's own variables.
pub(crate) fn restricted(
    options: &Options,
    named: &[String],
    own: Vec<(String, OsString)>,
) -> Environment {
    let mut set: Vec<(String, OsString)> = options
        .environment
        .iter()
        .filter(|(name, _)| {
            is_passed(name)
                || options
                    .env_passthrough
                    .iter()
                    .chain(named)
                    .any(|passed| passed == name)
        })
        .cloned()
        .collect();
    set.push(("TERM".into(), "dumb".into()));
    set.push(("CI".into(), "1".into()));
    set.extend(own);
    Environment {
        inherit: false,
        set,
    }
}

/// The environment of a persona: the caller's, because an agent needs its own credentials, and the engine's variables.
pub(crate) fn full(options: &Options, own: Vec<(String, OsString)>) -> Environment {
    let mut set = options.environment.clone();
    set.extend(own);
    Environment {
        inherit: false,
        set,
    }
}
