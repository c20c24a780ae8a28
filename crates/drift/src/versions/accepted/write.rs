//! The list edited as a text: what people wrote around an entry stays.

use contractual_model::toml::quote;

use super::{Entry, List};

/// Why the text cannot be edited.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Refused {
    /// The entry stands inside `accept = [...]`, among others on its line.
    Inline,
}

/// The text with the entry; one about the same finding is replaced where it stands.
///
/// # Errors
/// The entry to be replaced has no header of its own.
pub fn add(text: &str, list: &List, entry: &Entry) -> Result<String, Refused> {
    let end = line_end(text);
    let block = block(entry).replace('\n', end);
    let known = list.entries.iter().find(|placed| {
        placed.entry.finding == entry.finding
            && placed.entry.contract == entry.contract
            && placed.entry.direction == entry.direction
    });
    let mut out = String::with_capacity(text.len() + block.len() + 2);
    if let Some(known) = known {
        let old = own_block(text, known.range.clone())?;
        let header = old.find("[[").unwrap_or(0);
        out.push_str(&text[..known.range.start + header]);
        out.push_str(&block);
        if known.range.end < text.len() {
            out.push_str(end);
        }
        out.push_str(&text[known.range.end..]);
        return Ok(out);
    }
    if list
        .entries
        .iter()
        .any(|placed| own_block(text, placed.range.clone()).is_err())
    {
        return Err(Refused::Inline);
    }
    out.push_str(text);
    if !text.is_empty() && !text.ends_with('\n') {
        out.push_str(end);
    }
    if !text.trim().is_empty() && !text.ends_with(&format!("{end}{end}")) {
        out.push_str(end);
    }
    out.push_str(&block);
    Ok(out)
}

/// The text without the entries of those indexes, and without the comment lines right above them.
///
/// # Errors
/// An entry has no header of its own.
pub fn remove(text: &str, list: &List, indexes: &[usize]) -> Result<String, Refused> {
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for (index, placed) in list.entries.iter().enumerate() {
        if !indexes.contains(&index) {
            continue;
        }
        own_block(text, placed.range.clone())?;
        out.push_str(&text[from..placed.range.start]);
        from = placed.range.end;
    }
    out.push_str(&text[from..]);
    // the blank line that parted the last entry from what is gone
    if from == text.len() {
        let kept = out.trim_end().len();
        if kept == 0 {
            out.clear();
        } else {
            out.truncate(kept);
            out.push_str(line_end(text));
        }
    }
    Ok(out)
}

fn own_block(text: &str, range: std::ops::Range<usize>) -> Result<&str, Refused> {
    let block = &text[range];
    let header = block
        .lines()
        .map(str::trim_start)
        .find(|line| !line.is_empty() && !line.starts_with('#'));
    match header.is_some_and(|line| line.starts_with("[[")) {
        true => Ok(block),
        false => Err(Refused::Inline),
    }
}

fn line_end(text: &str) -> &'static str {
    match text.contains("\r\n") {
        true => "\r\n",
        false => "\n",
    }
}

fn block(entry: &Entry) -> String {
    let mut out = String::from("[[accept]]\n");
    for (key, value) in [
        ("contract", &entry.contract),
        ("rule", &entry.rule),
        ("at", &entry.at),
        ("direction", &entry.direction),
        ("finding", &entry.finding),
        ("reason", &entry.reason),
        ("by", &entry.by),
    ] {
        if key != "by" || !value.is_empty() {
            out.push_str(&format!("{key} = {}\n", quote(value)));
        }
    }
    out.push_str(&format!("expires = {}\n", entry.expires));
    out
}
