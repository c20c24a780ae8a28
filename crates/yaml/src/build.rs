//! From parser events to the tree: anchors, tags and all bounds.

use std::collections::{HashMap, HashSet};
use std::sync::Arc;

use contractual_diag::{Diagnostic, Pointer, SourceLoc};
use granit_parser::{Event, ScalarStyle, Span as RawSpan, StructureStyle, Tag};

use crate::scalar::{Scalar, resolve_plain};
use crate::{Document, Documents, Mapping, Node, Options, Position, Span, Style, Value};

mod keys;

use keys::key_text;

const CORE: &str = "tag:yaml.org,2002:";

/// An anchored node that is complete.
struct Anchored {
    node: Node,
    nodes: usize,
    depth: usize,
}

/// A collection that is still open.
struct Frame {
    node: Node,
    anchor: usize,
    key: Option<Node>,
    /// Positions of keys, once a mapping is large enough for a search to cost.
    index: HashMap<Arc<str>, usize>,
    nodes: usize,
    depth: usize,
}

pub(crate) struct Builder<'o> {
    file: String,
    options: &'o Options,
    skipped: usize,
    documents: Vec<Document>,
    warnings: Vec<Diagnostic>,
    problems: Vec<Diagnostic>,
    stack: Vec<Frame>,
    root: Option<Node>,
    anchors: HashMap<usize, Anchored>,
    /// Texts of keys: a file has few of them, each many times.
    keys: HashSet<Arc<str>>,
    nodes: usize,
    copies: usize,
    stopped: bool,
}

impl<'o> Builder<'o> {
    pub(crate) fn new(file: &str, options: &'o Options, skipped: usize) -> Self {
        Self {
            file: file.to_owned(),
            options,
            skipped,
            documents: Vec::new(),
            warnings: Vec::new(),
            problems: Vec::new(),
            stack: Vec::new(),
            root: None,
            anchors: HashMap::new(),
            keys: HashSet::new(),
            nodes: 0,
            copies: 0,
            stopped: false,
        }
    }

    /// Records a problem; reading stops when there are too many.
    pub(crate) fn report(&mut self, problem: Diagnostic) {
        self.problems.push(problem);
        if self.problems.len() >= self.options.limits.max_problems {
            self.stopped = true;
        }
    }

    pub(crate) fn finish(mut self) -> Result<Vec<Document>, Vec<Diagnostic>> {
        if !self.problems.is_empty() {
            contractual_diag::sort(&mut self.problems);
            return Err(self.problems);
        }
        if self.documents.is_empty() && self.options.documents == Documents::One {
            let root = scalar_node(Value::Null, Span::start_of_text(), Style::Plain);
            self.close_document(root);
        }
        Ok(self.documents)
    }

    /// Takes one event; false ends the reading.
    pub(crate) fn event(&mut self, event: Event<'_>, raw: RawSpan) -> bool {
        let span = self.span(raw);
        match event {
            Event::DocumentStart(..) => {
                if self.options.documents == Documents::One && !self.documents.is_empty() {
                    self.report(
                        Diagnostic::error("yaml_documents", "a second document starts here")
                            .at(span.loc(&self.file))
                            .why("one file holds one document")
                            .fix("move it to a file of its own, or remove the `---`"),
                    );
                    return false;
                }
                self.anchors.clear();
            }
            Event::DocumentEnd => {
                if let Some(root) = self.root.take() {
                    self.close_document(root);
                }
            }
            Event::Scalar(text, style, anchor, tag) => {
                let tag = tag.map(|tag| tag_text(&tag));
                let node = self.scalar(&text, style, tag, span);
                if self.spend(1, span) {
                    self.remember(anchor, &node, 1, 0);
                    self.attach(node, 1, 0);
                }
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.open(
                    Value::Sequence(Vec::new()),
                    style,
                    anchor,
                    tag.map(|t| tag_text(&t)),
                    span,
                );
            }
            Event::MappingStart(style, anchor, tag) => {
                self.open(
                    Value::Mapping(Mapping::default()),
                    style,
                    anchor,
                    tag.map(|t| tag_text(&t)),
                    span,
                );
            }
            Event::SequenceEnd | Event::MappingEnd => self.close(span),
            Event::Alias(id) => self.alias(id, span),
            Event::UnresolvedAlias(name) => {
                let problem = Diagnostic::error("yaml_alias_unknown", format!("alias `*{name}` has no anchor before it"))
                    .at(span.loc(&self.file))
                    .pointer(self.pointer())
                    .fix(format!("write `&{name}` on the value that is meant, above this line, or put the text in quotes"));
                self.report(problem);
                self.attach(scalar_node(Value::Null, span, Style::Plain), 1, 0);
            }
            _ => {}
        }
        !self.stopped
    }

    fn close_document(&mut self, root: Node) {
        let warnings = std::mem::take(&mut self.warnings);
        self.documents.push(Document {
            file: self.file.clone(),
            root,
            warnings,
        });
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<String>, span: Span) -> Node {
        let style = match style {
            ScalarStyle::Plain => Style::Plain,
            ScalarStyle::SingleQuoted => Style::SingleQuoted,
            ScalarStyle::DoubleQuoted => Style::DoubleQuoted,
            ScalarStyle::Literal => Style::Literal,
            ScalarStyle::Folded => Style::Folded,
        };
        let plain = resolve_plain(text);
        let resolved = match tag.as_deref() {
            None if style == Style::Plain => plain,
            None | Some("!") => Scalar::Text,
            Some(tag) => match tag.strip_prefix(CORE) {
                Some("str") => Scalar::Text,
                Some(name @ ("null" | "bool" | "int" | "float")) => {
                    let fitting = match (name, plain) {
                        ("null", Scalar::Null)
                        | ("bool", Scalar::Bool(_))
                        | ("int", Scalar::Int(_))
                        | ("float", Scalar::Float(_)) => Some(plain),
                        #[allow(clippy::cast_precision_loss)]
                        ("float", Scalar::Int(value)) => Some(Scalar::Float(value as f64)),
                        _ => None,
                    };
                    fitting.unwrap_or_else(|| {
                        let problem = Diagnostic::error(
                            "yaml_tag_value",
                            format!("`{text}` is no value for the tag `!!{name}`"),
                        )
                        .at(span.loc(&self.file))
                        .pointer(self.pointer())
                        .fix("remove the tag or change the value");
                        self.report(problem);
                        Scalar::Text
                    })
                }
                Some(name @ ("seq" | "map")) => {
                    let problem = Diagnostic::error(
                        "yaml_tag_value",
                        format!("a scalar cannot have the tag `!!{name}`"),
                    )
                    .at(span.loc(&self.file))
                    .pointer(self.pointer())
                    .fix("remove the tag or write a collection");
                    self.report(problem);
                    Scalar::Text
                }
                _ => {
                    self.foreign_tag(tag, span);
                    Scalar::Text
                }
            },
        };
        let value = match resolved {
            Scalar::Null => Value::Null,
            Scalar::Bool(value) => Value::Bool(value),
            Scalar::Int(value) => Value::Int(value),
            Scalar::Float(value) => Value::Float(value),
            Scalar::Text => Value::String(self.shared(text)),
        };
        let mut node = scalar_node(value, span, style);
        if resolved != Scalar::Text {
            node.rare_mut().raw = Some(text.into());
        }
        if let Some(tag) = tag {
            node.rare_mut().tag = Some(tag.into());
        }
        node
    }

    /// The text, shared with earlier keys if it is going to be the key of a mapping.
    fn shared(&mut self, text: &str) -> Arc<str> {
        const LONGEST: usize = 64;
        const MOST: usize = 4096;
        let is_key = self.stack.last().is_some_and(|frame| {
            frame.key.is_none() && matches!(frame.node.value, Value::Mapping(_))
        });
        if !is_key || text.len() > LONGEST {
            return text.into();
        }
        if let Some(known) = self.keys.get(text) {
            return known.clone();
        }
        let new: Arc<str> = text.into();
        if self.keys.len() < MOST {
            self.keys.insert(new.clone());
        }
        new
    }

    fn foreign_tag(&mut self, tag: &str, span: Span) {
        let shown = tag
            .strip_prefix(CORE)
            .map_or_else(|| tag.to_owned(), |name| format!("!!{name}"));
        let headline = format!("unknown tag `{shown}`");
        let allowed = self.options.foreign_tags;
        let found = if allowed {
            Diagnostic::warning("yaml_tag", headline)
                .why("the tag is ignored, the value is read without it")
        } else {
            Diagnostic::error("yaml_tag", headline)
                .fix("remove the tag; only the tags of the YAML 1.2 core schema are known")
        };
        let found = found.at(span.loc(&self.file)).pointer(self.pointer());
        if allowed {
            self.warnings.push(found);
        } else {
            self.report(found);
        }
    }

    fn open(
        &mut self,
        value: Value,
        style: StructureStyle,
        anchor: usize,
        tag: Option<String>,
        span: Span,
    ) {
        if !self.spend(1, span) {
            return;
        }
        let limit = self.options.limits.max_depth;
        if self.stack.len() >= limit {
            self.stop(
                "yaml_too_deep",
                format!("more than {limit} collections inside each other"),
                span,
            );
            return;
        }
        if let Some(tag) = &tag {
            let fits = match value {
                Value::Sequence(_) => format!("{CORE}seq"),
                _ => format!("{CORE}map"),
            };
            if *tag != fits && tag != "!" {
                if matches!(
                    tag.strip_prefix(CORE),
                    Some("str" | "int" | "float" | "bool" | "null" | "seq" | "map")
                ) {
                    let name = tag.strip_prefix(CORE).unwrap_or(tag);
                    let problem = Diagnostic::error(
                        "yaml_tag_value",
                        format!("this collection cannot have the tag `!!{name}`"),
                    )
                    .at(span.loc(&self.file))
                    .pointer(self.pointer())
                    .fix("remove the tag");
                    self.report(problem);
                } else {
                    self.foreign_tag(tag, span);
                }
            }
        }
        let style = match style {
            StructureStyle::Block => Style::Block,
            StructureStyle::Flow => Style::Flow,
        };
        let mut node = scalar_node(value, span, style);
        if let Some(tag) = tag {
            node.rare_mut().tag = Some(tag.into());
        }
        self.stack.push(Frame {
            node,
            anchor,
            key: None,
            index: HashMap::new(),
            nodes: 1,
            depth: 0,
        });
    }

    fn close(&mut self, span: Span) {
        let Some(mut frame) = self.stack.pop() else {
            return;
        };
        let last = match &frame.node.value {
            Value::Sequence(items) => items.last(),
            Value::Mapping(mapping) => mapping.entries.last().map(|entry| &entry.value),
            _ => None,
        };
        frame.node.span.end = match (frame.node.style, last) {
            // A block collection ends with its last value, not where the next token was found.
            (Style::Block, Some(last)) if last.alias().is_none() => {
                last.span.end.max(frame.node.span.end)
            }
            _ => span.end.max(frame.node.span.end),
        };
        if self.options.merge_keys {
            self.merge(&mut frame);
            if self.stopped {
                return;
            }
        }
        let (nodes, depth) = (frame.nodes, frame.depth + 1);
        self.remember(frame.anchor, &frame.node, nodes, depth);
        self.attach(frame.node, nodes, depth);
    }

    fn remember(&mut self, anchor: usize, node: &Node, nodes: usize, depth: usize) {
        if anchor == 0 || !self.options.aliases {
            return;
        }
        if !self.copy(nodes, "under anchors", node.span) {
            return;
        }
        self.anchors.insert(
            anchor,
            Anchored {
                node: node.clone(),
                nodes,
                depth,
            },
        );
    }

    fn alias(&mut self, id: usize, span: Span) {
        let placeholder = || scalar_node(Value::Null, span, Style::Plain);
        if !self.options.aliases {
            let problem =
                Diagnostic::error("yaml_alias_refused", "aliases are not allowed in this file")
                    .at(span.loc(&self.file))
                    .pointer(self.pointer())
                    .fix("write the value out");
            self.report(problem);
            self.attach(placeholder(), 1, 0);
            return;
        }
        if let Some(open) = self.stack.iter().find(|frame| frame.anchor == id) {
            let problem = Diagnostic::error(
                "yaml_alias_cycle",
                "this alias stands inside the value that it names",
            )
            .at(span.loc(&self.file))
            .pointer(self.pointer())
            .see("the value starts here", open.node.span.loc(&self.file))
            .fix("name a value that is complete before this line");
            self.report(problem);
            self.attach(placeholder(), 1, 0);
            return;
        }
        let Some(anchored) = self.anchors.get(&id) else {
            self.attach(placeholder(), 1, 0);
            return;
        };
        let (nodes, depth) = (anchored.nodes, anchored.depth);
        if !self.spend(nodes, span) || !self.copy(nodes, "through aliases", span) {
            return;
        }
        let limit = self.options.limits.max_depth;
        if self.stack.len() + depth > limit {
            self.stop(
                "yaml_too_deep",
                format!("this alias brings more than {limit} collections inside each other"),
                span,
            );
            return;
        }
        if let Some(anchored) = self.anchors.get(&id) {
            let mut node = anchored.node.clone();
            node.rare_mut().alias = Some(span.start);
            self.attach(node, nodes, depth);
        }
    }

    /// Puts a complete node where it belongs.
    fn attach(&mut self, node: Node, nodes: usize, depth: usize) {
        let Some(frame) = self.stack.last_mut() else {
            self.root = Some(node);
            return;
        };
        frame.nodes += nodes;
        frame.depth = frame.depth.max(depth);
        match &mut frame.node.value {
            Value::Sequence(items) => items.push(node),
            Value::Mapping(_) if frame.key.is_none() => frame.key = Some(node),
            Value::Mapping(_) => self.entry(node),
            _ => {}
        }
    }

    /// Counts nodes; false if the budget is used up.
    fn spend(&mut self, nodes: usize, span: Span) -> bool {
        self.nodes = self.nodes.saturating_add(nodes);
        let limit = self.options.limits.max_nodes;
        if self.nodes > limit {
            self.stop(
                "yaml_too_many_nodes",
                format!("more than {limit} nodes, aliases expanded"),
                span,
            );
            return false;
        }
        true
    }

    /// Counts nodes that are about to be copied; false if there are too many, and then none is.
    fn copy(&mut self, nodes: usize, how: &str, span: Span) -> bool {
        self.copies = self.copies.saturating_add(nodes);
        let limit = self.options.limits.max_copies;
        if self.copies > limit {
            let headline = format!("more than {limit} nodes {how}");
            self.stop("yaml_too_many_nodes", headline, span);
        }
        self.copies <= limit
    }

    /// Records that the parser itself gave up on the depth.
    pub(crate) fn too_deep(&mut self, at: SourceLoc) {
        let limit = self.options.limits.max_depth;
        self.stop_at(
            "yaml_too_deep",
            format!("more than {limit} collections inside each other"),
            at,
        );
    }

    fn stop(&mut self, code: &'static str, headline: String, span: Span) {
        self.stop_at(code, headline, span.loc(&self.file));
    }

    fn stop_at(&mut self, code: &'static str, headline: String, at: SourceLoc) {
        let problem = Diagnostic::error(code, headline)
            .at(at)
            .pointer(self.pointer())
            .why("the limit keeps a small file from using up the memory")
            .fix("split the file, or write it without so many aliases");
        self.problems.push(problem);
        self.stopped = true;
    }

    /// The place that the next node will have in the document.
    fn pointer(&self) -> Pointer {
        let mut pointer = Pointer::root();
        for frame in &self.stack {
            match &frame.node.value {
                Value::Sequence(items) => pointer = pointer.index(items.len()),
                _ => {
                    if let Some(key) = frame.key.as_ref().and_then(key_text) {
                        pointer.push_key(&key);
                    }
                }
            }
        }
        pointer
    }

    fn span(&self, raw: RawSpan) -> Span {
        let at = |mark: granit_parser::Marker| Position {
            line: u32::try_from(mark.line()).unwrap_or(u32::MAX),
            column: u32::try_from(mark.col() + 1).unwrap_or(u32::MAX),
            offset: u32::try_from(mark.byte_offset().unwrap_or(0) + self.skipped)
                .unwrap_or(u32::MAX),
        };
        Span {
            start: at(raw.start),
            end: at(raw.end),
        }
    }
}

impl Span {
    fn start_of_text() -> Self {
        let start = Position {
            line: 1,
            column: 1,
            offset: 0,
        };
        Self { start, end: start }
    }
}

fn scalar_node(value: Value, span: Span, style: Style) -> Node {
    Node::new(value, span, style)
}

fn tag_text(tag: &Tag) -> String {
    format!("{}{}", tag.handle(), tag.suffix())
}
