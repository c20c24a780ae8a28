//! The third leg: what compiled types say of themselves is what the build script read. Called by the tests that the macros print.
//!
//! The build script leaves the model of its scan in `OUT_DIR`. Trait dispatch gives the model that rustc compiled, types of generic
//! instances, other crates and defaults of functions included. Both are compared whole; where they part, both sides are shown.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, OnceLock, PoisonError};

use contractual_model::compare::{Difference, of_apis, of_types};
use contractual_model::{Model, codec};

use crate::describe::{Describer, Registration};
use crate::described::Described;
use crate::entry::Entry;

/// Where the build script leaves the model of its scan, below `OUT_DIR`.
const MODEL: &str = "contractual/model.json";
/// Largest model that is read: 1 GiB.
const MAX_BYTES: u64 = 1 << 30;
/// How many differences a message shows.
const SHOWN: usize = 12;

/// Fails the test that calls it unless `T`, and every type that it refers to, is what the build script read.
///
/// # Panics
/// With both sides of each difference: that is how a test fails.
pub fn prove<T: Described + ?Sized>(out_dir: Option<&str>) {
    fail(model(out_dir).and_then(|read| compare::<T>(read)));
}

/// The same for an API: its operations, and every type that they name.
///
/// # Panics
/// As [`prove`].
pub fn prove_api(registration: &Registration<'_>, out_dir: Option<&str>) {
    fail(model(out_dir).and_then(|read| compare_api(registration, read)));
}

#[allow(clippy::panic, reason = "a test fails by a panic")]
#[track_caller]
fn fail(outcome: Result<(), String>) {
    if let Err(text) = outcome {
        panic!("{text}");
    }
}

/// Compares `T` and all it refers to with the model of a scan.
fn compare<T: Described + ?Sized>(read: &Model) -> Result<(), String> {
    let entry = Entry::of::<T>();
    types(&entry, read)
}

fn types(entry: &Entry, read: &Model) -> Result<(), String> {
    described(entry.problems())?;
    let mut text = String::new();
    for (id, compiled) in &entry.model().types {
        let Some(seen) = read.types.get(id) else {
            let _ = writeln!(
                text,
                "the compiled types refer to the contract `{id}`, which the build script did not read"
            );
            continue;
        };
        let mut compiled = compiled.clone();
        entry.fill_unknown_defaults(&mut compiled, seen);
        show(
            &format!("the contract of `{id}`"),
            &of_types(seen, &compiled),
            &mut text,
        );
    }
    finish(text)
}

fn compare_api(registration: &Registration<'_>, read: &Model) -> Result<(), String> {
    let (entry, api) = Describer::api(registration)
        .map_err(|why| format!("the API `{}` as it is compiled: {why}", registration.path))?;
    let mut text = String::new();
    match read.apis.iter().find(|seen| seen.id == api.id) {
        Some(seen) => show(
            &format!("the API `{}`", api.id),
            &of_apis(seen, &api),
            &mut text,
        ),
        None => {
            let _ = writeln!(text, "the build script did not read the API `{}`", api.id);
        }
    }
    finish(text).and_then(|()| types(&entry, read))
}

fn described(problems: &[String]) -> Result<(), String> {
    match problems.first() {
        Some(problem) => Err(format!("a compiled type cannot describe itself: {problem}")),
        None => Ok(()),
    }
}

fn show(what: &str, found: &[Difference], text: &mut String) {
    if found.is_empty() {
        return;
    }
    // Writing to a String cannot fail.
    let _ = writeln!(
        text,
        "{what} that is compiled is not the one that the build script read"
    );
    let side = |side: &Option<String>| side.clone().unwrap_or_else(|| "nothing".to_owned());
    for one in found.iter().take(SHOWN) {
        let _ = writeln!(text, "  {one}");
        let _ = writeln!(text, "    build script read: {}", side(&one.left));
        let _ = writeln!(text, "    compiled has:      {}", side(&one.right));
    }
    if let Some(more @ 1..) = found.len().checked_sub(SHOWN) {
        let _ = writeln!(text, "  and {more} more");
    }
}

fn finish(mut text: String) -> Result<(), String> {
    if text.is_empty() {
        return Ok(());
    }
    text.push_str(
        "so the artifacts may promise what this crate does not keep: write the item, and what makes its defaults, as they are compiled (no \
         attribute macro that changes them, no default that depends on the machine); if it is written so, this is a fault of contractual's",
    );
    Err(text)
}

/// The model that the build script of this crate left, read once per process.
fn model(out_dir: Option<&str>) -> Result<&'static Model, String> {
    type Known = Mutex<HashMap<PathBuf, Result<&'static Model, String>>>;
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let Some(out_dir) = out_dir else {
        return Err("this crate was compiled without a build script".to_owned());
    };
    let path = Path::new(out_dir).join(MODEL);
    let mut known = KNOWN
        .get_or_init(Known::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    if let Some(found) = known.get(&path) {
        return found.clone();
    }
    let found = open(&path).map(|model| &*Box::leak(Box::new(model)));
    known.insert(path, found.clone());
    found
}

fn open(path: &Path) -> Result<Model, String> {
    let unreadable = |why: String| {
        format!(
            "the model that the build script read cannot be had from {}: {why}; build again",
            path.display()
        )
    };
    let size = std::fs::metadata(path)
        .map_err(|error| unreadable(error.to_string()))?
        .len();
    if size > MAX_BYTES {
        return Err(unreadable(format!(
            "{size} bytes are more than the {MAX_BYTES} allowed"
        )));
    }
    let text = std::fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    codec::read(&text).map_err(|error| unreadable(error.to_string()))
}

#[cfg(test)]
mod tests {
    use contractual_model::{Constraints, Int, Kind, Shape, Type, TypeDef, TypeId};

    use super::*;

    /// A type as the derive would describe it.
    struct Size;

    impl Described for Size {
        const IDENTITY: u128 = 1;

        fn describe(into: &mut Describer) -> Type {
            into.contract(&Registration {
                path: "acme::Size",
                item: ITEM,
                slots: &[<u32 as Described>::describe],
                arguments: &[],
                defaults: &[],
            })
        }
    }

    const ITEM: &str =
        r#"{"item": "Size", "body": {"struct": {"tuple": [{"field": "0", "type": "u32"}]}}}"#;

    fn read(kind: Kind) -> Model {
        let id = TypeId("acme::Size".to_owned());
        let mut model = Entry::of::<Size>().model().clone();
        let def: &mut TypeDef = model.types.get_mut(&id).unwrap();
        def.shape = Shape::Alias(Type {
            kind,
            constraints: Constraints::default(),
        });
        model
    }

    #[test]
    fn equal_models_pass() {
        assert_eq!(Entry::of::<Size>().problems(), [] as [String; 0]);
        assert_eq!(compare::<Size>(&read(Kind::Integer(Int::U32))), Ok(()));
    }

    #[test]
    fn a_difference_shows_both_sides() {
        let told = compare::<Size>(&read(Kind::Text)).unwrap_err();
        let head = "the contract of `acme::Size` that is compiled is not the one that the build script read
  the whole, alias/kind
    build script read: \"text\"
    compiled has:      \"u32\"
so the artifacts";
        assert!(told.starts_with(head), "{told}");
    }

    #[test]
    fn a_type_that_was_not_read_is_told() {
        let told = compare::<Size>(&Model::default()).unwrap_err();
        assert!(
            told.contains("`acme::Size`, which the build script did not read"),
            "{told}"
        );
    }

    #[test]
    fn without_a_model_the_test_fails() {
        assert!(model(None).is_err());
        let told = model(Some("/nowhere")).unwrap_err();
        assert!(
            told.contains("contractual/model.json") && told.contains("build again"),
            "{told}"
        );
    }
}
