//! Builds that must keep their hands off, builds at once, builds that are killed.

use std::process::{Command, Stdio};
use std::time::Duration;

use super::package::{LOCK, Package, SCHEMA, said, target};

/// Environment of the package's build script, and the script, as the last build ran it.
fn script(package: &Package) -> Command {
    let build = target().join("debug/build");
    let mut newest = None;
    for entry in std::fs::read_dir(build).unwrap() {
        let path = entry.unwrap().path();
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let binary = path.join("build-script-build");
        if name
            .strip_prefix(&format!("{}-", package.name))
            .is_some_and(|hash| hash.len() == 16)
            && binary.exists()
        {
            let time = std::fs::metadata(&binary).unwrap().modified().unwrap();
            newest = newest.max(Some((time, binary)));
        }
    }
    let (_, binary) = newest.expect("the package was built");
    let out = package.outside().join("out");
    std::fs::create_dir_all(&out).unwrap();
    let mut command = Command::new(binary);
    command
        .current_dir(&package.dir)
        .env_remove("CI")
        .env_remove("CONTRACTUAL")
        .env("CARGO_MANIFEST_DIR", &package.dir)
        .env("OUT_DIR", out)
        .env("CARGO_CFG_UNIX", "")
        .env("CARGO_CFG_FEATURE", "")
        .env("CARGO_PKG_NAME", &package.name)
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    command
}

/// Names of files that a writer left behind.
fn leftovers(package: &Package) -> Vec<String> {
    package
        .files()
        .into_keys()
        .filter(|name| name.contains("contractual-tmp"))
        .collect()
}

#[test]
fn two_builds_at_once_write_one_set() {
    let package = Package::new("atonce");
    package.build();
    let expected = package.files();
    for round in 0..5 {
        std::fs::remove_dir_all(package.path("docs")).unwrap();
        let writers: Vec<_> = (0..4)
            .map(|at| {
                let out = package.outside().join(format!("out-{round}-{at}"));
                std::fs::create_dir_all(&out).unwrap();
                script(&package).env("OUT_DIR", out).spawn().unwrap()
            })
            .collect();
        for writer in writers {
            let output = writer.wait_with_output().unwrap();
            assert!(output.status.success(), "{}", said(&output));
        }
        assert_eq!(package.files(), expected);
    }
}

#[test]
fn a_killed_build_leaves_whole_files_and_is_no_edit() {
    let package = Package::new("killed");
    package.build();
    let mut cut_short = 0;
    for round in 0_u32..24 {
        let other = 31_000 + round;
        let text = super::package::TYPES.replace("30000", &other.to_string());
        package.write("src/lib.rs", &text);
        let mut child = script(&package).spawn().unwrap();
        std::thread::sleep(Duration::from_micros(u64::from(round) * 1_500));
        let _ = child.kill();
        if !child.wait().unwrap().success() {
            cut_short += 1;
        }
        for (name, bytes) in package.files() {
            if name.ends_with(".json") && !name.contains("contractual-tmp") {
                let text = String::from_utf8(bytes).unwrap();
                assert!(
                    text.ends_with('\n')
                        && serde_json::from_str::<serde_json::Value>(&text).is_ok(),
                    "{name} is torn"
                );
            }
        }
    }
    assert!(cut_short > 0, "no build was killed before its end");
    let output = script(&package).output().unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let (status, told) = package.contractual(&["check"]);
    assert_eq!(status, 0, "{told}");
    assert_eq!(leftovers(&package), Vec::<String>::new());
    assert!(
        !package
            .read(LOCK)
            .lines()
            .any(|line| line.split('\t').count() > 7),
        "the journal is closed"
    );
}

#[test]
fn a_read_only_tree_builds() {
    let package = Package::new("readonly");
    package.build();
    std::fs::remove_dir_all(package.path("docs")).unwrap();
    let before = package.files();
    // as somebody else, to whom nothing in the package belongs: permissions do not bind the superuser
    let out = package.outside().join("out");
    std::fs::create_dir_all(&out).unwrap();
    open(package.outside(), 0o755);
    open(&out, 0o777);
    let original = script(&package);
    let binary = package.outside().join("script");
    std::fs::copy(original.get_program(), &binary).unwrap();
    let superuser = Command::new("id").arg("-u").output().unwrap().stdout == b"0\n";
    let mut command = match superuser {
        true => {
            let mut command = Command::new("setpriv");
            command
                .args(["--reuid=65534", "--regid=65534", "--clear-groups"])
                .arg(&binary);
            command
        }
        false => {
            seal(&package.dir);
            Command::new(&binary)
        }
    };
    for (name, value) in original.get_envs() {
        match value {
            Some(value) => command.env(name, value),
            None => command.env_remove(name),
        };
    }
    let output = command.current_dir(&package.dir).output().unwrap();
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("cannot be written"), "{told}");
    assert!(
        out.join("contractual/handshake").exists(),
        "the derive finds its table"
    );
    assert_eq!(package.files(), before);
}

#[cfg(unix)]
fn open(path: &std::path::Path, mode: u32) {
    use std::os::unix::fs::PermissionsExt;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(mode)).unwrap();
}

#[cfg(unix)]
fn seal(folder: &std::path::Path) {
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            seal(&path);
        }
    }
    open(folder, 0o555);
}

#[test]
fn packaging_with_verification_passes_and_adds_nothing() {
    let package = Package::new("packaged");
    package.build();
    let repository = crate::support::root();
    let mut patches = String::from("[patch.crates-io]\n");
    let crates = std::fs::read_dir(repository.join("crates"))
        .unwrap()
        .map(|entry| entry.unwrap().path());
    let doors = ["runtime", "macros", "build-support"].map(|folder| repository.join(folder));
    for folder in crates.chain(doors) {
        let manifest = std::fs::read_to_string(folder.join("Cargo.toml")).unwrap();
        let name = manifest
            .lines()
            .find_map(|line| line.strip_prefix("name = "))
            .unwrap();
        patches.push_str(&format!(
            "{} = {{ path = \"{}\" }}\n",
            name.trim_matches('"'),
            folder.display()
        ));
    }
    package.write(".cargo/config.toml", &patches);
    let output = package
        .cargo(&["package", "--allow-dirty"])
        .output()
        .unwrap();
    let told = said(&output);
    assert!(output.status.success(), "{told}");
    assert!(told.contains("Verifying packaged"), "{told}");
    let unpacked = target().join("package/packaged-0.1.0");
    assert!(
        unpacked.join(SCHEMA).exists(),
        "the contracts are in the package"
    );
}

#[test]
fn a_packaged_or_vendored_copy_writes_nothing() {
    for marker in ["Cargo.toml.orig", ".cargo-checksum.json", ".cargo-ok"] {
        let name = format!("foreign{}", marker.len());
        let package = Package::new(&name);
        package.write(marker, "{}");
        let before = package.files();
        package.build();
        assert_eq!(package.files(), before, "{marker}");
        let output = package.cargo(&["build"]).env("CI", "1").output().unwrap();
        assert!(
            output.status.success(),
            "never fails for that reason: {}",
            said(&output)
        );
    }
}

#[test]
fn docs_rs_writes_nothing() {
    let package = Package::new("docsrs");
    let before = package.files();
    let output = package
        .cargo(&["build"])
        .env("DOCS_RS", "1")
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(package.files(), before);
}
