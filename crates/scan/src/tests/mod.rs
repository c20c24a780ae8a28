//! Sources in, model and findings out. The tests stand by theme; here is what they share.

mod again;
mod cfgs;
mod defaults;
mod faults;
mod names;
mod others;
mod outlines;
mod wholes;

use std::collections::HashMap;

use contractual_model::json::to_line;
use contractual_model::packed;
use contractual_model::{Kind, Model, Shape, Type, TypeId};

use crate::{Cfg, Options, Outline, Scan};

/// Scans sources given as `== path` sections.
fn scan_with(sources: &str, change: impl FnOnce(&mut Options)) -> Scan {
    let mut files: HashMap<String, String> = HashMap::new();
    for section in sources.split("== ").skip(1) {
        let (path, text) = section.split_once('\n').expect("a path and a text");
        files.insert(path.trim().to_owned(), text.to_owned());
    }
    let read = move |path: &str| files.get(path).cloned();
    let mut options = Options {
        crate_name: "acme".into(),
        roots: vec!["src/lib.rs".into()],
        cfg: Cfg::new([("unix", None), ("feature", Some("a"))]),
        generator: "0.1.0".into(),
        ..Options::default()
    };
    change(&mut options);
    Outline::read(&read, &options).scan()
}

fn scan(sources: &str) -> Scan {
    scan_with(sources, |_| {})
}

fn lib(text: &str) -> Scan {
    scan(&format!("== src/lib.rs\n{text}"))
}

#[track_caller]
fn clean(scan: &Scan) -> &Model {
    let shown: Vec<String> = scan
        .diagnostics()
        .filter(|d| d.is_error())
        .map(|d| contractual_diag::render::human(d, None))
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    let text = contractual_model::codec::write(&scan.model);
    assert_eq!(
        contractual_model::codec::read(&text).as_ref(),
        Ok(&scan.model)
    );
    for def in scan.model.types.values() {
        let mut bytes = Vec::new();
        packed::put_definition(&mut bytes, def);
        let read = packed::Unpacker::new(&bytes).definition();
        assert_eq!(format!("{read:?}"), format!("{:?}", Some(def)));
        for at in 0..bytes.len() {
            assert_eq!(packed::Unpacker::new(&bytes[..at]).definition(), None);
        }
    }
    &scan.model
}

/// `code file:line:column headline; fix`, one line each.
fn faults(scan: &Scan) -> Vec<String> {
    scan.diagnostics()
        .map(|d| {
            let loc = d.loc.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {loc} {}", d.code, d.headline)
        })
        .collect()
}

fn ids(model: &Model) -> Vec<&str> {
    model.types.keys().map(|id| id.0.as_str()).collect()
}

/// The types of a struct's fields, in Rust's spelling.
fn fields(model: &Model, id: &str) -> String {
    let def = &model.types[&TypeId(id.into())];
    match &def.shape {
        Shape::Object(object) => object
            .fields
            .iter()
            .map(|f| {
                let side = f.read.as_ref().or(f.write.as_ref()).expect("a side");
                let mark = match (side.required, side.nullable) {
                    (true, true) => " or null",
                    (false, true) => "? or null",
                    (false, false) => "?",
                    (true, false) => "",
                };
                let default = f
                    .default
                    .as_ref()
                    .map(|v| format!(" = {}", to_line(v)))
                    .unwrap_or_default();
                format!("{}: {}{mark}{default}", side.name, text(&f.ty))
            })
            .collect::<Vec<_>>()
            .join(", "),
        Shape::Alias(ty) => text(ty),
        Shape::Enum(all) => all
            .variants
            .iter()
            .map(|v| v.read.clone().unwrap_or_default())
            .collect::<Vec<_>>()
            .join(" | "),
    }
}

fn text(ty: &Type) -> String {
    match &ty.kind {
        Kind::Ref(id) => id.0.strip_prefix("acme::").unwrap_or(&id.0).to_owned(),
        _ => contractual_model::instance::text(&Type::new(ty.kind.clone())).replace("acme::", ""),
    }
}
