//! The template language against results of Handlebars 4.7.8 (Node), recorded in `handlebars.json`, and its bounds.
#![allow(clippy::unwrap_used)]

use contractual_agents::template::{Bounds, RenderOptions, Template};
use contractual_agents::value::{Map, Node, Value};
use contractual_model::json::{self, Json};

fn node(json: &Json) -> Node {
    match json {
        Json::Null => Value::Null.into(),
        Json::Bool(value) => Value::Bool(*value).into(),
        Json::Number(number) => Value::Number(number.as_f64()).into(),
        Json::String(text) => Value::text(text.as_str()).into(),
        Json::Array(items) => items.iter().map(node).collect::<Vec<_>>().into(),
        Json::Object(members) => members
            .iter()
            .map(|(name, value)| (name.as_str(), node(value)))
            .collect::<Map>()
            .into(),
    }
}

fn render(template: &str, context: &Value, bounds: Bounds) -> Result<String, String> {
    let options = RenderOptions {
        bounds,
        ..RenderOptions::default()
    };
    let template = Template::parse(template).map_err(|error| format!("parse: {error}"))?;
    template
        .render(context, options)
        .map_err(|error| format!("render: {error}"))
}

#[test]
fn templates_render_as_handlebars_renders_them() {
    let record = json::parse(include_str!("handlebars.json")).unwrap();
    let context = node(record.get("context").unwrap());
    let cases = record.get("cases").unwrap().as_array().unwrap();
    assert!(cases.len() > 250);
    let mut wrong = Vec::new();
    for case in cases {
        let template = case.get("template").unwrap().as_str().unwrap();
        let found = render(template, &context.value, Bounds::default());
        let right = match (case.get("text").and_then(Json::as_str), &found) {
            (Some(text), Ok(found)) => text == found,
            (None, Err(message)) => {
                let kind = case.get("error").unwrap().as_str().unwrap();
                message.starts_with(kind)
            }
            _ => false,
        };
        if !right {
            wrong.push(format!(
                "{template:?}\n  recorded {:?} {:?}\n  found    {found:?}",
                case.get("text"),
                case.get("error")
            ));
        }
    }
    assert!(
        wrong.is_empty(),
        "{} of {}:\n{}",
        wrong.len(),
        cases.len(),
        wrong.join("\n")
    );
}

#[test]
fn templates_end_within_their_bounds() {
    let list = Value::list((0..1000).map(|n| Node::from(f64::from(n))).collect());
    let context = Value::map([("l", Node::from(list))].into_iter().collect());
    let small = Bounds {
        steps: 10_000,
        depth: 20,
        bytes: 100_000,
    };
    let loops = "{{#each l}}{{#each ../l}}{{#each ../../l}}x{{/each}}{{/each}}{{/each}}";
    assert!(
        render(loops, &context, small)
            .unwrap_err()
            .contains("more than 10000 statements")
    );
    let endless = "{{#*inline 'a'}}{{> a}}{{/inline}}{{> a}}";
    assert!(
        render(endless, &context, small)
            .unwrap_err()
            .contains("inside each other")
    );
    let endless = "{{#*inline 'a'}}{{#if @root.l}}{{> a}}{{/if}}{{/inline}}{{> a}}";
    assert!(
        render(endless, &context, Bounds::default())
            .unwrap_err()
            .contains("inside each other")
    );
    let wide = "{{#each l}}{{json ../l}}{{/each}}";
    assert!(
        render(wide, &context, small)
            .unwrap_err()
            .contains("more than 100000 bytes")
    );
    let deep = "{{#if l}}".repeat(5_000);
    assert!(
        render(&deep, &context, small)
            .unwrap_err()
            .starts_with("parse: more than")
    );
    let deep = format!("{{{{eq {}", "(eq ".repeat(5_000));
    assert!(
        render(&deep, &context, small)
            .unwrap_err()
            .starts_with("parse: more than")
    );
}
