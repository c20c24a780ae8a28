//! What a family allows in its files, and how large they may be.

/// Bounds on one text. All are inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Bytes of the text. Default: 16 MiB.
    pub max_bytes: usize,
    /// Collections inside each other. Default: 128; at most 250.
    pub max_depth: usize,
    /// Nodes (values and keys) after the expansion of aliases and merge keys. Default: 200,000.
    pub max_nodes: usize,
    /// Nodes that anchors and aliases copy; each copy is a node of the tree too. Default: 200,000.
    pub max_copies: usize,
    /// Problems that are collected before reading stops. Default: 100.
    pub max_problems: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            max_bytes: 16 << 20,
            max_depth: 128,
            max_nodes: 200_000,
            max_copies: 200_000,
            max_problems: 100,
        }
    }
}

/// How many documents one text may hold.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Documents {
    /// Exactly one, or none (an empty text is one null).
    #[default]
    One,
    /// Any number.
    Many,
}

/// What a family allows. The default is the strictest useful reading: one document, aliases, no merge keys, no foreign tags.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Options {
    /// Bounds on the text.
    pub limits: Limits,
    /// True: an unquoted key `<<` merges a mapping, or a list of mappings, into its own mapping. Keys written out win, and
    /// an earlier mapping of a list wins over a later one. False: `<<` is an ordinary key.
    pub merge_keys: bool,
    /// True: keys of different kinds are different keys, as YAML has it: `1` and `"1"` may both stand in a mapping, as two
    /// entries with the same text. False: they are the same key, twice.
    pub typed_keys: bool,
    /// True: anchors and aliases are expanded. False: an alias is an error.
    pub aliases: bool,
    /// How many documents are allowed.
    pub documents: Documents,
    /// True: a tag outside the core schema is kept on its node with a warning in the document, and otherwise ignored.
    /// False: it is an error.
    pub foreign_tags: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            limits: Limits::default(),
            merge_keys: false,
            typed_keys: false,
            aliases: true,
            documents: Documents::One,
            foreign_tags: false,
        }
    }
}
