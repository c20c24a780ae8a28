//! `contractual restore`: drops edits made by hand. A file becomes what the types generate now; the document of a frozen version, and
//! one that no type claims any more, what the baseline holds.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::Args as ClapArgs;
use contractual_build::Package;
use contractual_build::baseline::{Baseline, Depth};
use contractual_build::fs::{Writer, lock};
use contractual_build::session::Session;
use contractual_diag::nearest;
use contractual_drift::states::{Lock, Written, sha256_hex};

use super::{check, complain, print};
use crate::report::Format;

/// Arguments of `contractual restore`.
#[derive(Debug, ClapArgs)]
#[command(group(clap::ArgGroup::new("what").required(true).multiple(false)))]
pub(crate) struct Args {
    /// The files, as messages name them
    #[arg(group = "what")]
    files: Vec<String>,
    /// Every file and the lock: after a merge
    #[arg(long, group = "what")]
    all: bool,
    /// The folder of the Rust package
    #[arg(long, value_name = "FOLDER", default_value = ".")]
    package_dir: PathBuf,
}

pub(crate) fn run(args: &Args) -> ExitCode {
    let dir = args.package_dir.as_path();
    let guard = match contractual_build::Package::load(dir) {
        Ok(package) => lock(&package.root),
        Err(faults) => return check::failed(faults.into(), dir, Format::Text),
    };
    let session = match args.all {
        true => Session::fresh(dir),
        false => Session::restoring(dir),
    };
    let session = match session {
        Ok(session) => session,
        Err(failure) => return check::failed(failure, dir, Format::Text),
    };
    let claims = &session.generated.claims;
    let mut wanted: BTreeSet<String> = match args.all {
        true => claims.iter().map(|claim| claim.file.clone()).collect(),
        false => args
            .files
            .iter()
            .map(|file| relative(file, &session.sources.package.root))
            .collect(),
    };
    let package = &session.sources.package;
    let mut writer = Writer::new(&package.root, None);
    let claimed = |file: &str| claims.iter().any(|claim| claim.file == file);
    let mut kept = Vec::new();
    for file in &wanted {
        if let Some(text) = frozen(package, &session, file) {
            kept.push((file.clone(), text));
        }
        if claimed(file) {
            continue;
        }
        // a document of a version that no type claims any more: as it was written last
        if let Some(written) = session.compared.lock.files.get(file) {
            match last_written(package, &session.compared.lock, file, written) {
                Ok(text) => kept.push((file.clone(), text)),
                Err(message) => {
                    complain(&message);
                    return ExitCode::from(64);
                }
            }
            continue;
        }
        let mut message = format!("error: no type generates `{file}`\n");
        if let Some(near) = nearest(file, claims.iter().map(|claim| claim.file.as_str())) {
            message.push_str(&format!("  do: contractual restore {near}\n"));
        }
        complain(&message);
        return ExitCode::from(64);
    }
    wanted.retain(|file| !kept.iter().any(|(known, _)| known == file));
    let restored = session
        .compared
        .restore(package, claims, &wanted, &mut writer);
    let restored = restored.and_then(|mut files| {
        for (file, text) in &kept {
            if contractual_build::fs::read_text(&package.root.join(file))?.as_deref() != Some(text)
            {
                writer.write(file, text.as_bytes())?;
                files.push(file.clone());
            }
        }
        note_digests(package, &kept, &mut writer)?;
        Ok(files)
    });
    writer.finish();
    drop(guard);
    match restored {
        Ok(files) => {
            for file in &files {
                print(&format!("restored {file}\n"));
            }
            if files.is_empty() {
                print("every named file is what the types generate; nothing was written\n");
            }
            ExitCode::SUCCESS
        }
        Err(error) => {
            complain(&format!("error: {error}\n"));
            ExitCode::from(70)
        }
    }
}

/// The form at the baseline of a contract that is frozen: its successor is there, and the types say otherwise.
fn frozen(package: &Package, session: &Session, file: &str) -> Option<String> {
    let claims = &session.generated.claims;
    let claim = claims.iter().find(|claim| claim.file == file)?;
    let contract = claim.contract.as_ref()?;
    let succeeded = claims.iter().any(|other| {
        let other = other.contract.as_ref();
        other.is_some_and(|other| other.name == contract.name && other.major > contract.major)
    });
    if !claim.ownership.is_contract() || !succeeded {
        return None;
    }
    let mut baseline = Baseline::read(package, &session.compared.lock, None, Depth::Last);
    let form = baseline.documents.remove(file)?.into_iter().next()?;
    let generated = contractual_build::generate::documents(file, &claim.text)?;
    form.text.filter(|_| generated != form.document)
}

/// Brings the lock's digests up to date with texts that were put back.
fn note_digests(
    package: &Package,
    kept: &[(String, String)],
    writer: &mut Writer,
) -> Result<(), contractual_build::fs::FsError> {
    let path = package.lock_path();
    let text = contractual_build::fs::read_text(&package.root.join(&path))?;
    let Some(mut lock) = text.as_deref().and_then(|text| Lock::parse(text).ok()) else {
        return Ok(());
    };
    for (file, text) in kept {
        if let Some(written) = lock.files.get_mut(file)
            && !written.matches(text.as_bytes())
        {
            written.digest = sha256_hex(text.as_bytes());
            written.before = None;
        }
    }
    let new = lock.print();
    match text.as_deref() == Some(new.as_str()) {
        true => Ok(()),
        false => writer.write(&path, new.as_bytes()),
    }
}

/// The bytes that were written last, from the baseline: the lock knows their digest.
fn last_written(
    package: &Package,
    lock: &Lock,
    file: &str,
    written: &Written,
) -> Result<String, String> {
    let mut baseline = Baseline::read(package, lock, None, Depth::Last);
    let forms = baseline.documents.remove(file).unwrap_or_default();
    let texts = forms.into_iter().filter_map(|form| form.text);
    let known = texts.chain(baseline.texts.remove(file));
    known
        .into_iter()
        .find(|text| written.matches(text.as_bytes()))
        .ok_or_else(|| {
            format!(
                "error: no type generates `{file}`, and {} does not hold it as it was written last\n  do: git checkout HEAD -- {file}\n",
                baseline.label
            )
        })
}

/// The file as claims name it: relative to the root, with forward slashes.
fn relative(file: &str, root: &Path) -> String {
    let path = Path::new(file);
    let below = path.strip_prefix(root).unwrap_or(path);
    let text = below.to_string_lossy().replace('\\', "/");
    text.strip_prefix("./").map_or(text.clone(), str::to_owned)
}
