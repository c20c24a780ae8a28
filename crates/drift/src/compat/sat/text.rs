//! Texts: lengths, patterns and formats as languages, and the shortest ordinary word that fits.

use contractual_model::json::Json;

use super::super::format;
use super::super::pattern::{ReId, Word};
use super::{Answer, Solver, State};

/// Words tried where a language only surrounds what is asked.
const MAX_TRIES: usize = 24;
/// Texts without a pattern are made up to this length.
const MAX_PLAIN: u64 = 1_000_000;

impl Solver<'_> {
    pub(super) fn text(&mut self, state: &State) -> Answer {
        let excluded: Vec<&str> = state.excluded.iter().filter_map(Json::as_str).collect();
        let plain = state.patterns.is_empty()
            && state.not_patterns.is_empty()
            && state.formats.is_empty()
            && state.not_formats.is_empty();
        if plain {
            return plain_text(state, &excluded);
        }
        if let Some(found) = self.ordinary(state, &excluded) {
            return Answer::Yes(Json::String(found));
        }
        let (mut language, reason) = self.surrounding(state, &excluded);
        let mut taken_out = false;
        for _ in 0..MAX_TRIES {
            let word = self
                .languages
                .word(language, state.min_length, state.max_length);
            let spent = self.languages.take_spent();
            self.charge(spent);
            match word {
                // the language surrounds the question: if it is empty, so is the question
                Word::None if !taken_out => return Answer::No,
                Word::None => return Answer::Unknown(reason),
                Word::GaveUp => return Answer::Unknown("budget used up"),
                Word::Found(word) => {
                    if self.text_fits(state, &word, &excluded) == Some(true) {
                        return Answer::Yes(Json::String(word));
                    }
                    taken_out = true;
                    let literal = self.languages.literal(&word);
                    let other = self.languages.not(literal);
                    language = self.languages.and(vec![language, other]);
                }
            }
        }
        Answer::Unknown(reason)
    }

    /// A regular language that holds every text asked for, and why it may hold more.
    fn surrounding(&mut self, state: &State, excluded: &[&str]) -> (ReId, &'static str) {
        let mut reason = "a format that is no regular language";
        let mut parts: Vec<ReId> = Vec::new();
        let wanted = state
            .patterns
            .iter()
            .map(|p| (p, true))
            .chain(state.not_patterns.iter().map(|p| (p, false)));
        for (written, holds) in wanted {
            match self.language(written) {
                Ok(language) if holds => parts.push(language),
                Ok(language) => {
                    let other = self.languages.not(language);
                    parts.push(other);
                }
                Err(why) => reason = why,
            }
        }
        for name in &state.formats {
            if let Some((pattern, _)) = format::language(name)
                && let Ok(language) = self.language(&pattern)
            {
                parts.push(language);
            }
        }
        for name in &state.not_formats {
            if let Some((pattern, true)) = format::language(name)
                && let Ok(language) = self.language(&pattern)
            {
                let other = self.languages.not(language);
                parts.push(other);
            }
        }
        for text in excluded {
            let literal = self.languages.literal(text);
            let other = self.languages.not(literal);
            parts.push(other);
        }
        (self.languages.and(parts), reason)
    }

    fn language(&mut self, written: &str) -> Result<ReId, &'static str> {
        match self.graph.pattern(written) {
            Some(parsed) => self.languages.searched(written, &parsed),
            None => Err("a pattern that cannot be read"),
        }
    }

    /// Words that people know, if one of them fits.
    fn ordinary(&mut self, state: &State, excluded: &[&str]) -> Option<String> {
        let known = state
            .formats
            .iter()
            .chain(&state.not_formats)
            .flat_map(|name| format::examples(name));
        let mut words: Vec<&str> = known.copied().collect();
        words.extend(format::STRANGERS);
        words.extend(["ab", "A", "0", "12", "abcd", "a1"]);
        words
            .into_iter()
            .find(|word| self.text_fits(state, word, excluded) == Some(true))
            .map(str::to_owned)
    }

    fn text_fits(&mut self, state: &State, word: &str, excluded: &[&str]) -> Option<bool> {
        let length = word.chars().count() as u64;
        if length < state.min_length
            || state.max_length.is_some_and(|max| length > max)
            || excluded.contains(&word)
        {
            return Some(false);
        }
        let formats = state.formats.iter().all(|name| format::admits(name, word));
        if !formats
            || state
                .not_formats
                .iter()
                .any(|name| format::admits(name, word))
        {
            return Some(false);
        }
        for written in &state.patterns {
            if !self.graph.matches(written, word)? {
                return Some(false);
            }
        }
        for written in &state.not_patterns {
            if self.graph.matches(written, word)? {
                return Some(false);
            }
        }
        Some(true)
    }
}

/// A text of which only the length counts.
fn plain_text(state: &State, excluded: &[&str]) -> Answer {
    let max = state.max_length.unwrap_or(u64::MAX);
    if max == 0 {
        return if excluded.contains(&"") {
            Answer::No
        } else {
            Answer::Yes(Json::from(""))
        };
    }
    let length = state.min_length.max(1);
    if length > MAX_PLAIN {
        return Answer::Unknown("a text that would be too long to write");
    }
    let Ok(length) = usize::try_from(length) else {
        return Answer::Unknown("a text that would be too long to write");
    };
    let base = "a".repeat(length - 1);
    for tail in ["a", "b", "c", "d", "new", "x1", "x2"]
        .map(str::to_owned)
        .into_iter()
        .chain((0..).map(|n| format!("x{n}")))
    {
        // the tail may only be longer than one character where that is allowed
        let word = if tail.len() == 1 || (length - 1 + tail.len()) as u64 <= max {
            format!("{base}{tail}")
        } else {
            match tail
                .parse::<u32>()
                .ok()
                .or_else(|| tail.trim_start_matches('x').parse().ok())
            {
                Some(n) => match char::from_u32(0x65 + n) {
                    Some(c) => format!("{base}{c}"),
                    None => return Answer::Unknown("budget used up"),
                },
                None => continue,
            }
        };
        if !excluded.contains(&word.as_str()) {
            return Answer::Yes(Json::String(word));
        }
        if tail.len() > 6 {
            break;
        }
    }
    Answer::Unknown("budget used up")
}
