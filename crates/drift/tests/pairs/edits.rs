//! Documents as edits of a base.

use contractual_model::json::Json;

/// The document of a side: the base with its edits, a pointer and a value each; `null` takes the part away.
pub(crate) fn edited(base: &Json, edits: Option<&Json>) -> Json {
    let mut document = base.clone();
    for edit in edits.and_then(Json::as_array).unwrap_or_default() {
        let [Json::String(pointer), value] = edit.as_array().unwrap_or_default() else {
            panic!("an edit is a pointer and a value: {edit:?}");
        };
        let steps: Vec<String> = contractual_diag::Pointer::parse(pointer)
            .unwrap()
            .steps()
            .collect();
        put(&mut document, &steps, value);
    }
    document
}

fn put(at: &mut Json, steps: &[String], value: &Json) {
    let Some((step, rest)) = steps.split_first() else {
        *at = value.clone();
        return;
    };
    match at {
        Json::Object(members) => {
            if rest.is_empty() && *value == Json::Null {
                members.retain(|(name, _)| name != step);
                return;
            }
            if !members.iter().any(|(name, _)| name == step) {
                members.push((step.clone(), Json::object()));
            }
            for (name, inner) in members.iter_mut() {
                if name == step {
                    put(inner, rest, value);
                }
            }
        }
        Json::Array(items) => {
            let index: usize = step.parse().unwrap();
            put(&mut items[index], rest, value);
        }
        other => panic!("{step} in {other:?}"),
    }
}
