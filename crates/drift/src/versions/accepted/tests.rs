use contractual_diag::render::human;

use super::*;

const TEXT: &str = r#"# What we accepted.

# Nobody sends a fax.
[[accept]]
contract = "entity"
rule = "property-removed-from-closed-object"
at = "/properties/fax"
direction = "request"
finding = "c41e9a07b2d5"
reason = "no client sends fax, see ticket 812"   # ask Ada
by = "Ada"
expires = 2027-01-31

[[accept]]
contract = "entity"
rule = "undecided"
at = ""
direction = "response"
finding = "000000000001"
reason = "checked by hand"
expires = 2026-12-01
"#;

fn day(text: &str) -> Day {
    Day::parse(text).unwrap()
}

fn bounds() -> Bounds {
    Bounds {
        today: day("2026-11-22"),
        max_days: 180,
    }
}

fn list(text: &str) -> List {
    read("docs/contracts/accepted.toml", text, bounds()).unwrap()
}

fn faults(text: &str) -> String {
    match read("accepted.toml", text, bounds()) {
        Ok(list) => panic!("read as {list:?}"),
        Err(found) => found.iter().map(|one| human(one, Some(text))).collect(),
    }
}

#[test]
fn a_list_is_read_with_its_places() {
    let list = list(TEXT);
    assert_eq!(list.entries.len(), 2);
    let first = &list.entries[0];
    assert_eq!(first.line, 4);
    assert!(TEXT[first.range.clone()].starts_with("# Nobody sends"));
    assert_eq!(first.entry.expires, day("2027-01-31"));
    assert_eq!(list.entries[1].entry.by, "");
    assert_eq!(list.entries[1].line, 14);
    assert_eq!(self::list(""), List::default());
}

#[test]
fn every_fault_is_named() {
    let text = "level = 1\n[[accept]]\ncontract = \"e\"\nrule = \"undecidd\"\nat = \"/a\"\ndirection = \"both\"\nfinding = \"xyz\"\nreason = \" \"\nby = 3\nexpire = 2027-01-01\n[[accept]]\n";
    assert_eq!(
        faults(text),
        "\
error[config-invalid]: unknown key `level` in the list of accepted changes
  --> accepted.toml:1:1
    |
  1 | level = 1
    | ^^^^^
  do: write each entry under a header `[[accept]]`
error[config-invalid]: this entry has no `expires`
  --> accepted.toml:2:1
    |
  2 | [[accept]]
    | ^
  do: write a day without quotation marks: expires = 2027-01-31
error[config-invalid]: no rule is called `undecidd`
  --> accepted.toml:4:8
    |
  4 | rule = \"undecidd\"
    |        ^
  do: write `undecided`
error[config-invalid]: `direction` cannot be `both`
  --> accepted.toml:6:13
    |
  6 | direction = \"both\"
    |             ^
  do: one of: request, response
error[config-invalid]: `xyz` is no hash of a finding
  --> accepted.toml:7:11
    |
  7 | finding = \"xyz\"
    |           ^
  do: write the 12 hexadecimal digits that `cargo contractual check` prints
error[config-invalid]: `reason` is empty
  --> accepted.toml:8:10
    |
  8 | reason = \" \"
    |          ^
  do: say why nobody is hurt by the change
error[config-invalid]: `by` is a whole number, expected text
  --> accepted.toml:9:6
    |
  9 | by = 3
    |      ^
  do: write it between quotation marks
error[config-invalid]: unknown key `expire` in [[accept]]
  --> accepted.toml:10:1
     |
  10 | expire = 2027-01-01
     | ^^^^^^
  do: write `expires`
"
        .to_owned()
            + &[
                "at",
                "contract",
                "direction",
                "expires",
                "finding",
                "reason",
                "rule"
            ]
            .iter()
            .map(|key| {
                let fix = match *key {
                    "expires" => "write a day without quotation marks: expires = 2027-01-31",
                    _ => "let the program write it: cargo contractual accept <finding>",
                };
                format!(
                    "error[config-invalid]: this entry has no `{key}`
  --> accepted.toml:11:1
     |
  11 | [[accept]]
     | ^
  do: {fix}
"
                )
            })
            .collect::<String>()
    );
}

#[test]
fn days_conflicts_and_twins() {
    let too_far = TEXT.replace("2027-01-31", "2027-06-30");
    assert_eq!(
        faults(&too_far),
        "\
error[config-invalid]: `expires` is more than 180 days ahead (max_accept_days)
  --> accepted.toml:12:11
     |
  12 | expires = 2027-06-30
     |           ^^^^
  do: write 2027-05-21 or an earlier day, or start a new version
"
    );
    assert!(
        faults(&TEXT.replace("2027-01-31", "2027-02-30")).contains("there is no day `2027-02-30`")
    );
    assert!(
        faults(&TEXT.replace("2027-01-31", "\"2027-01-31\""))
            .contains("`expires` is text, expected a day")
    );
    assert_eq!(
        faults(&format!("{TEXT}<<<<<<< HEAD\n")),
        "\
error[config-invalid]: a merge conflict is not resolved here
  --> accepted.toml:22:1
     |
  22 | <<<<<<< HEAD
     | ^
  why: a list that cannot be read accepts nothing and forbids nothing
  do: keep the entries of both sides, and remove the three marker lines
"
    );
    assert!(
        faults(&format!("{TEXT}\n{TEXT}"))
            .contains("`c41e9a07b2d5` is accepted twice, first in line 4")
    );
}

#[test]
fn a_spent_entry_is_named_with_the_command_to_remove_it() {
    let list = list(TEXT);
    assert_eq!(
        human(
            &spent_warning("docs/contracts/accepted.toml", &list.entries[1]),
            Some(TEXT)
        ),
        "\
warning[accepted-spent]: the acceptance of [undecided] in `entity` is not needed any more
  --> docs/contracts/accepted.toml:14:1
     |
  14 | [[accept]]
     | ^
  why: the baseline has the change, or the change was undone
  do: cargo contractual accept --remove 000000000001
"
    );
}

#[test]
fn edits_keep_what_people_wrote() {
    let first = list(TEXT);
    let mut entry = first.entries[1].entry.clone();
    entry.finding = "000000000002".to_owned();
    entry.reason = "said \"yes\"".to_owned();
    let added = add(TEXT, &first, &entry).unwrap();
    assert!(added.starts_with(TEXT));
    assert_eq!(list(&added).entries[2].entry, entry);
    // again, with another day: replaced where it stands
    let mut again = first.entries[0].entry.clone();
    again.expires = day("2027-03-01");
    let replaced = add(TEXT, &first, &again).unwrap();
    assert_eq!(list(&replaced).entries[0].entry, again);
    assert_eq!(list(&replaced).entries[1].entry, first.entries[1].entry);
    assert!(replaced.contains("# Nobody sends a fax.\n[[accept]]"));
    // adding and removing gives the text back
    assert_eq!(remove(&added, &list(&added), &[2]).unwrap(), TEXT);
    assert_eq!(
        remove(TEXT, &first, &[0]).unwrap(),
        format!(
            "# What we accepted.\n\n{}",
            &TEXT[first.entries[1].range.clone()]
        )
    );
    assert_eq!(
        remove(TEXT, &first, &[0, 1]).unwrap(),
        "# What we accepted.\n"
    );
    let from_nothing = add("", &List::default(), &entry).unwrap();
    assert!(from_nothing.starts_with("[[accept]]\n"));
    let windows = TEXT.replace('\n', "\r\n");
    let added = add(&windows, &list(&windows), &entry).unwrap();
    assert_eq!(added.matches('\n').count(), added.matches("\r\n").count());
    let inline = "accept = [{ contract = \"e\", rule = \"undecided\", at = \"\", direction = \"request\", finding = \"000000000001\", reason = \"r\", expires = 2026-12-01 }]\n";
    assert_eq!(remove(inline, &list(inline), &[0]), Err(Refused::Inline));
    assert_eq!(add(inline, &list(inline), &entry), Err(Refused::Inline));
}
