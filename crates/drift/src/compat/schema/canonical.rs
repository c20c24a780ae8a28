//! Step 8 of the canonical form: one text for a schema, independent of names, order and the other document; and its hash.

use std::collections::HashMap;
use std::fmt::Write as _;

use super::classes::{edges, local};
use super::shape::{Graph, NodeId};
use crate::sha256::sha256_hex;

/// How far below a node unordered children are told apart when they are put in order.
const SORT_DEPTH: u8 = 5;

impl Graph {
    /// The sha-256 of the canonical form, in hexadecimal digits.
    pub(crate) fn canonical_hash(&mut self, root: NodeId) -> String {
        sha256_hex(self.canonical_text(root).as_bytes())
    }

    /// The canonical form: nodes numbered breadth-first from the root.
    fn canonical_text(&mut self, root: NodeId) -> String {
        let mut digests: HashMap<(NodeId, u8), u64> = HashMap::new();
        let mut numbers: HashMap<Key, usize> = HashMap::new();
        let mut order = vec![root];
        numbers.insert(self.key(root), 0);
        let mut out = String::new();
        let mut at = 0;
        while at < order.len() {
            let flat = self.flat(order[at]);
            let _ = write!(out, "{at} {}", local(&flat));
            for (ordered, mut children) in edges(&flat) {
                if !ordered {
                    children
                        .sort_by_cached_key(|child| self.digest(*child, SORT_DEPTH, &mut digests));
                }
                out.push(';');
                for child in children {
                    let key = self.key(child);
                    let next = order.len();
                    let number = *numbers.entry(key).or_insert_with(|| {
                        order.push(child);
                        next
                    });
                    let _ = write!(out, " {number}");
                }
            }
            out.push('\n');
            at += 1;
        }
        out
    }

    fn key(&self, id: NodeId) -> Key {
        self.class(id).map_or(Key::Node(id), Key::Class)
    }

    fn digest(&mut self, id: NodeId, depth: u8, known: &mut HashMap<(NodeId, u8), u64>) -> u64 {
        if let Some(digest) = known.get(&(id, depth)) {
            return *digest;
        }
        let flat = self.flat(id);
        let mut text = local(&flat);
        if depth > 0 {
            for (ordered, children) in edges(&flat) {
                let mut below: Vec<u64> = children
                    .iter()
                    .map(|child| self.digest(*child, depth - 1, known))
                    .collect();
                if !ordered {
                    below.sort_unstable();
                }
                let _ = write!(text, "{below:x?}");
            }
        }
        let digest = fnv(text.as_bytes());
        known.insert((id, depth), digest);
        digest
    }
}

#[derive(PartialEq, Eq, Hash)]
enum Key {
    Class(u32),
    Node(NodeId),
}

fn fnv(bytes: &[u8]) -> u64 {
    bytes.iter().fold(0xcbf2_9ce4_8422_2325, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01b3)
    })
}
