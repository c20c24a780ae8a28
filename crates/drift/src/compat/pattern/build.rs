//! From patterns to languages: look-ahead becomes intersection, anchors are resolved by what stands before and after them.

use super::classes::CharSet;
use super::language::{Languages, Re, ReId};
use super::syntax::Pattern;

/// What stands before a part of a pattern.
#[derive(Clone, Copy, PartialEq)]
enum Place {
    Start,
    Inside,
    Unsure,
}

pub(super) const LOOK: &str = "look-around in pattern";

impl Languages {
    /// The texts in which the pattern matches somewhere; the error says why that is no regular language here.
    pub(crate) fn searched(&mut self, text: &str, pattern: &Pattern) -> Result<ReId, &'static str> {
        if let Some(known) = self.compiled.get(text) {
            return *known;
        }
        let built = self.build_search(pattern);
        self.compiled.insert(text.to_owned(), built);
        built
    }

    pub(super) fn build_search(&mut self, pattern: &Pattern) -> Result<ReId, &'static str> {
        let everything = self.everything();
        let at_start = self.build(pattern, everything, Place::Start)?;
        let inside = self.build(pattern, everything, Place::Inside)?;
        let any = self.class(CharSet::all());
        let some = self.intern(Re::Repeat(any, 1, None));
        let later = self.concat(some, inside);
        Ok(self.or(vec![at_start, later]))
    }

    fn build(&mut self, pattern: &Pattern, then: ReId, place: Place) -> Result<ReId, &'static str> {
        if is_plain(pattern) {
            let plain = self.plain(pattern)?;
            return Ok(self.concat(plain, then));
        }
        match pattern {
            Pattern::Start => match place {
                Place::Start => Ok(then),
                Place::Inside => Ok(self.nothing()),
                Place::Unsure => Err("an anchor after an optional part of a pattern"),
            },
            Pattern::End => Ok(if self.is_nullable(then) {
                self.empty()
            } else {
                self.nothing()
            }),
            Pattern::Concat(parts) => {
                let mut places = Vec::with_capacity(parts.len());
                let mut here = place;
                for part in parts {
                    places.push(here);
                    let (least, most) = width(part);
                    here = match here {
                        _ if least > 0 => Place::Inside,
                        Place::Start if most > 0 => Place::Unsure,
                        other => other,
                    };
                }
                let mut then = then;
                for (part, place) in parts.iter().zip(places).rev() {
                    then = self.build(part, then, place)?;
                }
                Ok(then)
            }
            Pattern::Alternation(branches) => {
                let built: Result<Vec<ReId>, _> = branches
                    .iter()
                    .map(|b| self.build(b, then, place))
                    .collect();
                Ok(self.or(built?))
            }
            Pattern::Group { inner, .. } => self.build(inner, then, place),
            Pattern::Repeat {
                inner, min, max, ..
            } => {
                let Some(max) = max.filter(|max| *max <= 4) else {
                    return Err(LOOK);
                };
                let later = if place == Place::Start {
                    Place::Unsure
                } else {
                    place
                };
                let mut out = then;
                for round in (0..max).rev() {
                    let here = if round == 0 { place } else { later };
                    let more = self.build(inner, out, here)?;
                    out = if round < *min {
                        more
                    } else {
                        self.or(vec![more, then])
                    };
                }
                Ok(out)
            }
            Pattern::Look {
                inner,
                ahead: true,
                negated,
            } => {
                let everything = self.everything();
                let seen = self.build(inner, everything, place)?;
                let seen = if *negated { self.not(seen) } else { seen };
                Ok(self.and(vec![seen, then]))
            }
            Pattern::Look { .. } | Pattern::WordBoundary { .. } => Err(LOOK),
            Pattern::BackReference(_) => Err("back reference in pattern"),
            Pattern::Property { .. } => Err("property class in pattern"),
            Pattern::Empty | Pattern::Class(_) => Ok(then),
        }
    }

    fn plain(&mut self, pattern: &Pattern) -> Result<ReId, &'static str> {
        match pattern {
            Pattern::Empty => Ok(self.empty()),
            Pattern::Class(set) => Ok(self.class(set.clone())),
            Pattern::Concat(parts) => {
                let mut out = self.empty();
                for part in parts.iter().rev() {
                    let part = self.plain(part)?;
                    out = self.concat(part, out);
                }
                Ok(out)
            }
            Pattern::Alternation(branches) => {
                let built: Result<Vec<ReId>, _> =
                    branches.iter().map(|branch| self.plain(branch)).collect();
                Ok(self.or(built?))
            }
            Pattern::Group { inner, .. } => self.plain(inner),
            Pattern::Repeat {
                inner, min, max, ..
            } => {
                let inner = self.plain(inner)?;
                Ok(self.repeat(inner, *min, *max))
            }
            Pattern::Property { .. } => Err("property class in pattern"),
            Pattern::BackReference(_) => Err("back reference in pattern"),
            Pattern::Start | Pattern::End | Pattern::WordBoundary { .. } | Pattern::Look { .. } => {
                Err(LOOK)
            }
        }
    }
}

/// Whether the pattern only consumes characters, without looking anywhere.
fn is_plain(pattern: &Pattern) -> bool {
    match pattern {
        Pattern::Empty
        | Pattern::Class(_)
        | Pattern::Property { .. }
        | Pattern::BackReference(_) => true,
        Pattern::Concat(parts) | Pattern::Alternation(parts) => parts.iter().all(is_plain),
        Pattern::Repeat { inner, .. } | Pattern::Group { inner, .. } => is_plain(inner),
        Pattern::Start | Pattern::End | Pattern::WordBoundary { .. } | Pattern::Look { .. } => {
            false
        }
    }
}

/// The least and the greatest number of characters that a pattern consumes (the greatest only as zero or not).
fn width(pattern: &Pattern) -> (u32, u32) {
    match pattern {
        Pattern::Empty
        | Pattern::Start
        | Pattern::End
        | Pattern::WordBoundary { .. }
        | Pattern::Look { .. } => (0, 0),
        Pattern::Class(_) | Pattern::Property { .. } => (1, 1),
        Pattern::Concat(parts) => parts.iter().map(width).fold((0, 0), |sum, part| {
            (sum.0.saturating_add(part.0), sum.1.saturating_add(part.1))
        }),
        Pattern::Alternation(parts) => parts
            .iter()
            .map(width)
            .reduce(|all, part| (all.0.min(part.0), all.1.max(part.1)))
            .unwrap_or((0, 0)),
        Pattern::Repeat {
            inner, min, max, ..
        } => {
            let (least, most) = width(inner);
            (
                least.saturating_mul(*min),
                if *max == Some(0) { 0 } else { most },
            )
        }
        Pattern::Group { inner, .. } => width(inner),
        Pattern::BackReference(_) => (0, 1),
    }
}
