//! Maps and sets by hash for what comes from the user's own sources: the standard library's hash, which withstands texts that an enemy
//! chose, costs an unoptimised build script a tenth of its time. Not for documents from outside.

use std::hash::{BuildHasherDefault, Hasher};

/// A map by hash.
pub type HashMap<K, V> = std::collections::HashMap<K, V, BuildHasherDefault<QuickHasher>>;
/// A set by hash.
pub type HashSet<K> = std::collections::HashSet<K, BuildHasherDefault<QuickHasher>>;

/// Multiplies and turns, a word at a time.
#[derive(Debug, Clone, Copy, Default)]
pub struct QuickHasher(u64);

/// Odd, with as many ones as zeros in no order (the digits of the golden ratio).
const FACTOR: u64 = 0x9e37_79b9_7f4a_7c15;

impl QuickHasher {
    fn add(&mut self, word: u64) {
        let mixed = (self.0 ^ word).wrapping_mul(FACTOR);
        self.0 = mixed ^ mixed >> 29;
    }
}

impl Hasher for QuickHasher {
    fn write(&mut self, bytes: &[u8]) {
        let (words, rest) = bytes.as_chunks::<8>();
        let mut at = 0;
        while at < words.len() {
            self.add(u64::from_le_bytes(words[at]));
            at += 1;
        }
        let mut last = [0; 8];
        last[..rest.len()].copy_from_slice(rest);
        self.add(u64::from_le_bytes(last));
    }

    fn write_u8(&mut self, word: u8) {
        self.add(u64::from(word));
    }

    fn write_u32(&mut self, word: u32) {
        self.add(u64::from(word));
    }

    fn write_u64(&mut self, word: u64) {
        self.add(word);
    }

    fn write_usize(&mut self, word: usize) {
        self.add(word as u64);
    }

    fn write_isize(&mut self, word: isize) {
        self.add(word as u64);
    }

    fn finish(&self) -> u64 {
        let mixed = self.0.wrapping_mul(FACTOR);
        mixed ^ mixed >> 32
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Names of a crate fall into as many buckets as chance would give.
    #[test]
    fn names_are_spread() {
        use std::hash::{BuildHasher, BuildHasherDefault};
        let build = BuildHasherDefault::<QuickHasher>::default();
        let mut low: HashSet<u64> = HashSet::default();
        let mut high: HashMap<u64, usize> = HashMap::default();
        for file in 0..100 {
            for index in 0..10 {
                let hash = build.hash_one(format!("acme::m{file:04}::T{file:04}{index}"));
                low.insert(hash & 1023);
                *high.entry(hash >> 57).or_default() += 1;
            }
        }
        assert!(low.len() > 590, "{}", low.len());
        assert!(high.len() == 128 && high.values().all(|number| *number < 30));
    }
}
