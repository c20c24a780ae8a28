//! Constructs beyond the worked examples, read by the Python tools.

use crate::support::{emitted, oddities::oddities};
use crate::tools;

#[test]
fn python_and_openapi_tools_accept_it() {
    let emission = emitted(&oddities());
    let gaps: Vec<&str> = emission
        .warnings
        .iter()
        .filter(|w| w.code == "no_fixture")
        .map(|w| w.headline.as_str())
        .collect();
    let folder = tools::written_out(&emission, "oddities");
    tools::check_project(&folder);
    // Ten rules that speak of the same members: the search for a document that breaks only one of them is bounded.
    let known = ["counted", "few_lines"];
    let known = known.map(|rule| format!("no fixture breaks the rule `{rule}` of `Order` alone"));
    assert_eq!(gaps, known);
}
