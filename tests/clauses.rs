//! The clauses of the specification of the contract set, and what shows each (`clauses.txt`): a test, or a contract type among the cases
//! that every judge sees. What is named there and is gone fails.

use std::fs;

use crate::support::root;

#[test]
fn every_clause_is_shown_by_what_is_named() {
    let mut rows = 0;
    for line in include_str!("clauses.txt").lines() {
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        let parts: Vec<&str> = line.split(" | ").collect();
        let [_, _, file, shown] = parts.as_slice() else {
            panic!("{line}: section, clause, file, name are expected");
        };
        rows += 1;
        let text =
            fs::read_to_string(root().join(file)).unwrap_or_else(|why| panic!("{line}: {why}"));
        let is_there = match file.ends_with(".txt") {
            true => text.contains(&format!("[{shown}]")),
            false => [
                format!("#[test]\nfn {shown}("),
                format!("#[test]\n    fn {shown}("),
                format!("//+ {shown}: "),
                format!("(\"{shown}\", $of"),
            ]
            .iter()
            .any(|mark| text.contains(mark)),
        };
        assert!(is_there, "{line}: nothing there is called {shown}");
    }
    assert!(rows > 100, "{rows} clauses");
}
