//! What is kept in `OUT_DIR` for the next run, with a sum over it: a file that is cut off or damaged counts as none.

use std::path::Path;

use crate::cargo::Environment;
use crate::fs::{self, Writer};

/// The length of the seal: two long words.
pub(crate) const SEAL: usize = 32;

/// What was kept under that path; `None` if there is nothing, or if it is not what was written.
pub(crate) fn read(out_dir: &Path, path: &str) -> Option<Vec<u8>> {
    let mut bytes = fs::read(&out_dir.join(path)).ok()??;
    let end = bytes.len().checked_sub(SEAL)?;
    if seal(&bytes[..end]) != bytes[end..] {
        return None;
    }
    bytes.truncate(end);
    Some(bytes)
}

/// As [`read`], of text.
pub(crate) fn read_text(out_dir: &Path, path: &str) -> Option<String> {
    String::from_utf8(read(out_dir, path)?).ok()
}

/// Keeps it. Best effort: without it the next run takes the long way.
pub(crate) fn write(environment: &Environment, path: &str, mut bytes: Vec<u8>) {
    let seal = seal(&bytes);
    bytes.extend_from_slice(&seal);
    let _ = Writer::new(&environment.out_dir, None).write(path, &bytes);
}

/// Two sums over the words, one of which counts their order. Build scripts run unoptimised: so no digest of each byte, long words, and
/// a plain loop.
pub(crate) fn seal(bytes: &[u8]) -> [u8; SEAL] {
    let (words, rest) = bytes.as_chunks::<16>();
    let mut last = [0_u8; 16];
    last[..rest.len()].copy_from_slice(rest);
    let mut sum = bytes.len() as u128 + 1;
    let mut sums = 0_u128;
    let mut at = 0;
    while at < words.len() {
        sum = sum
            .rotate_left(1)
            .wrapping_add(u128::from_le_bytes(words[at]));
        sums = sums.wrapping_add(sum);
        at += 1;
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
