//! What is kept in `OUT_DIR` for the next run, with the program that wrote it and a sum over all: a file that is cut off or damaged, or that
//! another program wrote, counts as none.

use std::path::Path;
use std::sync::OnceLock;

use crate::cargo::Environment;
use crate::fs::{self, Writer};

/// The length of the seal: two long words.
pub(crate) const SEAL: usize = 32;

/// The running program: a changed emitter is never hidden behind an unchanged version. Empty if it cannot be told.
pub(crate) fn program() -> &'static str {
    static PROGRAM: OnceLock<String> = OnceLock::new();
    PROGRAM.get_or_init(|| {
        let stamp = std::env::current_exe()
            .ok()
            .and_then(|path| fs::stamp(&path));
        let version = env!("CARGO_PKG_VERSION");
        stamp.map_or_else(String::new, |stamp| {
            format!("\ncontractual-build {version} {stamp}")
        })
    })
}

/// What this program kept under that path; `None` if there is nothing, or if it is not what was written.
pub(crate) fn read(out_dir: &Path, path: &str) -> Option<Vec<u8>> {
    let mut bytes = fs::read(&out_dir.join(path)).ok()??;
    let end = bytes.len().checked_sub(SEAL)?;
    if seal(&bytes[..end]) != bytes[end..] {
        return None;
    }
    let program = Some(program()).filter(|name| !name.is_empty())?;
    let kept = bytes[..end].strip_suffix(program.as_bytes())?.len();
    bytes.truncate(kept);
    Some(bytes)
}

/// As [`read`], of text.
pub(crate) fn read_text(out_dir: &Path, path: &str) -> Option<String> {
    String::from_utf8(read(out_dir, path)?).ok()
}

/// Keeps it. Best effort: without it the next run takes the long way.
pub(crate) fn write(environment: &Environment, path: &str, mut bytes: Vec<u8>) {
    bytes.extend_from_slice(program().as_bytes());
    let seal = seal(&bytes);
    bytes.extend_from_slice(&seal);
    let _ = Writer::new(&environment.out_dir, None).write(path, &bytes);
}

/// Two sums over the words, one of which counts their order. Build scripts run unoptimised: so no digest of each byte, long words, and
/// a plain loop.
#[allow(
    clippy::manual_rotate,
    reason = "`rotate_left` is a call in an unoptimised program"
)]
pub(crate) fn seal(bytes: &[u8]) -> [u8; SEAL] {
    let (words, rest) = bytes.as_chunks::<16>();
    let (fours, words) = words.as_chunks::<4>();
    let mut last = [0_u8; 16];
    last[..rest.len()].copy_from_slice(rest);
    let mut sum = bytes.len() as u128 + 1;
    let mut sums = 0_u128;
    let mut at = 0;
    while at < fours.len() {
        let [a, b, c, d] = fours[at];
        sum = (sum << 1 | sum >> 127).wrapping_add(u128::from_le_bytes(a));
        sums = sums.wrapping_add(sum);
        sum = (sum << 1 | sum >> 127).wrapping_add(u128::from_le_bytes(b));
        sums = sums.wrapping_add(sum);
        sum = (sum << 1 | sum >> 127).wrapping_add(u128::from_le_bytes(c));
        sums = sums.wrapping_add(sum);
        sum = (sum << 1 | sum >> 127).wrapping_add(u128::from_le_bytes(d));
        sums = sums.wrapping_add(sum);
        at += 1;
    }
    for word in words {
        sum = sum.rotate_left(1).wrapping_add(u128::from_le_bytes(*word));
        sums = sums.wrapping_add(sum);
    }
    sum = sum.rotate_left(1).wrapping_add(u128::from_le_bytes(last));
    sums = sums.wrapping_add(sum);
    let mut seal = [0; SEAL];
    seal[..16].copy_from_slice(&sum.to_le_bytes());
    seal[16..].copy_from_slice(&sums.to_le_bytes());
    seal
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn any_change_of_a_byte_breaks_the_seal() {
        for length in [0, 1, 7, 8, 9, 64, 100] {
            let bytes: Vec<u8> = (0..length).collect();
            let whole = seal(&bytes);
            for at in 0..bytes.len() {
                for bit in 0..8 {
                    let mut changed = bytes.clone();
                    changed[at] ^= 1 << bit;
                    assert_ne!(seal(&changed), whole);
                }
                assert_ne!(seal(&bytes[..at]), whole);
                if at > 0 {
                    let mut swapped = bytes.clone();
                    swapped.swap(at - 1, at);
                    assert_ne!(seal(&swapped), whole);
                }
            }
            assert_ne!(seal(&[&bytes[..], &[0]].concat()), whole);
        }
    }
}
