//! One spelling for templates, statuses, media types and addresses.

use contractual_model::json::Json;

/// A template without the names of its placeholders, and the names.
pub(super) fn normal(path: &str) -> (String, Vec<String>) {
    let mut out = String::new();
    let mut names = Vec::new();
    let mut rest = path;
    while let Some(open) = rest.find('{') {
        out.push_str(&rest[..open]);
        match rest[open..].find('}') {
            Some(close) => {
                names.push(rest[open + 1..open + close].to_owned());
                out.push_str("{}");
                rest = &rest[open + close + 1..];
            }
            None => {
                out.push_str(&rest[open..]);
                return (out, names);
            }
        }
    }
    out.push_str(rest);
    (out, names)
}

/// `200`, `2XX`, `default`.
pub(super) fn is_status(text: &str) -> bool {
    let upper = text.to_ascii_uppercase();
    let exact = |rest: &[u8]| rest == b"XX" || rest.iter().all(u8::is_ascii_digit);
    text == "default"
        || matches!(upper.as_bytes(), [b'1'..=b'5', rest @ ..] if rest.len() == 2 && exact(rest))
}

/// Lower case, parameters sorted; `charset=utf-8` says nothing about JSON.
pub(super) fn normal_media(kind: &str) -> String {
    let mut parts = kind.split(';').map(|part| part.trim().to_lowercase());
    let base = parts.next().unwrap_or_default();
    let mut parameters: Vec<String> = parts
        .filter(|part| !part.is_empty())
        .map(|part| part.replace('"', ""))
        .collect();
    if base == "application/json" || base.ends_with("+json") {
        parameters.retain(|part| part != "charset=utf-8");
    }
    parameters.sort();
    std::iter::once(base)
        .chain(parameters)
        .collect::<Vec<_>>()
        .join(";")
}

/// The addresses that a server template stands for.
pub(super) fn spelled_out(url: &str, variables: Option<&Json>) -> Vec<String> {
    let mut urls = vec![url.to_owned()];
    for (name, variable) in variables.and_then(Json::as_object).unwrap_or_default() {
        let listed: Vec<&str> = variable
            .get("enum")
            .and_then(Json::as_array)
            .unwrap_or_default()
            .iter()
            .filter_map(Json::as_str)
            .collect();
        if listed.is_empty() || urls.len() * listed.len() > 64 {
            continue;
        }
        let slot = format!("{{{name}}}");
        urls = urls
            .iter()
            .flat_map(|url| listed.iter().map(|value| url.replace(&slot, value)))
            .collect();
    }
    urls.into_iter()
        .map(|url| url.trim_end_matches('/').to_owned())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn templates_media_types_and_servers_have_one_spelling() {
        assert_eq!(
            normal("/a/{id}/b/{x}"),
            (
                "/a/{}/b/{}".to_owned(),
                vec!["id".to_owned(), "x".to_owned()]
            )
        );
        for (text, expected) in [
            ("200", true),
            ("4xx", true),
            ("default", true),
            ("", false),
            ("é00", false),
            ("2X0", false),
            ("20", false),
            ("ok", false),
        ] {
            assert_eq!(is_status(text), expected, "{text}");
        }
        assert_eq!(
            normal_media("Application/JSON; charset=UTF-8"),
            "application/json"
        );
        assert_eq!(
            normal_media("text/plain; charset=latin-1"),
            "text/plain;charset=latin-1"
        );
        let variables =
            contractual_model::json::parse(r#"{"r":{"enum":["eu","us"],"default":"eu"}}"#).unwrap();
        assert_eq!(
            spelled_out("https://{r}.a.test/", Some(&variables)),
            ["https://eu.a.test", "https://us.a.test"]
        );
    }
}
