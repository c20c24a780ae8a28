//! SHA-256 (FIPS 180-4), so that anyone can check the lock file with standard tools.
//!
//! Own code, because every user's build script compiles it: one page instead of nine crates.

const K: [u32; 64] = [
    0x428a2f98, 0x71374491, 0xb5c0fbcf, 0xe9b5dba5, 0x3956c25b, 0x59f111f1, 0x923f82a4, 0xab1c5ed5,
    0xd807aa98, 0x12835b01, 0x243185be, 0x550c7dc3, 0x72be5d74, 0x80deb1fe, 0x9bdc06a7, 0xc19bf174,
    0xe49b69c1, 0xefbe4786, 0x0fc19dc6, 0x240ca1cc, 0x2de92c6f, 0x4a7484aa, 0x5cb0a9dc, 0x76f988da,
    0x983e5152, 0xa831c66d, 0xb00327c8, 0xbf597fc7, 0xc6e00bf3, 0xd5a79147, 0x06ca6351, 0x14292967,
    0x27b70a85, 0x2e1b2138, 0x4d2c6dfc, 0x53380d13, 0x650a7354, 0x766a0abb, 0x81c2c92e, 0x92722c85,
    0xa2bfe8a1, 0xa81a664b, 0xc24b8b70, 0xc76c51a3, 0xd192e819, 0xd6990624, 0xf40e3585, 0x106aa070,
    0x19a4c116, 0x1e376c08, 0x2748774c, 0x34b0bcb5, 0x391c0cb3, 0x4ed8aa4a, 0x5b9cca4f, 0x682e6ff3,
    0x748f82ee, 0x78a5636f, 0x84c87814, 0x8cc70208, 0x90befffa, 0xa4506ceb, 0xbef9a3f7, 0xc67178f2,
];

/// The digest of `bytes` as 64 lower-case hexadecimal digits.
pub fn sha256_hex(bytes: &[u8]) -> String {
    let mut state: [u32; 8] = [
        0x6a09e667, 0xbb67ae85, 0x3c6ef372, 0xa54ff53a, 0x510e527f, 0x9b05688c, 0x1f83d9ab,
        0x5be0cd19,
    ];
    let (blocks, rest) = bytes.as_chunks::<64>();
    for block in blocks {
        compress(&mut state, block);
    }
    let mut tail = [0_u8; 128];
    tail[..rest.len()].copy_from_slice(rest);
    tail[rest.len()] = 0x80;
    let length = if rest.len() < 56 { 64 } else { 128 };
    let bits = (bytes.len() as u64).wrapping_mul(8);
    tail[length - 8..length].copy_from_slice(&bits.to_be_bytes());
    let (blocks, _) = tail[..length].as_chunks::<64>();
    for block in blocks {
        compress(&mut state, block);
    }
    let mut digits = Vec::with_capacity(64);
    for word in state {
        for byte in word.to_be_bytes() {
            digits.push(DIGITS[usize::from(byte >> 4)]);
            digits.push(DIGITS[usize::from(byte & 15)]);
        }
    }
    String::from_utf8(digits).unwrap_or_default()
}

const DIGITS: &[u8; 16] = b"0123456789abcdef";

/// A round (`rotate_right` is a call in an unoptimised program, so the word stands twice in one of 64 bits, and is shifted): the names move on by one from each to the next, so that no value has to.
macro_rules! round {
    ($a:ident $b:ident $c:ident $d:ident $e:ident $f:ident $g:ident $h:ident, $k:ident $w:ident) => {
        let twice = ($e as u64) << 32 | $e as u64;
        let s1 = (twice >> 6 ^ twice >> 11 ^ twice >> 25) as u32;
        let twice = ($a as u64) << 32 | $a as u64;
        let s0 = (twice >> 2 ^ twice >> 13 ^ twice >> 22) as u32;
        let choice = $g ^ ($e & ($f ^ $g));
        let majority = ($a & $b) | ($c & ($a | $b));
        let t1 = $h.wrapping_add(s1).wrapping_add(choice);
        let t1 = t1.wrapping_add($k).wrapping_add($w);
        $d = $d.wrapping_add(t1);
        $h = t1.wrapping_add(s0).wrapping_add(majority);
    };
}

/// The word sixteen rounds later, in the place of this one.
macro_rules! later {
    ($w:ident $w1:ident $w9:ident $w14:ident) => {
        let twice = ($w1 as u64) << 32 | $w1 as u64;
        let s0 = (twice >> 7 ^ twice >> 18) as u32 ^ ($w1 >> 3);
        let twice = ($w14 as u64) << 32 | $w14 as u64;
        let s1 = (twice >> 17 ^ twice >> 19) as u32 ^ ($w14 >> 10);
        $w = $w.wrapping_add(s0).wrapping_add($w9).wrapping_add(s1);
    };
}

/// Build scripts run unoptimised, where each index is checked, and each step of an iterator is a call: so variables, and sixteen rounds
/// at a time. (`wrapping_add` is one instruction even there.)
#[allow(clippy::many_single_char_names, reason = "the names of FIPS 180-4")]
fn compress(state: &mut [u32; 8], block: &[u8; 64]) {
    let mut words = [0; 16];
    let (bytes, _) = block.as_chunks::<4>();
    let mut at = 0;
    while at < 16 {
        words[at] = u32::from_be_bytes(bytes[at]);
        at += 1;
    }
    let [
        mut w0,
        mut w1,
        mut w2,
        mut w3,
        mut w4,
        mut w5,
        mut w6,
        mut w7,
        mut w8,
        mut w9,
        mut w10,
        mut w11,
        mut w12,
        mut w13,
        mut w14,
        mut w15,
    ] = words;
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    let (rounds, _) = K.as_chunks::<16>();
    at = 0;
    loop {
        let [
            k0,
            k1,
            k2,
            k3,
            k4,
            k5,
            k6,
            k7,
            k8,
            k9,
            k10,
            k11,
            k12,
            k13,
            k14,
            k15,
        ] = rounds[at];
        round!(a b c d e f g h, k0 w0);
        round!(h a b c d e f g, k1 w1);
        round!(g h a b c d e f, k2 w2);
        round!(f g h a b c d e, k3 w3);
        round!(e f g h a b c d, k4 w4);
        round!(d e f g h a b c, k5 w5);
        round!(c d e f g h a b, k6 w6);
        round!(b c d e f g h a, k7 w7);
        round!(a b c d e f g h, k8 w8);
        round!(h a b c d e f g, k9 w9);
        round!(g h a b c d e f, k10 w10);
        round!(f g h a b c d e, k11 w11);
        round!(e f g h a b c d, k12 w12);
        round!(d e f g h a b c, k13 w13);
        round!(c d e f g h a b, k14 w14);
        round!(b c d e f g h a, k15 w15);
        at += 1;
        if at == rounds.len() {
            break;
        }
        later!(w0 w1 w9 w14);
        later!(w1 w2 w10 w15);
        later!(w2 w3 w11 w0);
        later!(w3 w4 w12 w1);
        later!(w4 w5 w13 w2);
        later!(w5 w6 w14 w3);
        later!(w6 w7 w15 w4);
        later!(w7 w8 w0 w5);
        later!(w8 w9 w1 w6);
        later!(w9 w10 w2 w7);
        later!(w10 w11 w3 w8);
        later!(w11 w12 w4 w9);
        later!(w12 w13 w5 w10);
        later!(w13 w14 w6 w11);
        later!(w14 w15 w7 w12);
        later!(w15 w0 w8 w13);
    }
    let after = [a, b, c, d, e, f, g, h];
    at = 0;
    while at < 8 {
        state[at] = state[at].wrapping_add(after[at]);
        at += 1;
    }
}

#[cfg(test)]
mod tests {
    use super::sha256_hex;

    /// The examples of FIPS 180-4 and every length around a block's end, compared with `sha256sum`'s own answer for one.
    #[test]
    fn known_digests() {
        assert_eq!(
            sha256_hex(b""),
            "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
        );
        assert_eq!(
            sha256_hex(b"abc"),
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"
        );
        assert_eq!(
            sha256_hex(b"abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq"),
            "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1"
        );
        assert_eq!(
            sha256_hex(&[b'a'; 119]),
            "31eba51c313a5c08226adf18d4a359cfdfd8d2e816b13f4af952f7ea6584dcfb"
        );
    }
}
