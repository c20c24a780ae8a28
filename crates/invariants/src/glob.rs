//! Which paths a `--suite` pattern names: `*`, `?`, classes, braces, `**`, extended groups. Matching only; `files` walks folders.

/// How many alternatives the braces of one pattern may stand for.
const MAX_ALTERNATIVES: usize = 4_096;

/// How many steps one match may take; hostile patterns such as `+(*a)*b` stop here and match nothing.
const MAX_STEPS: usize = 200_000;

/// A pattern, taken apart at its slashes. One per alternative of its braces.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Glob {
    /// True if the pattern starts at the root of the file system.
    pub absolute: bool,
    /// The parts between slashes.
    pub parts: Vec<Part>,
}

/// What stands between two slashes of a pattern.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Part {
    /// A name without wildcards.
    Name(String),
    /// `**`: any number of folders, none included.
    AnyFolders,
    /// A pattern for one name.
    Pattern(Vec<Item>),
}

/// One element of a name pattern.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Item {
    /// This character.
    Char(char),
    /// `?`
    Any,
    /// `*`
    Star,
    /// `[abc]`, `[!a-z]`
    Class {
        /// True for `[!…]`.
        negated: bool,
        /// Ranges, both ends included.
        ranges: Vec<(char, char)>,
    },
    /// `@(…)` and its kin.
    Group {
        /// One of `@+*?!`.
        kind: char,
        /// The alternatives.
        branches: Vec<Vec<Item>>,
    },
}

/// Reads a pattern. A pattern that is only a negation (`!x`) matches nothing and gives no globs.
pub(crate) fn parse_globs(pattern: &str) -> Vec<Glob> {
    if pattern.starts_with('!') && !pattern.starts_with("!(") {
        return Vec::new();
    }
    let mut texts = Vec::new();
    let chars: Vec<char> = pattern.chars().collect();
    expand_braces(&chars, &mut texts);
    texts.iter().map(|text| parse_one(text)).collect()
}

/// `{a,b}` written out; nesting allowed; a brace without a comma or an end is plain text, `{1..3}` counts.
fn expand_braces(pattern: &[char], out: &mut Vec<Vec<char>>) {
    if out.len() >= MAX_ALTERNATIVES {
        return;
    }
    let mut at = 0;
    while at < pattern.len() {
        match pattern[at] {
            '\\' => at += 1,
            '{' => {
                if let Some((choices, end)) = choices(pattern, at) {
                    for choice in choices {
                        let mut text = pattern[..at].to_vec();
                        text.extend(&choice);
                        text.extend(&pattern[end + 1..]);
                        expand_braces(&text, out);
                    }
                    return;
                }
            }
            _ => {}
        }
        at += 1;
    }
    out.push(pattern.to_vec());
}

fn choices(pattern: &[char], open: usize) -> Option<(Vec<Vec<char>>, usize)> {
    let mut depth = 0;
    let mut parts = vec![Vec::new()];
    let mut at = open;
    loop {
        let c = *pattern.get(at)?;
        match c {
            '\\' => {
                if let Some(last) = parts.last_mut() {
                    last.push(c);
                    last.extend(pattern.get(at + 1));
                }
                at += 2;
                continue;
            }
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            break;
        }
        if c == ',' && depth == 1 {
            parts.push(Vec::new());
        } else if at > open
            && let Some(last) = parts.last_mut()
        {
            last.push(c);
        }
        at += 1;
    }
    if parts.len() > 1 {
        return Some((parts, at));
    }
    let text: String = parts.first()?.iter().collect();
    let (from, to) = text.split_once("..")?;
    let (from, to) = (from.parse::<i64>().ok()?, to.parse::<i64>().ok()?);
    let count = usize::try_from((to - from).abs()).ok()?;
    if count >= MAX_ALTERNATIVES {
        return None;
    }
    let step = if to >= from { 1 } else { -1 };
    let numbers = (0..=count as i64).map(|n| (from + n * step).to_string().chars().collect());
    Some((numbers.collect(), at))
}

fn parse_one(text: &[char]) -> Glob {
    let absolute = text.first() == Some(&'/');
    let mut parts = Vec::new();
    let mut start = 0;
    let mut at = 0;
    let mut depth = 0_usize;
    let mut push = |piece: &[char]| {
        if !(piece.is_empty() || piece == ['.']) {
            parts.push(parse_part(piece));
        }
    };
    while at < text.len() {
        match text[at] {
            '\\' => at += 1,
            '(' if at > 0 && "@+*?!".contains(text[at - 1]) => depth += 1,
            ')' => depth = depth.saturating_sub(1),
            '/' if depth == 0 => {
                push(&text[start..at]);
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    push(&text[start.min(text.len())..]);
    Glob { absolute, parts }
}

fn parse_part(piece: &[char]) -> Part {
    if piece == ['*', '*'] {
        return Part::AnyFolders;
    }
    let items = parse_items(piece);
    let name: Option<String> = items
        .iter()
        .map(|item| match item {
            Item::Char(c) => Some(*c),
            _ => None,
        })
        .collect();
    name.map_or(Part::Pattern(items), Part::Name)
}

fn parse_items(text: &[char]) -> Vec<Item> {
    let mut items = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let c = text[at];
        if "@+*?!".contains(c)
            && text.get(at + 1) == Some(&'(')
            && let Some((branches, end)) = group(text, at + 1)
        {
            items.push(Item::Group { kind: c, branches });
            at = end + 1;
            continue;
        }
        match c {
            '\\' if at + 1 < text.len() => {
                at += 1;
                items.push(Item::Char(text[at]));
            }
            '*' => items.push(Item::Star),
            '?' => items.push(Item::Any),
            '[' => match class(text, at) {
                Some((item, end)) => {
                    items.push(item);
                    at = end;
                }
                None => items.push(Item::Char('[')),
            },
            c => items.push(Item::Char(c)),
        }
        at += 1;
    }
    items
}

/// The alternatives of a group whose bracket opens at `open`, and the place of its end.
fn group(text: &[char], open: usize) -> Option<(Vec<Vec<Item>>, usize)> {
    let mut depth = 0;
    let mut branches = Vec::new();
    let mut start = open + 1;
    let mut at = open;
    while at < text.len() {
        match text[at] {
            '\\' => at += 1,
            '(' => depth += 1,
            ')' => {
                depth -= 1;
                if depth == 0 {
                    branches.push(parse_items(&text[start..at]));
                    return Some((branches, at));
                }
            }
            '|' if depth == 1 => {
                branches.push(parse_items(&text[start..at]));
                start = at + 1;
            }
            _ => {}
        }
        at += 1;
    }
    None
}

fn class(text: &[char], open: usize) -> Option<(Item, usize)> {
    let mut at = open + 1;
    let negated = matches!(text.get(at), Some('!' | '^'));
    if negated {
        at += 1;
    }
    let mut ranges = Vec::new();
    let first = at;
    loop {
        let mut c = *text.get(at)?;
        if c == ']' && at > first {
            break;
        }
        if c == '\\' {
            at += 1;
            c = *text.get(at)?;
        }
        let mut end = c;
        if text.get(at + 1) == Some(&'-') && text.get(at + 2).is_some_and(|e| *e != ']') {
            at += 2;
            end = *text.get(at)?;
            if end == '\\' {
                at += 1;
                end = *text.get(at)?;
            }
        }
        ranges.push((c, end));
        at += 1;
    }
    Some((Item::Class { negated, ranges }, at))
}

/// True if the pattern matches the whole name. A leading dot must be spelled.
pub(crate) fn matches_name(items: &[Item], name: &str) -> bool {
    let text: Vec<char> = name.chars().collect();
    if text.first() == Some(&'.') && !spells_dot(items) {
        return false;
    }
    let mut steps = 0;
    run(items, &text, &mut steps)
}

fn spells_dot(items: &[Item]) -> bool {
    match items.first() {
        Some(Item::Char('.')) => true,
        Some(Item::Group {
            kind: '@' | '+',
            branches,
        }) => branches.iter().any(|b| spells_dot(b)),
        Some(Item::Group {
            kind: '?' | '*',
            branches,
        }) => branches.iter().any(|b| spells_dot(b)) || spells_dot(&items[1..]),
        _ => false,
    }
}

/// Whether `items` match all of `text`.
fn run(items: &[Item], text: &[char], steps: &mut usize) -> bool {
    *steps += 1;
    if *steps > MAX_STEPS {
        return false;
    }
    let Some((first, rest)) = items.split_first() else {
        return text.is_empty();
    };
    match first {
        Item::Char(c) => text.first() == Some(c) && run(rest, &text[1..], steps),
        Item::Any => !text.is_empty() && run(rest, &text[1..], steps),
        Item::Class { negated, ranges } => text.first().is_some_and(|c| {
            ranges.iter().any(|(from, to)| from <= c && c <= to) != *negated
                && run(rest, &text[1..], steps)
        }),
        Item::Star => (0..=text.len()).any(|n| run(rest, &text[n..], steps)),
        Item::Group { kind, branches } => {
            let one =
                |part: &[char], steps: &mut usize| branches.iter().any(|b| run(b, part, steps));
            match kind {
                '!' => (0..=text.len())
                    .any(|n| !one(&text[..n], steps) && run(rest, &text[n..], steps)),
                '@' => {
                    (0..=text.len()).any(|n| one(&text[..n], steps) && run(rest, &text[n..], steps))
                }
                '?' => {
                    run(rest, text, steps)
                        || (1..=text.len())
                            .any(|n| one(&text[..n], steps) && run(rest, &text[n..], steps))
                }
                kind => {
                    // Zero or more, or one or more: after one non-empty round, zero or more of the same.
                    if *kind == '*' && run(rest, text, steps) {
                        return true;
                    }
                    if *kind == '+' && one(&[], steps) && run(rest, text, steps) {
                        return true;
                    }
                    let mut again = vec![Item::Group {
                        kind: '*',
                        branches: branches.clone(),
                    }];
                    again.extend_from_slice(rest);
                    (1..=text.len())
                        .any(|n| one(&text[..n], steps) && run(&again, &text[n..], steps))
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn name_matches(pattern: &str, name: &str) -> bool {
        parse_globs(pattern)
            .iter()
            .any(|glob| match &glob.parts[..] {
                [Part::Name(n)] => n == name,
                [Part::Pattern(items)] => matches_name(items, name),
                other => panic!("{other:?}"),
            })
    }

    #[test]
    fn names() {
        for (pattern, name, wanted) in [
            ("*.yml", "a.yml", true),
            ("*.yml", ".a.yml", false),
            (".*.yml", ".a.yml", true),
            ("?.yml", "é.yml", true),
            ("[ab].yml", "b.yml", true),
            ("[!ab].yml", "b.yml", false),
            ("[a-c]x", "bx", true),
            ("{a,b{1,2}}.yml", "b2.yml", true),
            ("{a}", "{a}", true),
            ("{1..3}", "2", true),
            ("@(a|b).yml", "a.yml", true),
            ("+(ab|c)", "abcab", true),
            ("+(ab|c)", "", false),
            ("*(ab)", "", true),
            ("?(x)y", "y", true),
            ("!(a).yml", "b.yml", true),
            ("!(a).yml", "a.yml", false),
            ("\\*.yml", "*.yml", true),
            ("\\*.yml", "a.yml", false),
            ("A.yml", "a.yml", false),
            ("+(*a)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false),
        ] {
            assert_eq!(
                name_matches(pattern, name),
                wanted,
                "{pattern} against {name}"
            );
        }
    }

    #[test]
    fn paths_are_taken_apart() {
        let globs = parse_globs("/a/./**/{x,y}/*.yml");
        assert_eq!(globs.len(), 2);
        assert!(globs[0].absolute);
        assert_eq!(
            globs[0].parts[..2],
            [Part::Name("a".into()), Part::AnyFolders]
        );
        assert!(parse_globs("!a.yml").is_empty());
    }
}
