//! `contractual release`: marks the contracts as they stand as released, in the lock. From then on they are what changes are compared
//! with, also where there is no git.

use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::compat::Ask;
use contractual_build::fs;
use contractual_build::generate::documents;
use contractual_build::session::Session;
use contractual_drift::compat::Day;
use contractual_drift::contracts::declared_version;
use contractual_drift::states::Released;

use super::files::FileChange;
use super::{Place, failed, finish, refused};

/// Arguments of `contractual release`.
#[derive(Debug, ClapArgs)]
pub(crate) struct Args {
    /// The day for sunsets and acceptances (UTC); today unless told
    #[arg(long, value_name = "DATE", value_parser = super::super::day)]
    today: Option<Day>,
    #[command(flatten)]
    pub(super) place: Place,
}

pub(super) fn run(args: &Args) -> ExitCode {
    let dir = args.place.package_dir.as_path();
    let ask = Ask {
        today: args.today,
        ..Ask::default()
    };
    let session = match Session::judged(dir, &ask) {
        Ok(session) => session,
        Err(failure) => return failed(failure, dir),
    };
    let state = session.compared.state();
    if state.code() != 0 {
        return refused(&format!(
            "only contracts that are in order are released, and these are in the state {}\n  do: contractual check",
            state.name()
        ));
    }
    let package = &session.sources.package;
    let mut lock = session.compared.lock.clone();
    let mut told = String::new();
    let mut count = 0;
    for claim in &session.generated.claims {
        let (true, Some(contract)) = (claim.ownership.is_contract(), &claim.contract) else {
            continue;
        };
        let Some(document) = documents(&claim.file, &claim.text) else {
            return refused(&format!("{} cannot be read as a document", claim.file));
        };
        let declared = declared_version(&document);
        let version = declared.map_or_else(
            || format!("{}.0.0", contract.major),
            |version| version.to_string(),
        );
        let last = lock
            .released
            .iter()
            .rev()
            .find(|known| known.contract == contract.name && known.major == contract.major);
        if last.is_some_and(|last| last.document == document) {
            continue;
        }
        let counted = declared.is_some_and(|version| version.minor > 0 || version.patch > 0);
        if counted && last.is_some_and(|last| last.version == version) {
            return refused(&format!(
                "{contract} was released as {version} in another form\n  do: cargo contractual bump {} minor",
                contract.name
            ));
        }
        told.push_str(&format!("released {} {version}\n", contract.name));
        count += 1;
        lock.release(Released {
            contract: contract.name.clone(),
            major: contract.major,
            version,
            file: claim.file.clone(),
            document,
        });
    }
    match count {
        0 => told.push_str("every contract was released before as it stands\n"),
        count => told.push_str(&format!(
            "  = {}; changes are compared with these forms from now on\n",
            contractual_diag::counted(count, "contract")
        )),
    }
    let path = package.lock_path();
    let old = match fs::read_text(&package.root.join(&path)) {
        Ok(old) => old,
        Err(error) => return refused(&error.to_string()),
    };
    let change = FileChange {
        path,
        old,
        new: Some(lock.print()),
    };
    finish(&package.root, &args.place, &[change], &told)
}
