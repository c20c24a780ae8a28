//! Tables: there, with their columns, and with rows enough.

use super::super::outline::{Document, Heading, Table};
use super::{at_heading, same_text, section};
use crate::Violation;
use crate::clean::cut;
use crate::document::Rules;

pub(super) fn tables(
    document: &Document,
    rules: &Rules,
    outline: &[&Heading],
    out: &mut Vec<Violation>,
) {
    for rule in &rules.tables {
        let Some(position) = outline
            .iter()
            .position(|heading| same_text(&heading.text, &rule.under))
        else {
            out.push(
                Violation::new(
                    "md_table_missing",
                    format!("there is no section \"{}\" to hold the table", rule.under),
                )
                .with("expected", rule.columns.clone()),
            );
            continue;
        };
        let (from, to) = section(document, outline, position);
        let inside: Vec<&Table> = document
            .tables
            .iter()
            .filter(|table| table.line > from && table.line < to)
            .collect();
        let lacks = |table: &Table| -> Vec<String> {
            rule.columns
                .iter()
                .filter(|column| !table.columns.iter().any(|found| same_text(found, column)))
                .cloned()
                .collect()
        };
        let rows = |table: &Table| {
            table
                .rows
                .iter()
                .filter(|row| row.iter().any(|cell| !cell.is_empty()))
                .count() as u64
        };
        if inside
            .iter()
            .any(|table| lacks(table).is_empty() && rows(table) >= rule.min_rows)
        {
            continue;
        }
        let Some(table) = inside.iter().min_by_key(|table| lacks(table).len()) else {
            let heading = outline[position];
            out.push(
                at_heading(
                    "md_table_missing",
                    heading,
                    format!("the section \"{}\" has no table", cut(&heading.text, 100)),
                )
                .with("expected", rule.columns.clone()),
            );
            continue;
        };
        let missing = lacks(table);
        if !missing.is_empty() {
            out.push(
                Violation::new(
                    "md_table_columns",
                    format!(
                        "the table under \"{}\" lacks the column {}",
                        rule.under,
                        missing.join(", ")
                    ),
                )
                .at(table.line, 1)
                .with("missing", missing)
                .with("actual", table.columns.clone()),
            );
        }
        let found = rows(table);
        if found < rule.min_rows {
            out.push(
                Violation::new(
                    "md_table_rows",
                    format!(
                        "the table under \"{}\" has {}, at least {} are needed",
                        rule.under,
                        contractual_diag::counted(found, "row"),
                        rule.min_rows
                    ),
                )
                .at(table.line, 1)
                .with("expected", rule.min_rows)
                .with("actual", found),
            );
        }
    }
}
