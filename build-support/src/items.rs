//! The items of the sources as the last scan understood them: those that are still the same are not read again. What an item follows from
//! says `contractual_scan`; here it is kept, with the program that wrote it.

use contractual_model::packed::{Unpacker, put_text};
use contractual_scan::Outline;

use crate::again::program;
use crate::cargo::Environment;
use crate::sealed;
use crate::source::Scanned;

/// Those of the scan for the table, which often is that for the artifacts, too.
pub(crate) const REAL: &str = "contractual/items";
/// Those of the scan for the artifacts, where that is another.
pub(crate) const DECLARED: &str = "contractual/items-declared";

/// Scans with what the last run left under that path. Gives what is to be left, if it is not there already. `others` is everything that
/// the models of other crates say.
pub(crate) fn scan(
    environment: &Environment,
    path: &str,
    outline: &Outline,
    others: &str,
) -> (Scanned, Option<Vec<u8>>) {
    let program = program();
    let kept = sealed::read(&environment.out_dir, path).unwrap_or_default();
    let memory = of_program(&kept, &program).unwrap_or_default();
    let (scan, left) = outline.scan_again(memory, others);
    let left = left.filter(|left| left.as_slice() != memory).map(|left| {
        let mut out = Vec::with_capacity(left.len() + program.len() + sealed::SEAL + 16);
        put_text(&mut out, &program);
        out.extend_from_slice(&left);
        out
    });
    (Scanned::of(scan), left)
}

/// What follows the name of the program, if it is this one.
fn of_program<'b>(kept: &'b [u8], program: &str) -> Option<&'b [u8]> {
    let mut from = Unpacker::new(kept);
    let same = from.text()? == program && !program.is_empty();
    same.then(|| from.rest())
}

/// Leaves items for the next run.
pub(crate) fn leave(environment: &Environment, path: &str, left: Option<Vec<u8>>) {
    if let Some(left) = left {
        sealed::write(environment, path, left);
    }
}
