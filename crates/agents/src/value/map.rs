//! Maps: ordered, with keys that are found without walking through memory.

use std::collections::HashMap;

use super::{At, Node, Text};

/// An entry of a [`Map`].
#[derive(Debug, Clone)]
pub struct Entry {
    /// The key.
    pub key: Text,
    /// Where the key was written.
    pub key_at: At,
    /// The value.
    pub node: Node,
}

/// An ordered map. Keys that look like list positions come first, in ascending order, as in the JSON readers that the
/// peer tool is written for (specification 4.1 item 5); all others keep the order of insertion.
#[derive(Debug, Clone, Default)]
pub struct Map {
    entries: Vec<Entry>,
    /// The positions of the keys of a large map.
    #[expect(
        clippy::box_collection,
        reason = "a map in place makes every value thirty bytes larger, and few have one"
    )]
    index: Option<Box<HashMap<Text, u32>>>,
    /// Four bits of each of the first keys: a search looks only at entries that can be the one, for in a large document each
    /// look is a wait for memory.
    hints: u64,
    numeric: u32,
}

/// From this size on, a map keeps an index of its keys.
const INDEXED: usize = 24;
/// The number of keys with a hint.
const HINTED: usize = 16;
/// The lowest bit of each hint.
const EACH: u64 = 0x1111_1111_1111_1111;

impl Map {
    /// An empty map.
    pub fn new() -> Self {
        Self::default()
    }

    /// A map of entries in the order in which they were written.
    ///
    /// # Errors
    /// The entries, if a key stands there twice.
    pub fn from_entries(mut entries: Vec<Entry>) -> Result<Self, Vec<Entry>> {
        let numeric = entries
            .iter()
            .filter(|entry| list_position(&entry.key).is_some())
            .count();
        if numeric > 0 {
            entries.sort_by_key(|entry| list_position(&entry.key).unwrap_or(u32::MAX));
        }
        let mut map = Self {
            entries,
            numeric: position_u32(numeric),
            ..Self::default()
        };
        map.reindex();
        let unique = match &map.index {
            Some(index) => index.len() == map.entries.len(),
            None => map.entries.iter().enumerate().all(|(at, one)| {
                let mut rest = map.entries[at + 1..].iter();
                rest.all(|other| other.key != one.key)
            }),
        };
        if unique { Ok(map) } else { Err(map.entries) }
    }

    /// The entries in order.
    pub fn entries(&self) -> &[Entry] {
        &self.entries
    }

    /// Keys and values in order.
    pub fn iter(&self) -> impl ExactSizeIterator<Item = (&Text, &Node)> + DoubleEndedIterator {
        self.entries.iter().map(|entry| (&entry.key, &entry.node))
    }

    /// The keys in order.
    pub fn keys(&self) -> impl ExactSizeIterator<Item = &Text> {
        self.entries.iter().map(|entry| &entry.key)
    }

    /// The number of entries.
    pub fn len(&self) -> usize {
        self.entries.len()
    }

    /// True without entries.
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }

    /// The position of a key.
    pub fn position(&self, key: &str) -> Option<usize> {
        if let Some(index) = &self.index {
            return index.get(key).map(|at| *at as usize);
        }
        // Zero in all four bits of the entries that can be the one; a few others may pass for it.
        let other = self.hints ^ (hint(key) * EACH);
        let mut likely = other.wrapping_sub(EACH) & !other & (EACH << 3);
        if self.entries.len() < HINTED {
            likely &= (1 << (4 * self.entries.len())) - 1;
        }
        while likely != 0 {
            let at = (likely.trailing_zeros() / 4) as usize;
            if *self.entries[at].key == *key {
                return Some(at);
            }
            likely &= likely - 1;
        }
        let rest = self.entries.get(HINTED..)?;
        let at = rest.iter().position(|entry| *entry.key == *key)?;
        Some(HINTED + at)
    }

    /// The value of a key.
    pub fn get(&self, key: &str) -> Option<&Node> {
        self.position(key).map(|at| &self.entries[at].node)
    }

    /// The entry of a key.
    pub fn entry(&self, key: &str) -> Option<&Entry> {
        self.position(key).map(|at| &self.entries[at])
    }

    /// The entry of a key, to change it. The key itself must stay.
    pub(crate) fn entry_mut(&mut self, key: &str) -> Option<&mut Entry> {
        self.position(key).map(|at| &mut self.entries[at])
    }

    /// True if the key is present.
    pub fn contains(&self, key: &str) -> bool {
        self.position(key).is_some()
    }

    /// Sets a key: replaced in place, or added where its key belongs.
    pub fn insert(&mut self, key: impl Into<Text>, node: impl Into<Node>) {
        self.insert_entry(Entry {
            key: key.into(),
            key_at: At::default(),
            node: node.into(),
        });
    }

    /// Sets a key, with the place of the key. An existing key keeps its position.
    pub fn insert_entry(&mut self, entry: Entry) {
        if let Some(at) = self.position(&entry.key) {
            self.entries[at] = entry;
            return;
        }
        match list_position(&entry.key) {
            None => self.push(entry),
            Some(number) => {
                let numeric = self.numeric as usize;
                let at = self.entries[..numeric].partition_point(|other| {
                    list_position(&other.key).is_some_and(|known| known < number)
                });
                self.numeric += 1;
                if at == self.entries.len() {
                    return self.push(entry);
                }
                self.entries.insert(at, entry);
                self.reindex();
            }
        }
    }

    /// A copy in which some values are replaced; `None` if `change` replaces none.
    ///
    /// # Errors
    /// The first error of `change`.
    pub(crate) fn replaced<E>(
        &self,
        mut change: impl FnMut(&Entry) -> Result<Option<Node>, E>,
    ) -> Result<Option<Self>, E> {
        let mut changed: Option<Self> = None;
        for (at, entry) in self.entries.iter().enumerate() {
            if let Some(node) = change(entry)? {
                changed.get_or_insert_with(|| self.clone()).entries[at].node = node;
            }
        }
        Ok(changed)
    }

    /// Removes a key.
    pub fn remove(&mut self, key: &str) -> Option<Entry> {
        let at = self.position(key)?;
        if at < self.numeric as usize {
            self.numeric -= 1;
        }
        let entry = self.entries.remove(at);
        self.reindex();
        Some(entry)
    }

    fn push(&mut self, entry: Entry) {
        let at = self.entries.len();
        if at + 1 == INDEXED {
            self.entries.push(entry);
            self.reindex();
            return;
        }
        if let Some(index) = &mut self.index {
            index.insert(entry.key.clone(), position_u32(at));
        }
        if at < HINTED {
            self.hints |= hint(&entry.key) << (4 * at);
        }
        self.entries.push(entry);
    }

    fn reindex(&mut self) {
        self.index = (self.entries.len() >= INDEXED).then(|| {
            let keys = self.entries.iter().enumerate();
            let keys = keys.map(|(at, entry)| (entry.key.clone(), position_u32(at)));
            Box::new(keys.collect())
        });
        let first = self.entries.iter().take(HINTED).enumerate();
        self.hints = first.fold(0, |hints, (at, entry)| hints | hint(&entry.key) << (4 * at));
    }
}

/// Four bits that equal keys share.
fn hint(key: &str) -> u64 {
    let bytes = key.as_bytes();
    let at = |index: usize| bytes.get(index).copied().map_or(0, u64::from);
    let size = bytes.len();
    let sum = at(0) + 3 * at(size / 2) + 5 * at(size.saturating_sub(1)) + 7 * (size as u64);
    (sum ^ (sum >> 4)) & 15
}

fn position_u32(at: usize) -> u32 {
    u32::try_from(at).unwrap_or(u32::MAX)
}

/// The number that a key such as `0` or `17` spells, if it is one that a list could have.
fn list_position(key: &str) -> Option<u32> {
    let canonical = key == "0"
        || (key.len() <= 10 && key.starts_with(|c: char| c.is_ascii_digit() && c != '0'));
    canonical
        .then(|| key.parse::<u32>().ok().filter(|n| *n != u32::MAX))
        .flatten()
}

impl<K: Into<Text>, N: Into<Node>> FromIterator<(K, N)> for Map {
    fn from_iter<I: IntoIterator<Item = (K, N)>>(items: I) -> Self {
        let mut map = Self::new();
        // Keys that come first are put there together: one by one, each would move all others.
        let mut first: Vec<(u32, Entry)> = Vec::new();
        for (key, node) in items {
            let entry = Entry {
                key: key.into(),
                key_at: At::default(),
                node: node.into(),
            };
            match list_position(&entry.key) {
                Some(number) => first.push((number, entry)),
                None => map.insert_entry(entry),
            }
        }
        if first.is_empty() {
            return map;
        }
        first.reverse();
        first.sort_by_key(|(number, _)| *number);
        first.dedup_by_key(|(number, _)| *number);
        map.numeric = position_u32(first.len());
        map.entries
            .splice(0..0, first.into_iter().map(|(_, entry)| entry));
        map.reindex();
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn order(keys: &[&str]) -> String {
        let map: Map = keys.iter().map(|key| (*key, Node::default())).collect();
        map.keys().map(|key| &**key).collect::<Vec<_>>().join(" ")
    }

    #[test]
    fn number_like_keys_come_first() {
        assert_eq!(
            order(&["b", "10", "a", "2", "01", "-1", "0"]),
            "0 2 10 b a 01 -1"
        );
    }

    #[test]
    fn many_number_like_keys_are_put_in_order_at_once() {
        let keys = (0..200_000).rev().map(|n| n.to_string());
        let map: Map = keys.map(|key| (key, Node::from("x"))).collect();
        let entries: Vec<Entry> = map.entries().iter().rev().cloned().collect();
        let again = Map::from_entries(entries).unwrap();
        for map in [&map, &again] {
            assert_eq!(&*map.entries()[7].key, "7");
            assert_eq!(map.position("199999"), Some(199_999));
        }
        let twice: Map = [
            ("1", Node::from("a")),
            ("b", Node::from("b")),
            ("1", Node::from("c")),
        ]
        .into_iter()
        .collect();
        assert_eq!(twice.get("1").and_then(|node| node.as_str()), Some("c"));
        assert!(Map::from_entries([map.entries(), map.entries()].concat()).is_err());
    }

    #[test]
    fn small_maps_find_their_keys_after_each_change() {
        let mut map = Map::new();
        let key = |n: usize| format!("{}{n}", if n.is_multiple_of(3) { "" } else { "k" });
        for n in (0..30).rev() {
            map.insert(key(n), Node::from(n as f64));
        }
        for gone in [7, 12, 29, 0, 5, 6, 8, 20, 21] {
            for map in [
                &map,
                &map.clone(),
                &Map::from_entries(map.entries().to_vec()).unwrap(),
            ] {
                for (at, entry) in map.entries().iter().enumerate() {
                    assert_eq!(map.position(&entry.key), Some(at));
                }
                assert_eq!((map.position(""), map.position("k99")), (None, None));
            }
            assert!(map.remove(&key(gone)).is_some());
            assert_eq!(map.position(&key(gone)), None);
        }
    }

    #[test]
    fn large_maps_find_their_keys() {
        let mut map: Map = (0..100)
            .map(|n| (format!("k{n}"), Node::from(f64::from(n))))
            .collect();
        assert_eq!(map.get("k57").and_then(|n| n.as_number()), Some(57.0));
        map.insert("7", Node::default());
        assert_eq!(map.position("k57"), Some(58));
        map.remove("k3");
        assert_eq!(map.position("k57"), Some(57));
        assert_eq!(map.len(), 100);
    }
}
