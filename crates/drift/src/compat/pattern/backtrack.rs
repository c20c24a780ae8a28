//! Matching one text by backtracking, for everything a pattern can say, within a step budget.

use super::syntax::Pattern;

/// Steps after which a match is given up; a catastrophic pattern ends here and not in a hang.
const MAX_STEPS: usize = 60_000;
/// How deep the matcher may call itself.
const MAX_DEPTH: usize = 2_000;

/// Whether the pattern matches anywhere in the text; `None` if the budget ran out or a class is not known.
pub(crate) fn matches(pattern: &Pattern, text: &str) -> Option<bool> {
    let chars: Vec<char> = text.chars().collect();
    let mut matcher = Matcher {
        text: &chars,
        steps: 0,
        groups: vec![None; 64],
        unknown: false,
        depth: 0,
    };
    for start in 0..=chars.len() {
        let found = matcher.run(pattern, start, &mut |_, _| true);
        if matcher.unknown {
            return None;
        }
        if found {
            return Some(true);
        }
    }
    Some(false)
}

type Next<'n> = &'n mut dyn FnMut(&mut Matcher<'_>, usize) -> bool;

struct Matcher<'t> {
    text: &'t [char],
    steps: usize,
    groups: Vec<Option<(usize, usize)>>,
    unknown: bool,
    depth: usize,
}

impl Matcher<'_> {
    fn run(&mut self, pattern: &Pattern, at: usize, next: Next<'_>) -> bool {
        self.steps += 1;
        if self.steps > MAX_STEPS || self.depth > MAX_DEPTH {
            self.unknown = true;
        }
        if self.unknown {
            return false;
        }
        self.depth += 1;
        let found = self.step(pattern, at, next);
        self.depth -= 1;
        found
    }

    fn step(&mut self, pattern: &Pattern, at: usize, next: Next<'_>) -> bool {
        match pattern {
            Pattern::Empty => next(self, at),
            Pattern::Class(set) => match self.text.get(at) {
                Some(c) if set.contains(*c as u32) => next(self, at + 1),
                _ => false,
            },
            Pattern::Property { name, negated } => match self.text.get(at) {
                None => false,
                Some(c) => match property_holds(name, *c) {
                    Some(holds) if holds != *negated => next(self, at + 1),
                    Some(_) => false,
                    None => {
                        self.unknown = true;
                        false
                    }
                },
            },
            Pattern::Concat(parts) => self.sequence(parts, at, next),
            Pattern::Alternation(branches) => {
                branches.iter().any(|branch| self.run(branch, at, next))
            }
            Pattern::Repeat {
                inner,
                min,
                max,
                greedy,
            } => self.repeat(inner, *min, *max, *greedy, at, next),
            Pattern::Start => at == 0 && next(self, at),
            Pattern::End => at == self.text.len() && next(self, at),
            Pattern::WordBoundary { negated } => {
                let before = at > 0 && is_word(self.text[at - 1]);
                let after = self.text.get(at).is_some_and(|c| is_word(*c));
                ((before != after) != *negated) && next(self, at)
            }
            Pattern::Look {
                inner,
                ahead,
                negated,
            } => {
                let found = if *ahead {
                    self.run(inner, at, &mut |_, _| true)
                } else {
                    (0..=at)
                        .rev()
                        .any(|from| self.run(inner, from, &mut |_, end| end == at))
                };
                !self.unknown && found != *negated && next(self, at)
            }
            Pattern::Group { index, inner } => {
                let index = *index;
                let before = self.groups.get(index).copied().flatten();
                let found = self.run(inner, at, &mut |this, end| {
                    let inner_before = this.groups.get(index).copied().flatten();
                    if let Some(slot) = this.groups.get_mut(index) {
                        *slot = Some((at, end));
                    }
                    let found = next(this, end);
                    if !found && let Some(slot) = this.groups.get_mut(index) {
                        *slot = inner_before;
                    }
                    found
                });
                if !found && let Some(slot) = self.groups.get_mut(index) {
                    *slot = before;
                }
                found
            }
            Pattern::BackReference(index) => match self.groups.get(*index).copied().flatten() {
                None => next(self, at),
                Some((from, to)) => {
                    let length = to - from;
                    let same = at + length <= self.text.len()
                        && self.text[from..to] == self.text[at..at + length];
                    same && next(self, at + length)
                }
            },
        }
    }

    fn sequence(&mut self, parts: &[Pattern], at: usize, next: Next<'_>) -> bool {
        match parts.split_first() {
            None => next(self, at),
            Some((first, rest)) => {
                self.run(first, at, &mut |this, end| this.sequence(rest, end, next))
            }
        }
    }

    fn repeat(
        &mut self,
        inner: &Pattern,
        min: u32,
        max: Option<u32>,
        greedy: bool,
        at: usize,
        next: Next<'_>,
    ) -> bool {
        if max == Some(0) {
            return next(self, at);
        }
        if min == 0 && !greedy && next(self, at) {
            return true;
        }
        let more = self.run(inner, at, &mut |this, end| {
            // an empty round proves nothing more
            if end == at && min == 0 {
                return false;
            }
            this.repeat(
                inner,
                min.saturating_sub(1),
                max.map(|max| max - 1),
                greedy,
                end,
                next,
            )
        });
        more || (min == 0 && greedy && next(self, at))
    }
}

fn is_word(c: char) -> bool {
    c.is_ascii_alphanumeric() || c == '_'
}

/// Property classes that the standard library can tell exactly enough for matching; others are not known.
fn property_holds(name: &str, c: char) -> Option<bool> {
    Some(match name {
        "L" | "Letter" | "Alphabetic" | "Alpha" => c.is_alphabetic(),
        "Lu" | "Uppercase_Letter" | "Uppercase" => c.is_uppercase(),
        "Ll" | "Lowercase_Letter" | "Lowercase" => c.is_lowercase(),
        "N" | "Number" | "Nd" | "Decimal_Number" => c.is_numeric(),
        "White_Space" | "Z" | "Zs" => c.is_whitespace(),
        "Cc" | "Control" => c.is_control(),
        "ASCII" => c.is_ascii(),
        "Any" => true,
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::super::syntax::parse;
    use super::*;

    fn hit(pattern: &str, text: &str) -> bool {
        matches(&parse(pattern).unwrap(), text).unwrap()
    }

    #[test]
    fn matching_is_unanchored_and_knows_back_references() {
        assert!(hit("b", "abc"));
        assert!(!hit("^b", "abc"));
        assert!(hit(r"^(a+)-\1$", "aa-aa"));
        assert!(!hit(r"^(a+)-\1$", "aa-a"));
        assert!(hit(r"(?<=x)y", "xy"));
        assert!(!hit(r"(?<!x)y", "xy"));
        assert!(hit(r"\bfoo\b", "a foo b"));
        assert!(hit("^(?=.*[0-9]).{3,}$", "ab1"));
        assert!(!hit("^(?!admin$).+$", "admin"));
    }

    #[test]
    fn a_catastrophic_pattern_gives_up() {
        assert_eq!(
            matches(&parse("^(a+)+$").unwrap(), &format!("{}b", "a".repeat(60))),
            None
        );
    }
}
