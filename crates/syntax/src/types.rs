//! Tokens to [`TypeExpr`].

use contractual_model::item::{ArgExpr, PathExpr, SegmentExpr, TypeExpr};

use crate::cursor::Cursor;
use crate::tree::{Delim, Tree, to_text};

const MAX_DEPTH: usize = 64;

/// Reads one type; what is no type that a contract can name becomes [`TypeExpr::Other`]. Consumes up to the next `,`, `=`, `;` or `>`
/// outside of brackets.
pub(crate) fn parse(cursor: &mut Cursor<'_>, depth: usize) -> TypeExpr {
    let start = *cursor;
    if depth <= MAX_DEPTH
        && let Some(found) = plain(cursor, depth)
        && ends(cursor)
    {
        return found;
    }
    *cursor = start;
    skip(cursor);
    TypeExpr::Other(to_text(cursor.since(start)))
}

fn ends(cursor: &Cursor<'_>) -> bool {
    match cursor.peek() {
        None => true,
        Some(Tree::Punct(c, _, _)) => matches!(c, ',' | '=' | ';' | '>'),
        Some(Tree::Group(group)) => group.delim == Delim::Brace,
        Some(Tree::Ident(word, _)) => word == "where",
        Some(Tree::Literal(..)) => false,
    }
}

/// Skips a type that is not understood.
fn skip(cursor: &mut Cursor<'_>) {
    let mut depth = 0_usize;
    while let Some(tree) = cursor.peek() {
        if cursor.eat("->") {
            continue;
        }
        if let Tree::Punct(c, _, _) = tree {
            match c {
                ',' | '=' | ';' if depth == 0 => return,
                '<' => depth += 1,
                '>' if depth == 0 => return,
                '>' => depth -= 1,
                _ => {}
            }
        }
        cursor.next();
    }
}

fn plain(cursor: &mut Cursor<'_>, depth: usize) -> Option<TypeExpr> {
    if let Some(group) = cursor.group(Delim::None) {
        let mut inside = Cursor::inside(group);
        let inner = parse(&mut inside, depth + 1);
        return inside.is_empty().then_some(inner);
    }
    if let Some(group) = cursor.group(Delim::Paren) {
        let mut inside = Cursor::inside(group);
        let mut items = Vec::new();
        let mut comma = false;
        while !inside.is_empty() {
            items.push(parse(&mut inside, depth + 1));
            comma = inside.eat(",");
            if !comma && !inside.is_empty() {
                return None;
            }
        }
        if items.len() == 1 && !comma {
            return items.pop();
        }
        return Some(TypeExpr::Tuple(items));
    }
    if let Some(group) = cursor.group(Delim::Bracket) {
        let mut inside = Cursor::inside(group);
        let item = Box::new(parse(&mut inside, depth + 1));
        if inside.eat(";") {
            return Some(TypeExpr::Array(item, to_text(inside.rest())));
        }
        return inside.is_empty().then_some(TypeExpr::Slice(item));
    }
    if cursor.eat("&") {
        if matches!(cursor.peek(), Some(Tree::Ident(name, _)) if name.starts_with('\'')) {
            cursor.next();
        }
        cursor.eat_word("mut");
        return plain(cursor, depth + 1).map(|to| TypeExpr::Reference(Box::new(to)));
    }
    path(cursor, depth).map(TypeExpr::Path)
}

/// Reads a path with arguments.
pub(crate) fn path(cursor: &mut Cursor<'_>, depth: usize) -> Option<PathExpr> {
    let mut found = PathExpr {
        global: cursor.eat("::"),
        segments: Vec::new(),
    };
    loop {
        if let Some(Tree::Ident(word, _)) = cursor.peek()
            && matches!(
                word.as_str(),
                "dyn" | "impl" | "fn" | "unsafe" | "extern" | "for"
            )
        {
            return None;
        }
        let (ident, _) = cursor.ident()?;
        let mut args = Vec::new();
        let turbofish = *cursor;
        if cursor.eat("::") && !cursor.is("<") {
            *cursor = turbofish;
        }
        if cursor.eat("<") {
            loop {
                if cursor.eat(">") {
                    break;
                }
                args.extend(argument(cursor, depth + 1)?);
                if !cursor.eat(",") && !cursor.is(">") {
                    return None;
                }
            }
        }
        found.segments.push(SegmentExpr {
            ident: ident.to_owned(),
            args,
        });
        if cursor.is("::") && cursor.peek_at(2).is_some_and(|t| t.ident().is_some()) {
            cursor.eat("::");
        } else {
            return Some(found);
        }
    }
}

/// One argument; `Some(None)` for a lifetime.
fn argument(cursor: &mut Cursor<'_>, depth: usize) -> Option<Option<ArgExpr>> {
    match cursor.peek()? {
        Tree::Ident(name, _) if name.starts_with('\'') => {
            cursor.next();
            Some(None)
        }
        Tree::Literal(text, _) => {
            cursor.next();
            Some(Some(ArgExpr::Const(text.clone())))
        }
        Tree::Punct('-', _, _) => {
            cursor.next();
            let (text, _) = cursor.literal()?;
            Some(Some(ArgExpr::Const(format!("-{text}"))))
        }
        Tree::Group(group) if group.delim == Delim::Brace => {
            cursor.next();
            Some(Some(ArgExpr::Const(to_text(&[Tree::Group(group.clone())]))))
        }
        _ => Some(Some(ArgExpr::Type(parse(cursor, depth)))),
    }
}

/// The type of a text, as in `wire = "Type"`.
pub(crate) fn of_text(text: &str) -> Result<TypeExpr, String> {
    TypeExpr::parse(text).map_err(|e| e.message)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::lex::lex;
    use crate::tree::Place;

    #[test]
    fn tokens_and_text_give_the_same_type() {
        for (text, shown) in [
            ("Option<Vec<[u8; 4]>>", "Option<Vec<[u8; 4]>>"),
            ("::std::borrow::Cow<'a, str>", "::std::borrow::Cow<str>"),
            ("&'a mut [T]", "&[T]"),
            ("(u8, (String))", "(u8, String)"),
            ("(u8,)", "(u8,)"),
            ("Frame<4, -1, {N+1}, 'a>", "Frame<4, -1, {N+1}>"),
            ("fn(u8, u8) -> u8", "`fn(u8,u8)->u8`"),
            ("dyn Fn(u8) + Send", "`dyn Fn(u8)+Send`"),
            ("Box<dyn Fn() -> Vec<u8>>", "Box<`dyn Fn()->Vec<u8>`>"),
            ("<T as Trait>::Out", "`<T as Trait>::Out`"),
            ("*const u8", "`*const u8`"),
            ("Vec::<u8>", "Vec<u8>"),
            ("Iterator<Item = u8>", "`Iterator<Item=u8>`"),
        ] {
            let trees = lex(text, 0).unwrap();
            let mut cursor = Cursor::new(&trees, Place::default());
            assert_eq!(parse(&mut cursor, 0).to_string(), shown);
            assert!(cursor.is_empty(), "{text}");
        }
    }
}
