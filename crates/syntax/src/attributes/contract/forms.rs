//! The forms that texts of keys have to have.

use contractual_model::Format;

pub(super) fn is_contract_name(name: &str) -> bool {
    let legal = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '_' | '-');
    !name.is_empty()
        && name.len() <= 128
        && name.chars().all(legal)
        && name.starts_with(|c: char| c.is_ascii_alphanumeric())
}

pub(super) fn is_semver(text: &str) -> bool {
    let core = text.split(['-', '+']).next().unwrap_or_default();
    let parts: Vec<&str> = core.split('.').collect();
    let number = |part: &&str| {
        !part.is_empty()
            && part.bytes().all(|b| b.is_ascii_digit())
            && (part.len() == 1 || !part.starts_with('0'))
    };
    parts.len() == 3 && parts.iter().all(number)
}

/// Three numbers: what is declared here is compared, so nothing stands behind them.
pub(super) fn is_release(text: &str) -> bool {
    is_semver(text)
        && text.bytes().all(|b| b.is_ascii_digit() || b == b'.')
        && text.split('.').all(|part| part.len() < 10)
}

/// A relative path of plain parts: it means the same on every machine, and never leaves its folder.
pub(super) fn is_path_below(path: &str) -> bool {
    let plain = |part: &str| {
        !matches!(part, "" | "." | "..")
            && !part.contains(|c: char| c.is_control() || "\\:*?\"<>|".contains(c))
    };
    path.ends_with(".json") && !path.starts_with('~') && path.split('/').all(plain)
}

pub(super) fn is_day(text: &str) -> bool {
    Format::Date.is_real(text)
        && contractual_model::pattern::Matcher::new(&Format::Date.pattern()).is_match(text)
}
