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

/// `x` turned right.
macro_rules! turned {
    ($x:expr, $by:literal) => {
        (($x >> $by) | ($x << (32 - $by)))
    };
}

/// The sum of words, without what does not fit into one.
macro_rules! sum {
    ($($word:expr),+) => {
        ((0 $(+ $word as u64)+) & 0xffff_ffff) as u32
    };
}

/// Build scripts run unoptimised, where each method of an integer, each iterator step is a call: so operators and plain loops.
#[allow(
    clippy::cast_possible_truncation,
    clippy::manual_rotate,
    reason = "see above"
)]
fn compress(state: &mut [u32; 8], block: &[u8; 64]) {
    let mut w = [0_u32; 64];
    let mut t = 0;
    while t < 16 {
        let at = t * 4;
        w[t] = ((block[at] as u32) << 24)
            | ((block[at + 1] as u32) << 16)
            | ((block[at + 2] as u32) << 8)
            | (block[at + 3] as u32);
        t += 1;
    }
    while t < 64 {
        let a = w[t - 15];
        let b = w[t - 2];
        let s0 = turned!(a, 7) ^ turned!(a, 18) ^ (a >> 3);
        let s1 = turned!(b, 17) ^ turned!(b, 19) ^ (b >> 10);
        w[t] = sum!(w[t - 16], s0, w[t - 7], s1);
        t += 1;
    }
    let [mut a, mut b, mut c, mut d, mut e, mut f, mut g, mut h] = *state;
    t = 0;
    while t < 64 {
        let s1 = turned!(e, 6) ^ turned!(e, 11) ^ turned!(e, 25);
        let t1 = sum!(h, s1, (e & f) ^ (!e & g), K[t], w[t]);
        let s0 = turned!(a, 2) ^ turned!(a, 13) ^ turned!(a, 22);
        let t2 = sum!(s0, (a & b) ^ (a & c) ^ (b & c));
        h = g;
        g = f;
        f = e;
        e = sum!(d, t1);
        d = c;
        c = b;
        b = a;
        a = sum!(t1, t2);
        t += 1;
    }
    *state = [
        sum!(state[0], a),
        sum!(state[1], b),
        sum!(state[2], c),
        sum!(state[3], d),
        sum!(state[4], e),
        sum!(state[5], f),
        sum!(state[6], g),
        sum!(state[7], h),
    ];
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
