//! A package under version control, and what the program says in it.

use std::process::Command;

use expect_test::Expect;

use crate::build::package::{Package, said};

/// A package in a git repository, its contracts committed on `main`.
pub(super) struct Project {
    pub(super) package: Package,
}

impl Project {
    pub(super) fn new(name: &str) -> Self {
        let project = Self {
            package: Package::new(name),
        };
        project.package.write(".gitignore", "target\n");
        project.git(&["init", "-q", "-b", "main"]);
        project.git(&["config", "user.name", "Ada"]);
        project.git(&["config", "user.email", "ada@example.test"]);
        project.run(0, &["emit"]);
        project.commit();
        project
    }

    pub(super) fn git(&self, arguments: &[&str]) {
        let output = Command::new("git")
            .args(arguments)
            .current_dir(&self.package.dir)
            .env("GIT_CONFIG_GLOBAL", "/dev/null")
            .output()
            .unwrap();
        assert!(
            output.status.success(),
            "git {arguments:?}: {}",
            said(&output)
        );
    }

    pub(super) fn commit(&self) {
        self.git(&["add", "-A"]);
        self.git(&["commit", "-q", "-m", "x"]);
    }

    /// Runs the program, which must end with that status; gives what it said.
    pub(super) fn run(&self, status: i32, arguments: &[&str]) -> String {
        let (found, said) = self.package.contractual(arguments);
        assert_eq!(found, status, "{arguments:?}:\n{said}");
        // the folder of this run is nobody's business
        said.replace(&format!("{}/", self.package.dir.display()), "")
    }

    pub(super) fn says(&self, status: i32, arguments: &[&str], expected: &Expect) {
        expected.assert_eq(&self.run(status, arguments));
    }
}
