//! Text to tree. The tables that `[a.b]` and dotted keys open are built in place; how each came to be is remembered, so that
//! TOML's rules against redefinition hold.

use contractual_diag::line_column;

use super::scalar::scalar;
use super::{Entry, MAX_BYTES, MAX_DEPTH, Node, ParseError, Table, Value};

/// Reads a whole TOML document.
///
/// ```
/// use contractual_model::toml::parse;
/// let table = parse("mode = \"auto\"\n[paths]\ncontracts = 'docs/contracts'\n")?;
/// assert_eq!(table.str("mode"), Some("auto"));
/// assert_eq!(table.table("paths").and_then(|paths| paths.str("contracts")), Some("docs/contracts"));
/// # Ok::<(), contractual_model::toml::ParseError>(())
/// ```
///
/// # Errors
/// The first place where the text is not TOML 1.0, a key is given twice, or a limit is exceeded.
pub fn parse(text: &str) -> Result<Table, ParseError> {
    let mut parser = Parser {
        text,
        at: 0,
        origins: Vec::new(),
    };
    parser.document().map_err(|fault| {
        let (line, column) = line_column(text, fault.offset);
        ParseError {
            message: fault.message,
            offset: fault.offset,
            line,
            column,
        }
    })
}

pub(super) struct Fault {
    pub(super) message: String,
    pub(super) offset: usize,
}

/// How a table came to be, by its path (steps into arrays of tables are their indices).
#[derive(Clone, Copy, PartialEq)]
enum Origin {
    /// By `[a.b]` for `a`: may get a header of its own later.
    Implied,
    /// By its own header.
    Header,
    /// By a dotted key: no header may open it again.
    Dotted,
}

pub(super) struct Parser<'a> {
    pub(super) text: &'a str,
    pub(super) at: usize,
    origins: Vec<(Vec<String>, Origin)>,
}

impl<'a> Parser<'a> {
    pub(super) fn fault<T>(&self, offset: usize, message: impl Into<String>) -> Result<T, Fault> {
        Err(Fault {
            message: message.into(),
            offset,
        })
    }

    pub(super) fn rest(&self) -> &'a str {
        &self.text[self.at..]
    }

    pub(super) fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn document(&mut self) -> Result<Table, Fault> {
        if self.text.len() > MAX_BYTES {
            return self.fault(0, format!("the text is larger than {MAX_BYTES} bytes"));
        }
        if self.rest().starts_with('\u{feff}') {
            self.at += '\u{feff}'.len_utf8();
        }
        let mut root = Table::default();
        let mut here: Vec<String> = Vec::new();
        loop {
            self.blank()?;
            match self.peek() {
                None => return Ok(root),
                Some(b'[') => here = self.header(&mut root)?,
                Some(_) => {
                    let (keys, node) = self.pair(0)?;
                    self.insert(&mut root, &here, keys, node)?;
                }
            }
            self.end_of_line()?;
        }
    }

    /// `[a.b]` or `[[a.b]]`: opens the table and gives its path.
    fn header(&mut self, root: &mut Table) -> Result<Vec<String>, Fault> {
        let start = self.at;
        self.at += 1;
        let array = self.peek() == Some(b'[');
        if array {
            self.at += 1;
        }
        let keys = self.keys()?;
        let close = if array { "]]" } else { "]" };
        if !self.rest().starts_with(close) {
            return self.fault(
                self.at,
                format!("expected `{close}` behind the table's name"),
            );
        }
        self.at += close.len();
        if keys.len() > MAX_DEPTH {
            return self.fault(start, format!("more than {MAX_DEPTH} levels of tables"));
        }
        let mut path = Vec::new();
        let mut table = root;
        let last = keys.len() - 1;
        for (depth, (key, at)) in keys.into_iter().enumerate() {
            let found = table.entries.iter().position(|entry| entry.key == key);
            path.push(key.clone());
            let index = match found {
                Some(index) => index,
                None => {
                    let value = if depth == last && array {
                        Value::Array(Vec::new())
                    } else {
                        Value::Table(Table::default())
                    };
                    table.entries.push(Entry {
                        key: key.clone(),
                        at,
                        node: Node { value, at: start },
                    });
                    let origin = match depth == last {
                        true => Origin::Header,
                        false => Origin::Implied,
                    };
                    self.origins.push((path.clone(), origin));
                    table.entries.len() - 1
                }
            };
            let known = self.origins.iter().position(|(p, _)| *p == path);
            let existed = found.is_some();
            table = match &mut table.entries[index].node.value {
                Value::Table(_) if depth == last && array => {
                    return self.fault(
                        at,
                        format!("`{key}` is a table already, not an array of tables"),
                    );
                }
                Value::Table(inner) => {
                    if depth == last && existed {
                        match known.map(|i| self.origins[i].1) {
                            Some(Origin::Implied) => {
                                if let Some(i) = known {
                                    self.origins[i].1 = Origin::Header;
                                }
                            }
                            _ => {
                                return self.fault(at, format!("the table `{key}` is given twice"));
                            }
                        }
                    }
                    inner
                }
                Value::Array(items) => {
                    if known.is_none() {
                        return self.fault(
                            at,
                            format!(
                                "`{key}` is an array given by its value; no header can add to it"
                            ),
                        );
                    }
                    if depth == last {
                        if !array {
                            return self.fault(
                                at,
                                format!("`{key}` is an array of tables: write `[[{key}]]`"),
                            );
                        }
                        items.push(Node {
                            value: Value::Table(Table::default()),
                            at: start,
                        });
                    }
                    path.push((items.len() - 1).to_string());
                    match items.last_mut().map(|node| &mut node.value) {
                        Some(Value::Table(inner)) => inner,
                        _ => return self.fault(at, format!("`{key}` holds no tables")),
                    }
                }
                other => {
                    let kind = other.kind();
                    return self.fault(at, format!("`{key}` is {kind} already, not a table"));
                }
            };
        }
        Ok(path)
    }

    /// Puts a pair with a dotted key below the table at `here`.
    fn insert(
        &mut self,
        root: &mut Table,
        here: &[String],
        mut keys: Vec<(String, usize)>,
        node: Node,
    ) -> Result<(), Fault> {
        let Some(mut table) = open(root, here) else {
            return self.fault(node.at, "this table cannot be reached");
        };
        let Some((key, at)) = keys.pop() else {
            return self.fault(node.at, "a key is missing");
        };
        let mut path = here.to_vec();
        for (step, step_at) in keys {
            path.push(step.clone());
            let known = self
                .origins
                .iter()
                .find(|(p, _)| *p == path)
                .map(|(_, o)| *o);
            let index = match table.entries.iter().position(|entry| entry.key == step) {
                Some(index) if known == Some(Origin::Dotted) => index,
                Some(_) => {
                    return self.fault(
                        step_at,
                        format!("`{step}` is given already; a dotted key cannot add to it"),
                    );
                }
                None => {
                    self.origins.push((path.clone(), Origin::Dotted));
                    table.entries.push(Entry {
                        key: step,
                        at: step_at,
                        node: Node {
                            value: Value::Table(Table::default()),
                            at: step_at,
                        },
                    });
                    table.entries.len() - 1
                }
            };
            table = match &mut table.entries[index].node.value {
                Value::Table(inner) => inner,
                _ => return self.fault(step_at, "a value stands where a table is needed"),
            };
        }
        if table.entry(&key).is_some() {
            return self.fault(at, format!("the key `{key}` is given twice"));
        }
        table.entries.push(Entry { key, at, node });
        Ok(())
    }

    /// `a.b = value`.
    fn pair(&mut self, depth: usize) -> Result<(Vec<(String, usize)>, Node), Fault> {
        let keys = self.keys()?;
        if self.peek() != Some(b'=') {
            return self.fault(self.at, "expected `=` behind the key");
        }
        self.at += 1;
        self.spaces();
        let node = self.value(depth)?;
        Ok((keys, node))
    }

    /// `a . "b"`, with the offset of each part; stops behind the spaces that follow.
    fn keys(&mut self) -> Result<Vec<(String, usize)>, Fault> {
        let mut keys = Vec::new();
        loop {
            self.spaces();
            let at = self.at;
            let key = match self.peek() {
                Some(b'"' | b'\'')
                    if !self.rest().starts_with("\"\"\"") && !self.rest().starts_with("'''") =>
                {
                    self.string()?
                }
                _ => {
                    let length = self
                        .rest()
                        .bytes()
                        .take_while(|b| b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-'))
                        .count();
                    if length == 0 {
                        if self.rest().starts_with("<<<<<<<") || self.rest().starts_with(">>>>>>>")
                        {
                            return self.fault(at, "a merge conflict is not resolved here");
                        }
                        return self.fault(
                            at,
                            "expected a key (letters, digits, `_`, `-`, or a quoted text)",
                        );
                    }
                    self.at += length;
                    self.text[at..at + length].to_owned()
                }
            };
            keys.push((key, at));
            self.spaces();
            if self.peek() == Some(b'.') {
                self.at += 1;
            } else {
                return Ok(keys);
            }
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, Fault> {
        let at = self.at;
        if depth > MAX_DEPTH {
            return self.fault(
                at,
                format!("more than {MAX_DEPTH} levels of arrays and tables"),
            );
        }
        let value = match self.peek() {
            Some(b'"' | b'\'') => Value::String(self.string()?),
            Some(b'[') => self.array(depth)?,
            Some(b'{') => self.inline_table(depth)?,
            _ => {
                let length = self
                    .rest()
                    .bytes()
                    .take_while(|b| {
                        b.is_ascii_alphanumeric() || matches!(b, b'_' | b'-' | b'+' | b'.' | b':')
                    })
                    .count();
                let mut word = &self.text[at..at + length];
                // a date and a time may be parted by one space
                let after = &self.text[at + length..];
                if length == 10 && word.as_bytes()[4] == b'-' && after.starts_with(' ') {
                    let time = after[1..]
                        .bytes()
                        .take_while(|b| {
                            b.is_ascii_digit()
                                || matches!(b, b'-' | b'+' | b'.' | b':' | b'Z' | b'z')
                        })
                        .count();
                    if time >= 8 {
                        word = &self.text[at..at + length + 1 + time];
                    }
                }
                self.at += word.len();
                match scalar(word) {
                    Ok(value) => value,
                    Err(message) => return self.fault(at, message),
                }
            }
        };
        Ok(Node { value, at })
    }

    fn array(&mut self, depth: usize) -> Result<Value, Fault> {
        let start = self.at;
        self.at += 1;
        let mut items = Vec::new();
        loop {
            self.blank()?;
            match self.peek() {
                None => return self.fault(start, "this array is never closed"),
                Some(b']') => {
                    self.at += 1;
                    return Ok(Value::Array(items));
                }
                Some(_) => items.push(self.value(depth + 1)?),
            }
            self.blank()?;
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b']') => {}
                None => return self.fault(start, "this array is never closed"),
                _ => return self.fault(self.at, "expected `,` or `]` behind an array's item"),
            }
        }
    }

    fn inline_table(&mut self, depth: usize) -> Result<Value, Fault> {
        self.at += 1;
        let mut table = Table::default();
        let outer = std::mem::take(&mut self.origins);
        self.spaces();
        if self.peek() == Some(b'}') {
            self.at += 1;
            self.origins = outer;
            return Ok(Value::Table(table));
        }
        loop {
            self.spaces();
            let (keys, node) = self.pair(depth + 1)?;
            self.insert(&mut table, &[], keys, node)?;
            self.spaces();
            match self.peek() {
                Some(b',') => self.at += 1,
                Some(b'}') => {
                    self.at += 1;
                    self.origins = outer;
                    return Ok(Value::Table(table));
                }
                _ => return self.fault(self.at, "expected `,` or `}` in an inline table"),
            }
        }
    }

    fn spaces(&mut self) {
        while matches!(self.peek(), Some(b' ' | b'\t')) {
            self.at += 1;
        }
    }

    /// Spaces, line ends and comments.
    fn blank(&mut self) -> Result<(), Fault> {
        loop {
            match self.peek() {
                Some(b' ' | b'\t' | b'\n') => self.at += 1,
                Some(b'\r') if self.rest().starts_with("\r\n") => self.at += 2,
                Some(b'#') => self.comment()?,
                _ => return Ok(()),
            }
        }
    }

    fn comment(&mut self) -> Result<(), Fault> {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => break,
                b'\r' if self.rest().starts_with("\r\n") => break,
                byte if (byte < 0x20 && byte != b'\t') || byte == 0x7f => {
                    return self.fault(self.at, "a control character in a comment");
                }
                _ => self.at += 1,
            }
        }
        Ok(())
    }

    fn end_of_line(&mut self) -> Result<(), Fault> {
        self.spaces();
        if self.peek() == Some(b'#') {
            self.comment()?;
        }
        match self.peek() {
            None | Some(b'\n') => Ok(()),
            Some(b'\r') if self.rest().starts_with("\r\n") => Ok(()),
            Some(_) => self.fault(self.at, "expected the end of the line"),
        }
    }
}

/// The table at `path`; steps into arrays of tables are indices.
fn open<'t>(root: &'t mut Table, path: &[String]) -> Option<&'t mut Table> {
    let mut table = root;
    let mut steps = path.iter();
    while let Some(step) = steps.next() {
        let index = table.entries.iter().position(|entry| entry.key == *step)?;
        table = match &mut table.entries[index].node.value {
            Value::Table(inner) => inner,
            Value::Array(items) => {
                match &mut items.get_mut(steps.next()?.parse::<usize>().ok()?)?.value {
                    Value::Table(inner) => inner,
                    _ => return None,
                }
            }
            _ => return None,
        };
    }
    Some(table)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refused(text: &str) -> String {
        match parse(text) {
            Ok(table) => panic!("{text:?} was read as {table:?}"),
            Err(error) => error.to_string(),
        }
    }

    #[test]
    fn whole_document() {
        let text = "# c\r\na.b = 1 # x\na.\"c d\" = [1, 2,\n # in\n 3]\n\n[t]\nk = { x = 'raw\\', y.z = true }\n[[l]]\nn = 1\n[l.sub]\nd = 2027-01-31\n[[l]]\nn = 0x1F\n[t.u]\nf = 1.5e3\n";
        let table = parse(text).unwrap();
        assert_eq!(table.table("a").unwrap().get("b"), Some(&Value::Integer(1)));
        let Some(Value::Array(items)) = table.table("a").unwrap().get("c d") else {
            panic!()
        };
        assert_eq!(items.len(), 3);
        let k = table.table("t").unwrap().table("k").unwrap();
        assert_eq!(k.str("x"), Some("raw\\"));
        assert_eq!(k.table("y").unwrap().get("z"), Some(&Value::Bool(true)));
        let Some(Value::Array(list)) = table.get("l") else {
            panic!()
        };
        let Value::Table(first) = &list[0].value else {
            panic!()
        };
        assert_eq!(
            first.table("sub").unwrap().get("d"),
            Some(&Value::Datetime("2027-01-31".into()))
        );
        let Value::Table(second) = &list[1].value else {
            panic!()
        };
        assert_eq!(second.get("n"), Some(&Value::Integer(31)));
        assert_eq!(
            table.table("t").unwrap().table("u").unwrap().get("f"),
            Some(&Value::Float(1500.0))
        );
    }

    #[test]
    fn faults_have_their_place() {
        assert_eq!(refused("a = 1\na = 2\n"), "2:1: the key `a` is given twice");
        assert_eq!(refused("[a]\n[a]\n"), "2:2: the table `a` is given twice");
        assert_eq!(
            refused("a = { b = 1 }\n[a.c]\n[a]"),
            "3:2: the table `a` is given twice"
        );
        assert_eq!(refused("a = \n"), "1:5: expected a value");
        assert_eq!(refused("a = 1 b = 2"), "1:7: expected the end of the line");
        assert_eq!(
            refused("<<<<<<< HEAD\n"),
            "1:1: a merge conflict is not resolved here"
        );
        assert_eq!(refused("a = [1"), "1:5: this array is never closed");
        assert_eq!(
            refused("a = 012"),
            "1:5: a whole number begins with no zero: `012`"
        );
        assert!(refused(&format!("a = {}", "[".repeat(100))).contains("more than 64 levels"));
        assert_eq!(
            refused("a.b = 1\n[a]\n"),
            "2:2: the table `a` is given twice"
        );
        assert_eq!(
            refused("a = 'x\n'"),
            "1:5: this text is not closed on its line"
        );
    }

    #[test]
    fn strings() {
        let table = parse(
            "a = \"x\\u00e9\\n\"\nb = \"\"\"\nl1\n  l2 \\\n   end\"\"\"\nc = '''\nraw \\n'''\n",
        )
        .unwrap();
        assert_eq!(table.str("a"), Some("xé\n"));
        assert_eq!(table.str("b"), Some("l1\n  l2 end"));
        assert_eq!(table.str("c"), Some("raw \\n"));
    }

    #[test]
    fn quoting_reads_back() {
        let text = "a\"\\\n\t\u{1}é";
        let table = parse(&format!("k = {}\n", super::super::quote(text))).unwrap();
        assert_eq!(table.str("k"), Some(text));
    }
}
