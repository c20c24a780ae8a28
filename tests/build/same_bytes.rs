//! The same types give the same bytes: in release mode, in another locale, time zone and folder.

use super::package::{Package, said};

#[test]
fn release_locale_and_folder_change_no_byte() {
    let one = Package::new("bytes");
    one.build();
    let two = Package::new("bytes");
    let output = two
        .cargo(&["build", "--release"])
        .envs([
            ("LANG", "tr_TR.UTF-8"),
            ("LC_ALL", "tr_TR.UTF-8"),
            ("TZ", "Asia/Kathmandu"),
        ])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    let strip = |package: &Package| {
        let mut files = package.files();
        files.remove("Cargo.toml");
        files
    };
    assert_eq!(strip(&one), strip(&two));
}

#[test]
fn features_of_a_build_do_not_change_committed_files() {
    let package = Package::new("features");
    let manifest = format!("{}\n[features]\nextra = []\n", package.manifest());
    package.write("Cargo.toml", &manifest);
    package.edit(
        "src/lib.rs",
        "    /// Said to the courier.\n",
        "    /// Only with a feature.\n    #[cfg(feature = \"extra\")]\n    pub extra: Option<String>,\n    /// Said to the courier.\n",
    );
    package.build();
    let files = package.files();
    let output = package
        .cargo(&["build", "--features", "extra"])
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(package.files(), files);
    package.write(
        "contractual.toml",
        "project = \"features\"\nfeatures = [\"extra\"]\n",
    );
    package.build();
    assert!(package.read(super::package::SCHEMA).contains("\"extra\""));
}
