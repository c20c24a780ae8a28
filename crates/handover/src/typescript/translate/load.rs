//! A type file and the files it imports, parsed and put together; then the type to fit.

use std::collections::HashMap;
use std::sync::Arc;

use oxc_allocator::Allocator;
use oxc_ast::ast::{Program, Statement};
use oxc_parser::Parser;
use oxc_span::Span;

use super::module::Module;
use super::work::Work;
use crate::checks::read_file;
use crate::jsontext::Places;
use crate::root::Root;
use crate::typescript::separators::unseparated;
use crate::typescript::types::{Ty, Types};
use crate::{RelPath, Violation};

/// Type files larger than this are refused.
const MAX_BYTES: u64 = 4 << 20;
/// At most this many files are read through imports.
const MAX_FILES: usize = 200;
/// At most this many problems of one type are listed.
const MAX_PROBLEMS: usize = 20;

/// Loads a type file. With `syntax_only` it is parsed, and no type is needed.
pub(crate) fn load(
    project: &Arc<Root>,
    path: &RelPath,
    interface: Option<&str>,
    syntax_only: bool,
) -> std::result::Result<Option<Types>, Vec<Violation>> {
    let allocator = Allocator::default();
    let shown = path.to_string();
    let mut files: Vec<(RelPath, &str, Program<'_>)> = Vec::new();
    let mut links: Vec<HashMap<String, Option<usize>>> = Vec::new();
    let mut todo = vec![path.clone()];
    while let Some(next) = todo.pop() {
        if files.iter().any(|(known, _, _)| *known == next) || files.len() >= MAX_FILES {
            continue;
        }
        let text = read_file(project, &next, MAX_BYTES).map_err(|violation| {
            let code = if violation.code == "path_escape" {
                "path_escape"
            } else {
                "schema_missing"
            };
            vec![
                Violation::new(
                    code,
                    format!(
                        "the type file `{next}` cannot be read: {}",
                        violation.message
                    ),
                )
                .field("schema_path")
                .with("schema_file", next.to_string()),
            ]
        })?;
        let text: &str = allocator.alloc_str(&text.text);
        let parsed = Parser::new(
            &allocator,
            text,
            crate::typescript::source_type(&next.to_string()),
        )
        .parse();
        if parsed.panicked
            || !parsed.errors.is_empty()
            || !unseparated(&parsed.program, text).is_empty()
        {
            let found = crate::typescript::check_syntax(text, &next.to_string());
            return Err(found
                .into_iter()
                .take(5)
                .map(|violation| {
                    let mut out = Violation::new(
                        "ts_syntax",
                        format!("the type file `{next}`: {}", violation.message),
                    )
                    .field("schema_path");
                    (out.line, out.column) = (violation.line, violation.column);
                    out.with("schema_file", next.to_string())
                })
                .collect());
        }
        if !syntax_only {
            for source in sources(&parsed.program) {
                todo.extend(module_path(project, &next, &source));
            }
        }
        files.push((next, text, parsed.program));
    }
    if syntax_only {
        return Ok(None);
    }
    for (file, _, program) in &files {
        let mut map = HashMap::new();
        for source in sources(program) {
            let target = module_path(project, file, &source);
            let at =
                target.and_then(|target| files.iter().position(|(known, _, _)| *known == target));
            map.insert(source, at);
        }
        links.push(map);
    }
    let modules: Vec<Module<'_>> = files
        .iter()
        .map(|(_, _, program)| Module::of(program))
        .collect();
    let mut work = Work {
        modules: &modules,
        links: &links,
        table: Vec::new(),
        known: HashMap::new(),
        unsupported: Vec::new(),
    };
    let root = files
        .iter()
        .position(|(known, _, _)| known == path)
        .unwrap_or(0);
    let name = match chosen(&modules[root], interface, &shown) {
        Ok(name) => name,
        Err(violation) => return Err(vec![*violation]),
    };
    let found = work.named(root, &name, Span::new(0, 0), &[], 0);
    let mut refused = work.unsupported;
    let root = match found {
        Ok(ty) => ty,
        Err(unsupported) => {
            refused.push(unsupported);
            Ty::Any
        }
    };
    if refused.is_empty() {
        return Ok(Some(Types {
            table: work.table,
            root,
            name,
        }));
    }
    refused.sort_by_key(|one| (one.module, one.span.start));
    refused.dedup_by_key(|one| (one.module, one.span.start));
    let shown = refused.iter().take(MAX_PROBLEMS).map(|unsupported| {
        let (file, text, _) = &files[unsupported.module];
        let (line, column) = Places::new(text).of(unsupported.span.start as usize);
        let message = format!("`{file}` at {line}:{column}: {}", unsupported.message);
        Violation::new("ts_unsupported", message)
            .field("schema_path")
            .at(line, column)
            .with("schema_file", file.to_string())
    });
    Err(shown.collect())
}

/// The type to fit: the one named, or the only one that is exported.
fn chosen(
    module: &Module<'_>,
    interface: Option<&str>,
    shown: &str,
) -> std::result::Result<String, Box<Violation>> {
    let mut exported: Vec<&str> = module
        .exports
        .keys()
        .map(String::as_str)
        .filter(|name| module.is_type(name))
        .collect();
    exported.sort_unstable();
    match interface {
        Some(name)
            if module.names.contains_key(name)
                || module.imports.contains_key(name)
                || module.exports.contains_key(name) =>
        {
            Ok(name.to_owned())
        }
        Some(name) => {
            let names: Vec<&str> = module.names.keys().map(String::as_str).collect();
            let mut violation = Violation::new(
                "invalid_value",
                format!("`{shown}` declares no type `{name}`"),
            )
            .field("interface");
            violation.hint = contractual_diag::nearest(name, names)
                .map(|near| format!("did you mean `{near}`?"));
            Err(Box::new(violation))
        }
        None if exported.len() == 1 => Ok(exported[0].to_owned()),
        None => {
            let message = if exported.is_empty() {
                format!("`{shown}` exports no type")
            } else {
                format!("`{shown}` exports several types: {}", exported.join(", "))
            };
            Err(Box::new(
                Violation::new("missing_field", message)
                    .field("interface")
                    .hint("name the type with `interface`"),
            ))
        }
    }
}

fn sources(program: &Program<'_>) -> Vec<String> {
    let mut out = Vec::new();
    for statement in &program.body {
        match statement {
            Statement::ImportDeclaration(import) => out.push(import.source.value.to_string()),
            Statement::ExportNamedDeclaration(export) => out.extend(
                export
                    .source
                    .as_ref()
                    .map(|source| source.value.to_string()),
            ),
            Statement::ExportAllDeclaration(export) => out.push(export.source.value.to_string()),
            _ => {}
        }
    }
    out
}

/// The file of the project that a relative import means.
fn module_path(project: &Root, from: &RelPath, source: &str) -> Option<RelPath> {
    if !source.starts_with("./") && !source.starts_with("../") {
        return None;
    }
    let bare = [".js", ".mjs", ".cjs"]
        .iter()
        .find_map(|end| source.strip_suffix(end))
        .unwrap_or(source);
    let ends = [
        "",
        ".ts",
        ".mts",
        ".cts",
        ".d.ts",
        ".tsx",
        "/index.ts",
        "/index.d.ts",
    ];
    let folder = from.parent();
    ends.iter()
        .filter_map(|end| folder.join(&format!("{bare}{end}")).ok())
        .find(|path| crate::typescript::is_typescript(path) && project.file(path).is_ok())
}
