//! The short way from a text to a tree: built at once, without the tree of the YAML reader in between.
//!
//! Most files hold no anchors, tags or mistakes; they take this way. For all others [`tree`] gives nothing, and the long way
//! says what is wrong with them. Both ways give the same tree.

use contractual_yaml::{Limits, Position, Scalar, Simple, visit_simple};

use crate::value::{At, Entry, Map, Node, Text, Value};

/// The tree of a text, if it is simple.
pub(super) fn tree(text: &str, limits: &Limits, file: u32) -> Option<Node> {
    let mut builder = Builder {
        file,
        open: Vec::new(),
        items: Vec::new(),
        entries: Vec::new(),
        root: None,
    };
    visit_simple(text, limits, |piece, at| builder.piece(piece, at)).then_some(())?;
    builder.root
}

/// A collection that is not complete.
struct Open {
    at: At,
    /// Where its own items or entries start among those that wait.
    start: usize,
    mapping: bool,
    /// For a mapping: the key whose value comes next.
    key: Option<(Text, At)>,
}

struct Builder {
    file: u32,
    open: Vec<Open>,
    /// Items and entries of all open collections. A complete collection takes its own in one piece of the right size.
    items: Vec<Node>,
    entries: Vec<Entry>,
    root: Option<Node>,
}

impl Builder {
    fn piece(&mut self, piece: Simple<'_>, place: Position) -> bool {
        let at = At::new(self.file, place.line, place.column);
        let wants_key = self
            .open
            .last()
            .is_some_and(|open| open.mapping && open.key.is_none());
        match piece {
            Simple::Scalar(text, scalar) if wants_key => {
                let key = match value(text, scalar) {
                    Value::Null => Text::default(),
                    Value::Text(text) => text,
                    other => crate::js::string(&other).into(),
                };
                if let Some(open) = self.open.last_mut() {
                    open.key = Some((key, at));
                }
                true
            }
            Simple::Scalar(text, scalar) => self.put(Node {
                value: value(text, scalar),
                at,
            }),
            // A collection as a key is for the long way to refuse.
            Simple::List | Simple::Mapping if wants_key => false,
            Simple::List | Simple::Mapping => {
                let mapping = piece == Simple::Mapping;
                let start = if mapping {
                    self.entries.len()
                } else {
                    self.items.len()
                };
                self.open.push(Open {
                    at,
                    start,
                    mapping,
                    key: None,
                });
                true
            }
            Simple::End => self.close(),
        }
    }

    fn close(&mut self) -> bool {
        let Some(open) = self.open.pop() else {
            return false;
        };
        let value = if open.mapping {
            let entries = self.entries.drain(open.start..).collect();
            match Map::from_entries(entries) {
                Ok(map) => Value::map(map),
                // A key stands there twice.
                Err(_) => return false,
            }
        } else {
            Value::list(self.items.drain(open.start..).collect())
        };
        self.put(Node { value, at: open.at })
    }

    /// Puts a complete value where it belongs.
    fn put(&mut self, node: Node) -> bool {
        match self.open.last_mut() {
            None => self.root = Some(node),
            Some(open) if open.mapping => {
                let Some((key, key_at)) = open.key.take() else {
                    return false;
                };
                self.entries.push(Entry { key, key_at, node });
            }
            Some(_) => self.items.push(node),
        }
        true
    }
}

fn value(text: &str, scalar: Scalar) -> Value {
    match scalar {
        Scalar::Null => Value::Null,
        Scalar::Bool(value) => Value::Bool(value),
        #[allow(clippy::cast_precision_loss)]
        Scalar::Int(value) => Value::Number(value as f64),
        Scalar::Float(value) => Value::Number(value),
        Scalar::Text => Value::text(text),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::load::sources::convert;
    use contractual_yaml::{Options, parse_one};

    fn shown(node: &Node, out: &mut String) {
        out.push_str(&format!("{}:{} ", node.at.line(), node.at.column()));
        match &node.value {
            Value::List(items) => items.iter().for_each(|item| shown(item, out)),
            Value::Map(map) => {
                for entry in map.entries() {
                    out.push_str(&format!(
                        "{}@{}:{}=",
                        entry.key,
                        entry.key_at.line(),
                        entry.key_at.column()
                    ));
                    shown(&entry.node, out);
                }
            }
            other => out.push_str(&crate::js::json(other, 0)),
        }
        out.push('\n');
    }

    #[test]
    fn both_ways_give_the_same_tree() {
        for text in [
            "a: 1\nb: [x, 'y', {k: ~, 10: q, 2: r, 1.50: s, true: t}]\nc:\n  - |\n    l1\n    l2\n  - >-\n    f\n    g\n  -\n    - n: 0x10\n",
            "\u{feff}# c\n---\n? k\n: v\ne: {}\nf: []\ng:\n",
            "5",
            "- -1\n- .inf\n- 0o17\n- 1e3\n- 123456789012345678901\n",
        ] {
            let limits = Limits::default();
            let quick = tree(text, &limits, 1).unwrap_or_else(|| panic!("{text}"));
            let long = convert(parse_one(text, "x", &Options::default()).unwrap().root, 1);
            let (mut a, mut b) = (String::new(), String::new());
            shown(&quick, &mut a);
            shown(&long, &mut b);
            assert_eq!(a, b);
        }
    }

    #[test]
    fn what_is_not_simple_is_left_to_the_long_way() {
        let many: String = (0..40).map(|n| format!("k{n}: 1\n")).collect();
        for text in [
            "",
            "a: 1\na: 2\n",
            "a: &x 1\nb: *x\n",
            "a: !!str 1\n",
            "a: 1\n---\nb: 2\n",
            "? [a]\n: 1\n",
            "a: [1\n",
            &format!("{many}k7: 2\n"),
        ] {
            assert!(tree(text, &Limits::default(), 1).is_none(), "{text}");
        }
    }
}
