//! What comparisons say and what they cost. Without a word: every example pair of the rules and every pair of the tests, then documents
//! of unusual size. With a folder: its cases, each a folder with `old.json`, `new.json` and `expected.json`, as the figures of the
//! specification (section 12) count them.
//!
//! ```text
//! cargo xtask bench drift [FOLDER]
//! ```
#![allow(clippy::print_stdout, reason = "a measurement prints its figures")]

mod case;
mod figures;
mod large;

fn main() {
    // Cargo adds a word of its own
    let folder = std::env::args()
        .skip(1)
        .find(|word| !word.starts_with("--"));
    let (cases, goals) = match folder {
        Some(folder) => (case::of_folder(&folder), true),
        None => (Ok(case::own()), false),
    };
    match cases {
        Ok(cases) => figures::print(&cases),
        Err(error) => {
            eprintln!("{error}");
            std::process::exit(1);
        }
    }
    if !goals {
        large::print();
    }
}
