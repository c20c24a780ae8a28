//! Which operations speak of which component.

use super::markdown::code;
use crate::set::{ComponentId, Node, Set};
use contractual_model::quick::HashMap;

/// For each component that a body names: the operations and what it is to them, in order.
pub(crate) fn find(set: &Set<'_>) -> HashMap<ComponentId, Vec<String>> {
    let mut found: HashMap<ComponentId, Vec<String>> = HashMap::default();
    let mut note = |node: &Node, text: &str| {
        node.references(&mut |id| {
            let uses = found.entry(id).or_default();
            if !uses.iter().any(|known| known == text) {
                uses.push(text.to_owned());
            }
        });
    };
    for form in &set.operations {
        let operation = form.operation;
        let name = code(&format!(
            "{} {}",
            operation.method.name().to_uppercase(),
            operation.path
        ));
        if let Some(body) = &form.body {
            note(body, &format!("{name}: request"));
        }
        for (response, (body, _)) in operation.responses.iter().zip(&form.responses) {
            if let Some(body) = body {
                note(body, &format!("{name}: answer {}", response.status));
            }
        }
    }
    found
}
