//! Edits of texts by byte ranges: what is not edited keeps its form.

use std::ops::Range;

/// One replaced range.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Edit {
    /// Bytes of the text as it is.
    pub(super) range: Range<usize>,
    /// What stands there afterwards.
    pub(super) text: String,
}

impl Edit {
    /// Puts text in front of a byte.
    pub(super) fn insert(at: usize, text: impl Into<String>) -> Self {
        Self::replace(at..at, text)
    }

    /// Replaces a range.
    pub(super) fn replace(range: Range<usize>, text: impl Into<String>) -> Self {
        Self {
            range,
            text: text.into(),
        }
    }
}

/// The text with all edits; `None` if two of them meet, or one lies outside.
pub(super) fn apply(text: &str, edits: &[Edit]) -> Option<String> {
    let mut sorted: Vec<&Edit> = edits.iter().collect();
    sorted.sort_by_key(|edit| (edit.range.start, edit.range.end));
    let mut out = String::with_capacity(text.len());
    let mut from = 0;
    for edit in sorted {
        if edit.range.start < from {
            return None;
        }
        out.push_str(text.get(from..edit.range.start)?);
        out.push_str(&edit.text);
        from = edit.range.end;
    }
    out.push_str(text.get(from..)?);
    Some(out)
}

/// The lines in which two texts differ, as `diff -u` shows them: three lines around each change.
pub(super) fn unified(file: &str, old: Option<&str>, new: Option<&str>) -> String {
    let (a, b) = (lines(old.unwrap_or("")), lines(new.unwrap_or("")));
    let mut out = format!(
        "--- {}\n+++ {}\n",
        old.map_or("/dev/null".to_owned(), |_| format!("a/{file}")),
        new.map_or("/dev/null".to_owned(), |_| format!("b/{file}"))
    );
    let changes = changes(&a, &b);
    let mut at = 0;
    while at < changes.len() {
        // changes whose surroundings touch share a hunk
        let mut last = at;
        while last + 1 < changes.len() && changes[last + 1].0.start <= changes[last].0.end + 6 {
            last += 1;
        }
        let (first, end) = (&changes[at], &changes[last]);
        let before = first.0.start.min(3);
        let after = (a.len() - end.0.end).min(3);
        let from = first.0.start - before;
        let to = end.0.end + after;
        let length = |range: Range<usize>, start: usize| match range.len() {
            0 => format!("{start},0"),
            1 => format!("{}", start + 1),
            n => format!("{},{n}", start + 1),
        };
        let (new_from, new_to) = (first.1.start - before, end.1.end + after);
        out.push_str(&format!(
            "@@ -{} +{} @@\n",
            length(from..to, from),
            length(new_from..new_to, new_from)
        ));
        let mut here = from;
        for (gone, come) in &changes[at..=last] {
            a[here..gone.start]
                .iter()
                .for_each(|line| show(' ', line, &mut out));
            a[gone.clone()]
                .iter()
                .for_each(|line| show('-', line, &mut out));
            b[come.clone()]
                .iter()
                .for_each(|line| show('+', line, &mut out));
            here = gone.end;
        }
        a[here..to]
            .iter()
            .for_each(|line| show(' ', line, &mut out));
        at = last + 1;
    }
    out
}

/// One line of a hunk. An empty one of the surroundings stays empty, as `diff --suppress-blank-empty` has it: `patch` and `git apply` take
/// both, and a blank at the end of a line does not survive editors and copying.
fn show(sign: char, line: &str, out: &mut String) {
    if sign != ' ' || line != "\n" {
        out.push(sign);
    }
    match line.strip_suffix('\n') {
        Some(line) => out.push_str(line),
        None => {
            out.push_str(line);
            out.push_str("\n\\ No newline at end of file");
        }
    }
    out.push('\n');
}

fn lines(text: &str) -> Vec<&str> {
    text.split_inclusive('\n').collect()
}

/// Ranges of lines that differ. Texts whose middle is too large to compare line by line differ as one range.
fn changes(a: &[&str], b: &[&str]) -> Vec<(Range<usize>, Range<usize>)> {
    const LIMIT: usize = 4_000_000;
    let head = a.iter().zip(b).take_while(|(x, y)| x == y).count();
    let rest = a.len().min(b.len()) - head;
    let tail = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take(rest)
        .take_while(|(x, y)| x == y)
        .count();
    let (x, y) = (&a[head..a.len() - tail], &b[head..b.len() - tail]);
    if x.is_empty() && y.is_empty() {
        return Vec::new();
    }
    if x.len().saturating_mul(y.len()) > LIMIT {
        return vec![(head..a.len() - tail, head..b.len() - tail)];
    }
    // longest common subsequence, from the end
    let width = y.len() + 1;
    let mut longest = vec![0u32; (x.len() + 1) * width];
    for i in (0..x.len()).rev() {
        for j in (0..y.len()).rev() {
            longest[i * width + j] = match x[i] == y[j] {
                true => longest[(i + 1) * width + j + 1] + 1,
                false => longest[(i + 1) * width + j].max(longest[i * width + j + 1]),
            };
        }
    }
    let mut found: Vec<(Range<usize>, Range<usize>)> = Vec::new();
    let (mut i, mut j) = (0, 0);
    while i < x.len() || j < y.len() {
        if i < x.len() && j < y.len() && x[i] == y[j] {
            i += 1;
            j += 1;
            continue;
        }
        let (from, to) = (i, j);
        while i < x.len() || j < y.len() {
            if i < x.len() && j < y.len() && x[i] == y[j] {
                break;
            }
            let down = i < x.len()
                && (j == y.len() || longest[(i + 1) * width + j] >= longest[i * width + j + 1]);
            match down {
                true => i += 1,
                false => j += 1,
            }
        }
        found.push((head + from..head + i, head + to..head + j));
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn edits_are_applied_in_any_order() {
        let edits = [
            Edit::replace(4..5, "E"),
            Edit::insert(0, ">"),
            Edit::replace(1..3, ""),
        ];
        assert_eq!(apply("abcdef", &edits).as_deref(), Some(">adEf"));
        assert_eq!(
            apply("abc", &[Edit::replace(0..2, ""), Edit::replace(1..3, "")]),
            None
        );
        assert_eq!(apply("abc", &[Edit::insert(4, "x")]), None);
        assert_eq!(apply("é", &[Edit::insert(1, "x")]), None);
    }

    #[test]
    fn differences_are_shown_with_their_surroundings() {
        let old: String = (1..=20).map(|n| format!("{n}\n")).collect();
        let new = old
            .replace("5\n6\n", "5\nfive and a half\n6\n")
            .replace("20\n", "twenty");
        assert_eq!(
            unified("a.rs", Some(&old), Some(&new)),
            "\
--- a/a.rs
+++ b/a.rs
@@ -3,6 +3,7 @@
 3
 4
 5
+five and a half
 6
 7
 8
@@ -17,4 +18,4 @@
 17
 18
 19
-20
+twenty
\\ No newline at end of file
"
        );
        assert_eq!(
            unified("n", Some("a\n\nb\n"), Some("a\n\nc\n")),
            "--- a/n\n+++ b/n\n@@ -1,3 +1,3 @@\n a\n\n-b\n+c\n"
        );
        assert_eq!(
            unified("n", None, Some("1\n")),
            "--- /dev/null\n+++ b/n\n@@ -0,0 +1 @@\n+1\n"
        );
        assert_eq!(
            unified("n", Some("1\n"), None),
            "--- a/n\n+++ /dev/null\n@@ -1 +0,0 @@\n-1\n"
        );
    }
}
