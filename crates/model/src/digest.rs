//! Digests and identities: 128-bit FNV-1a, also usable in constants, so that rustc can compute what the scan computed.

/// A 128-bit digest.
pub type Digest = u128;

const OFFSET: u128 = 0x6c62_272e_07bb_0142_62b8_2175_6295_c58d;
const PRIME: u128 = 0x0000_0000_0100_0000_0000_0000_0000_013b;

/// FNV-1a over the bytes.
///
/// ```
/// use contractual_model::digest::of_bytes;
/// assert_eq!(of_bytes(b""), 0x6c62272e07bb014262b821756295c58d);
/// assert_eq!(of_bytes(b"a"), 0xd228cb696f1a8caf78912b704e4a8964);
/// ```
pub const fn of_bytes(bytes: &[u8]) -> Digest {
    more(OFFSET, bytes)
}

const fn more(mut hash: u128, bytes: &[u8]) -> u128 {
    let mut at = 0;
    while at < bytes.len() {
        hash ^= bytes[at] as u128;
        hash = hash.wrapping_mul(PRIME);
        at += 1;
    }
    hash
}

/// Identity of a type: a word (a built-in's or the nominal identity of a contract type)
/// and the identities of its arguments in order.
///
/// ```
/// use contractual_model::digest::identity;
/// const TEXT: u128 = identity("text", &[]);
/// const TEXTS: u128 = identity("list", &[TEXT]);
/// assert_ne!(TEXT, TEXTS);
/// ```
pub const fn identity(word: &str, arguments: &[Digest]) -> Digest {
    let mut hash = of_bytes(word.as_bytes());
    let mut at = 0;
    while at < arguments.len() {
        hash = applied(hash, arguments[at]);
        at += 1;
    }
    hash
}

/// The identity `head` with one more argument: one step of FNV-1a that takes the whole of it, since rustc evaluates this once for each
/// `Option<T>` that a contract names, and a loop over bytes would cost it more than all else that is known of the type.
///
/// ```
/// use contractual_model::digest::{applied, identity, of_bytes};
/// assert_eq!(applied(of_bytes(b"list"), 7), identity("list", &[7]));
/// ```
pub const fn applied(head: Digest, argument: Digest) -> Digest {
    (head ^ argument).wrapping_mul(PRIME)
}

/// Identity of a constant argument: the length of an array, a const generic.
pub const fn constant(value: i128) -> Digest {
    more(of_bytes(b"const "), &value.to_le_bytes())
}

/// The digest as 32 hexadecimal digits.
pub fn to_hex(digest: Digest) -> String {
    format!("{digest:032x}")
}

/// The digest of 32 hexadecimal digits.
pub fn from_hex(text: &str) -> Option<Digest> {
    if text.len() != 32 || text.starts_with('+') {
        return None;
    }
    u128::from_str_radix(text, 16).ok()
}
