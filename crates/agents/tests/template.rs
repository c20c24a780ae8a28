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

#[test]
fn work_that_writes_nothing_is_bounded_too() {
    let list = Value::list((0..1000).map(|n| Node::from(f64::from(n))).collect());
    let map: Map = (0..1000).map(|n| (format!("k{n}"), "v")).collect();
    let context = Value::map(
        [
            ("l", Node::from(list)),
            ("m", Node::from(map)),
            ("s", Node::from("s".repeat(100_000))),
        ]
        .into_iter()
        .collect(),
    );
    let small = Bounds {
        steps: 100_000,
        depth: 20,
        bytes: 1_000_000,
    };
    for template in [
        "{{#each l}}{{#each ../l}}{{/each}}{{/each}}",
        "{{#each l}}{{#if (contains ../l 'x')}}{{/if}}{{/each}}",
        "{{#each l}}{{#with (keys ../m)}}{{/with}}{{/each}}",
        "{{#*inline 'p'}}{{/inline}}{{#each l}}{{> p ../m z=1}}{{/each}}",
        "{{#each l}}{{#if ../s.length}}{{/if}}{{/each}}",
    ] {
        let found = render(template, &context, small).unwrap_err();
        assert!(
            found.contains("more than 100000 statements"),
            "{template}: {found}"
        );
    }
    let doubled = (0..40).fold("'x'".to_owned(), |inner, _| {
        format!("(expand '{{{{k}}}}{{{{k}}}}' k={inner})")
    });
    let doubled = format!("{{{{#if {doubled}}}}}{{{{/if}}}}");
    for (template, helper) in [("{{join l s}}", "join"), (doubled.as_str(), "expand")] {
        let found = render(template, &context, small).unwrap_err();
        assert!(
            found.contains("more than 1000000 bytes"),
            "{helper}: {found}"
        );
    }
}

/// Recorded with Handlebars 4.7.8.
#[test]
fn hash_arguments_are_seen_from_the_last_to_the_first() {
    let context = Value::map([("t", Node::from("{{a}}{{b}}"))].into_iter().collect());
    for (template, text) in [
        ("{{expand t a='{{b}}' b='x'}}", "{{b}}x"),
        ("{{expand t a='x' a='y' b=undefined}}", "x{{b}}"),
        (
            "{{#*inline 'p'}}{{#each this}}{{@key}}={{this}} {{/each}}{{/inline}}{{> p x=1 y=2}}",
            "t={{a}}{{b}} y=2 x=1 ",
        ),
        ("{{\"\"}}", "[object Object]"),
        (
            "{{lt this 'id'}} {{gt 'b' 'a'}} {{lt '10' 9}} {{gte null 0}} {{lt zz 1}}",
            "true true false true false",
        ),
    ] {
        let found = render(template, &context, Bounds::default());
        assert_eq!(found.as_deref(), Ok(text), "{template}");
    }
}
