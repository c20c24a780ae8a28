//! The two cfg sets of a scan, as sorted texts (`unix`, `feature="a"`): the real one of this build, for the proof, and the
//! declared one, for committed artifacts, which must not change with features or machines.

use std::collections::BTreeSet;

/// Names whose values are lists: an empty value means none, not a flag.
const LISTS: [&str; 5] = [
    "feature",
    "target_family",
    "target_feature",
    "target_has_atomic",
    "target_env",
];

/// The set that Cargo describes to a build script in `CARGO_CFG_*`.
pub fn of_cargo(variables: impl IntoIterator<Item = (String, String)>) -> Vec<String> {
    let mut set = BTreeSet::new();
    for (name, value) in variables {
        let Some(key) = name.strip_prefix("CARGO_CFG_") else {
            continue;
        };
        let key = key.to_ascii_lowercase();
        if value.is_empty() {
            if !LISTS.contains(&key.as_str()) {
                set.insert(key);
            }
            continue;
        }
        for one in value.split(',') {
            set.insert(format!("{key}={one:?}"));
        }
    }
    set.into_iter().collect()
}

/// The set that committed artifacts are made with: these features, and a target.
///
/// Without a target it is that of a 64-bit Linux machine, whatever machine builds: an arbitrary choice that everybody shares.
pub fn declared(features: &[String], target: Option<&str>) -> Vec<String> {
    let triple = target.unwrap_or("x86_64-unknown-linux-gnu");
    let parts: Vec<&str> = triple.split('-').collect();
    let arch = match parts.first().copied().unwrap_or_default() {
        "i586" | "i686" => "x86",
        arm if arm.starts_with("armv") || arm.starts_with("thumb") => "arm",
        riscv if riscv.starts_with("riscv32") => "riscv32",
        riscv if riscv.starts_with("riscv64") => "riscv64",
        other => other,
    };
    let narrow = ["x86", "arm", "riscv32", "wasm32", "mips", "powerpc"].contains(&arch);
    let named = |known: &[&'static str]| {
        known
            .iter()
            .copied()
            .find(|word| parts.iter().any(|part| part.starts_with(word)))
    };
    let os = match triple {
        triple if triple.contains("darwin") => "macos",
        _ => named(&[
            "linux", "windows", "macos", "ios", "android", "freebsd", "netbsd", "openbsd", "wasi",
        ])
        .unwrap_or("unknown"),
    };
    let mut set = BTreeSet::from([
        format!("target_arch={arch:?}"),
        format!("target_os={os:?}"),
        format!(
            "target_pointer_width={:?}",
            if narrow { "32" } else { "64" }
        ),
        "target_endian=\"little\"".to_owned(),
        "panic=\"unwind\"".to_owned(),
    ]);
    if let Some(env) = named(&["gnu", "musl", "msvc", "sgx"]) {
        set.insert(format!("target_env={env:?}"));
    }
    match os {
        "windows" => {
            set.insert("windows".to_owned());
            set.insert("target_family=\"windows\"".to_owned());
        }
        "unknown" | "wasi" => {}
        _ => {
            set.insert("unix".to_owned());
            set.insert("target_family=\"unix\"".to_owned());
        }
    }
    set.extend(
        features
            .iter()
            .map(|feature| format!("feature={feature:?}")),
    );
    set.into_iter().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn cargo_variables() {
        let variables = [
            ("CARGO_CFG_UNIX", ""),
            ("CARGO_CFG_FEATURE", "a-b,c"),
            ("CARGO_CFG_TARGET_FEATURE", ""),
            ("CARGO_CFG_DEBUG_ASSERTIONS", ""),
            ("PATH", "/bin"),
        ];
        let set = of_cargo(variables.map(|(a, b)| (a.to_owned(), b.to_owned())));
        assert_eq!(
            set,
            [
                "debug_assertions",
                "feature=\"a-b\"",
                "feature=\"c\"",
                "unix"
            ]
        );
    }

    #[test]
    fn declared_targets() {
        let linux = declared(&["x".to_owned()], None);
        assert!(linux.contains(&"unix".to_owned()) && linux.contains(&"feature=\"x\"".to_owned()));
        assert!(!linux.contains(&"debug_assertions".to_owned()));
        let windows = declared(&[], Some("i686-pc-windows-msvc"));
        for expected in [
            "windows",
            "target_pointer_width=\"32\"",
            "target_arch=\"x86\"",
            "target_env=\"msvc\"",
        ] {
            assert!(
                windows.contains(&expected.to_owned()),
                "{expected}: {windows:?}"
            );
        }
        assert!(
            declared(&[], Some("aarch64-apple-darwin")).contains(&"target_os=\"macos\"".to_owned())
        );
    }
}
