//! The skeleton lexer against `syn::parse_file`, over the Rust files of the local registry cache: same items, same module paths.
//!
//! By default over a fixed sample; over everything with `CONTRACTUAL_SKELETON=all`.

use std::fs;
use std::path::{Path, PathBuf};

use contractual_scan::skeleton::{RawKind, items};
use syn::Item;

/// Bytes compared without the variable.
const SAMPLE: u64 = 6 << 20;

#[test]
fn skeleton_and_syn_see_the_same_items() {
    // syn's parser of expressions goes deep in an unoptimised build.
    let run = std::thread::Builder::new()
        .stack_size(512 << 20)
        .spawn(compare);
    if let Err(panic) = run.expect("a thread").join() {
        std::panic::resume_unwind(panic);
    }
}

fn compare() {
    let Some(registry) = registry() else {
        panic!("no registry cache is found: set CARGO_HOME");
    };
    let mut files = Vec::new();
    collect(&registry, &mut files);
    files.sort();
    let all = std::env::var_os("CONTRACTUAL_SKELETON").is_some_and(|value| value == "all");
    if !all {
        // Every so many-th file, so that the sample has files of all crates.
        let bytes: u64 = files
            .iter()
            .filter_map(|path| fs::metadata(path).ok())
            .map(|m| m.len())
            .sum();
        let step = usize::try_from(bytes / SAMPLE).unwrap_or(1).max(1);
        files = files.into_iter().step_by(step).collect();
    }
    let (mut compared, mut skipped, mut differ) = (0, 0, Vec::new());
    for path in &files {
        let Ok(text) = fs::read_to_string(path) else {
            continue;
        };
        // What syn cannot parse is no reference: other editions, generated fragments, syntax of nightly compilers.
        let Ok(file) = std::panic::catch_unwind(|| syn::parse_file(&text))
            .unwrap_or_else(|_| syn::parse_file(""))
        else {
            skipped += 1;
            continue;
        };
        let (Some(expected), found) = (of_syn(&file.items, ""), of_skeleton(&text)) else {
            skipped += 1;
            continue;
        };
        compared += 1;
        if found.as_ref() != Ok(&expected) {
            differ.push((path.clone(), first_difference(&expected, &found)));
        }
    }
    println!(
        "{compared} files compared, {skipped} that syn does not parse, {} differ",
        differ.len()
    );
    let shown: Vec<String> = differ
        .iter()
        .take(10)
        .map(|(path, why)| format!("{}: {why}", path.display()))
        .collect();
    assert!(
        differ.is_empty(),
        "{} of {compared} files differ\n{}",
        differ.len(),
        shown.join("\n")
    );
    assert!(compared > 50, "only {compared} files were compared");
}

fn registry() -> Option<PathBuf> {
    let home = std::env::var_os("CARGO_HOME").map(PathBuf::from);
    let home =
        home.or_else(|| std::env::var_os("HOME").map(|home| Path::new(&home).join(".cargo")))?;
    Some(home.join("registry/src")).filter(|path| path.is_dir())
}

fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).into_iter().flatten().flatten() {
        let path = entry.path();
        if path.is_dir() {
            collect(&path, files);
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
}

fn first_difference(expected: &[String], found: &Result<Vec<String>, String>) -> String {
    match found {
        Err(why) => why.clone(),
        Ok(found) => {
            let at = expected
                .iter()
                .zip(found)
                .position(|(a, b)| a != b)
                .unwrap_or(expected.len().min(found.len()));
            format!(
                "item {at}: syn {:?}, skeleton {:?}",
                expected.get(at),
                found.get(at)
            )
        }
    }
}

fn of_skeleton(text: &str) -> Result<Vec<String>, String> {
    fn walk(
        text: &str,
        range: std::ops::Range<usize>,
        module: &str,
        out: &mut Vec<String>,
    ) -> Result<(), String> {
        for item in items(text, range).map_err(|e| format!("byte {}: {}", e.offset, e.message))? {
            out.push(format!("{module} {:?} {}", item.kind, item.name));
            if let (RawKind::Mod, Some(body)) = (item.kind, item.body) {
                walk(text, body, &format!("{module}::{}", item.name), out)?;
            }
        }
        Ok(())
    }
    let mut out = Vec::new();
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    walk(text, 0..text.len(), "", &mut out).map(|()| out)
}

/// `None` if syn did not understand an item either.
fn of_syn(list: &[Item], module: &str) -> Option<Vec<String>> {
    let plain = |ident: &syn::Ident| {
        let text = ident.to_string();
        text.strip_prefix("r#").unwrap_or(&text).to_owned()
    };
    let mut out = Vec::new();
    for item in list {
        let (kind, name) = match item {
            Item::Const(item) => (RawKind::Const, plain(&item.ident)),
            Item::Enum(item) => (RawKind::Enum, plain(&item.ident)),
            Item::ExternCrate(item) => (RawKind::ExternCrate, plain(&item.ident)),
            Item::Fn(item) => (RawKind::Fn, plain(&item.sig.ident)),
            Item::ForeignMod(_) => (RawKind::ExternBlock, String::new()),
            Item::Impl(_) => (RawKind::Impl, String::new()),
            Item::Macro(item) => {
                let last = item
                    .mac
                    .path
                    .segments
                    .last()
                    .map(|s| plain(&s.ident))
                    .unwrap_or_default();
                match &item.ident {
                    Some(ident) if last == "macro_rules" => (RawKind::MacroRules, plain(ident)),
                    _ => (RawKind::MacroCall, last),
                }
            }
            Item::Mod(item) => (RawKind::Mod, plain(&item.ident)),
            Item::Static(item) => (RawKind::Static, plain(&item.ident)),
            Item::Struct(item) => (RawKind::Struct, plain(&item.ident)),
            Item::Trait(item) => (RawKind::Trait, plain(&item.ident)),
            Item::Type(item) => (RawKind::TypeAlias, plain(&item.ident)),
            Item::Union(item) => (RawKind::Union, plain(&item.ident)),
            Item::Use(_) => (RawKind::Use, String::new()),
            _ => return None,
        };
        out.push(format!("{module} {kind:?} {name}"));
        if let Item::Mod(item) = item
            && let Some((_, inner)) = &item.content
        {
            out.extend(of_syn(inner, &format!("{module}::{}", plain(&item.ident)))?);
        }
    }
    Some(out)
}
