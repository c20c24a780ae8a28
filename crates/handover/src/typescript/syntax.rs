//! Syntax, undeclared type names and duplicates, without any other program: the verdict never depends on the machine
//! (section 12.2, items 1 and 2).

use std::collections::{HashMap, HashSet};
use std::sync::LazyLock;

use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Class, ClassElement, Declaration, ExportDefaultDeclarationKind, MethodDefinitionKind,
    ModuleExportName, Program, Statement, TSEnumBody, TSInterfaceBody, TSSignature, TSTypeLiteral,
};
use oxc_ast_visit::{Visit, walk};
use oxc_parser::Parser;
use oxc_semantic::SemanticBuilder;
use oxc_span::{GetSpan, Span};

use super::separators::unseparated;
use crate::Violation;
use crate::clean::cut;
use crate::jsontext::Places;

/// Names that the standard library, Node and the usual test tools declare.
static LIBRARY: LazyLock<HashSet<&'static str>> =
    LazyLock::new(|| include_str!("lib_names.txt").lines().collect());

/// At most this many problems are listed.
const MAX_PROBLEMS: usize = 50;

/// What the built-in steps find.
pub(crate) fn check(text: &str, name: &str) -> Vec<Violation> {
    let allocator = Allocator::default();
    let source_type = super::source_type(name);
    let parsed = Parser::new(&allocator, text, source_type).parse();
    let places = Places::new(text);
    let at = |code: &'static str, offset: usize, message: String| {
        let (line, column) = places.of(offset);
        Violation::new(code, message)
            .at(line, column)
            .with("quote", cut(places.line(line), 200))
    };
    let mut out: Vec<Violation> = Vec::new();
    for error in &parsed.errors {
        let labels = error.labels.as_deref().unwrap_or_default();
        // The first label is the place of the error; others show where something was opened.
        let offset = labels.first().map_or(0, |label| label.offset());
        let (code, offset) = if error.message.contains("already been declared") {
            (
                "ts_duplicate",
                labels
                    .iter()
                    .map(|label| label.offset())
                    .max()
                    .unwrap_or(offset),
            )
        } else {
            ("ts_syntax", offset)
        };
        report(
            &mut out,
            at(code, offset, sentence(&error.message, text, offset, code)),
        );
    }
    if text.trim_start().starts_with("```") {
        // Three back-ticks are two empty templates to the parser, and the answer of a model in a fence to everybody else.
        let offset = text.len() - text.trim_start().len();
        out.clear();
        let message = "the file is not TypeScript: it begins with a Markdown code fence";
        out.push(at("ts_syntax", offset, message.into()).hint("write the code without the fence"));
    }
    for offset in unseparated(&parsed.program, text) {
        let message = sentence("expected `;` or a new line", text, offset, "ts_syntax");
        report(&mut out, at("ts_syntax", offset, message));
    }
    if !out.is_empty() || parsed.panicked {
        crate::violation::sort(&mut out);
        if out.is_empty() {
            out.push(at(
                "ts_syntax",
                0,
                "the file cannot be read as TypeScript".into(),
            ));
        }
        return out;
    }
    let built = SemanticBuilder::new()
        .with_check_syntax_error(true)
        .build(&parsed.program);
    for error in &built.errors {
        let labels = error.labels.as_deref().unwrap_or_default();
        let duplicate = error.message.contains("already been declared")
            || error.message.to_lowercase().contains("duplicate");
        let mut offsets = labels.iter().map(|label| label.offset());
        let (code, offset) = if duplicate {
            ("ts_duplicate", offsets.max())
        } else {
            ("ts_syntax", offsets.next())
        };
        report(
            &mut out,
            at(
                code,
                offset.unwrap_or(0),
                sentence(&error.message, text, offset.unwrap_or(0), code),
            ),
        );
    }
    let mut members = Members { found: Vec::new() };
    members.visit_program(&parsed.program);
    for (span, name) in duplicate_declarations(&parsed.program)
        .into_iter()
        .chain(members.found)
    {
        report(
            &mut out,
            at(
                "ts_duplicate",
                span.start as usize,
                format!("`{name}` is declared twice"),
            ),
        );
    }
    if !has_imports(&parsed.program) && !text.contains("/// <reference") {
        let scoping = built.semantic.scoping();
        let known: Vec<&str> = scoping.symbol_names().collect();
        for (name, references) in scoping.root_unresolved_references() {
            let name: &str = name;
            if LIBRARY.contains(name) || known.contains(&name) {
                continue;
            }
            for id in references {
                let reference = scoping.get_reference(*id);
                if !reference.is_type() {
                    continue;
                }
                let offset = built
                    .semantic
                    .nodes()
                    .get_node(reference.node_id())
                    .kind()
                    .span()
                    .start as usize;
                let mut violation = at(
                    "ts_undeclared",
                    offset,
                    format!("nothing declares the type `{name}`"),
                );
                violation.hint = contractual_diag::nearest(name, known.iter().copied())
                    .map(|near| format!("did you mean `{near}`?"));
                report(&mut out, violation);
            }
        }
    }
    crate::violation::sort(&mut out);
    out
}

fn report(out: &mut Vec<Violation>, violation: Violation) {
    let same = |other: &Violation| {
        (other.line, other.column, other.code) == (violation.line, violation.column, violation.code)
    };
    if out.len() < MAX_PROBLEMS && !out.iter().any(same) {
        out.push(violation);
    }
}

/// The parser's message as one of ours: what was found, and no final stop.
fn sentence(message: &str, text: &str, offset: usize, code: &str) -> String {
    let message = message.trim_end_matches('.');
    if code == "ts_duplicate" {
        let name = message.split('`').nth(1);
        return name.map_or_else(
            || message.to_owned(),
            |name| format!("`{name}` is declared twice"),
        );
    }
    let rest = text.get(offset.min(text.len())..).unwrap_or_default();
    let found = rest
        .split_whitespace()
        .next()
        .map_or("the end of the file".to_owned(), |word| {
            format!("`{}`", cut(word, 40))
        });
    format!(
        "the file is not TypeScript at {found}: {}",
        lower_first(message)
    )
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    chars.next().map_or_else(String::new, |first| {
        first.to_lowercase().chain(chars).collect()
    })
}

fn has_imports(program: &Program<'_>) -> bool {
    program.body.iter().any(|statement| match statement {
        Statement::ImportDeclaration(_)
        | Statement::ExportAllDeclaration(_)
        | Statement::TSImportEqualsDeclaration(_) => true,
        Statement::ExportNamedDeclaration(export) => export.source.is_some(),
        Statement::TSGlobalDeclaration(_) => true,
        Statement::TSModuleDeclaration(module) => module.id.is_string_literal(),
        _ => false,
    })
}

/// Type aliases and enums that share a name with another type at the top of the file. What merges (interfaces, namespaces,
/// enums with enums) is no duplicate.
fn duplicate_declarations(program: &Program<'_>) -> Vec<(Span, String)> {
    #[derive(Clone, Copy, PartialEq)]
    enum Sort {
        Alias,
        Interface,
        Class,
        Enum,
    }
    let mut seen: HashMap<String, Vec<Sort>> = HashMap::new();
    let mut out = Vec::new();
    for statement in &program.body {
        let found = match statement {
            Statement::TSTypeAliasDeclaration(alias) => {
                Some((Sort::Alias, alias.id.name, alias.id.span))
            }
            Statement::TSInterfaceDeclaration(interface) => {
                Some((Sort::Interface, interface.id.name, interface.id.span))
            }
            Statement::TSEnumDeclaration(declared) => {
                Some((Sort::Enum, declared.id.name, declared.id.span))
            }
            Statement::ClassDeclaration(class) => {
                class.id.as_ref().map(|id| (Sort::Class, id.name, id.span))
            }
            Statement::ExportNamedDeclaration(export) => match &export.declaration {
                Some(Declaration::TSTypeAliasDeclaration(alias)) => {
                    Some((Sort::Alias, alias.id.name, alias.id.span))
                }
                Some(Declaration::TSInterfaceDeclaration(interface)) => {
                    Some((Sort::Interface, interface.id.name, interface.id.span))
                }
                Some(Declaration::TSEnumDeclaration(declared)) => {
                    Some((Sort::Enum, declared.id.name, declared.id.span))
                }
                Some(Declaration::ClassDeclaration(class)) => {
                    class.id.as_ref().map(|id| (Sort::Class, id.name, id.span))
                }
                _ => None,
            },
            _ => None,
        };
        let Some((sort, name, span)) = found else {
            continue;
        };
        let before = seen.entry(name.to_string()).or_default();
        let merges = |other: &Sort| {
            (*other == sort && matches!(sort, Sort::Interface | Sort::Enum))
                || matches!(
                    (*other, sort),
                    (Sort::Interface, Sort::Class) | (Sort::Class, Sort::Interface)
                )
        };
        if !before.iter().all(merges) {
            out.push((span, name.to_string()));
        }
        before.push(sort);
    }
    out
}

/// Members that one body has twice.
struct Members {
    found: Vec<(Span, String)>,
}

impl Members {
    fn signatures(&mut self, members: &[TSSignature<'_>]) {
        // A name with the sort of its first member: methods overload, getters pair with setters.
        let mut seen: HashMap<String, u8> = HashMap::new();
        for member in members {
            let (key, sort) = match member {
                TSSignature::TSPropertySignature(property) => (&property.key, 1),
                TSSignature::TSMethodSignature(method) => (
                    &method.key,
                    if matches!(method.kind, oxc_ast::ast::TSMethodSignatureKind::Method) {
                        2
                    } else {
                        3
                    },
                ),
                TSSignature::TSIndexSignature(_)
                | TSSignature::TSCallSignatureDeclaration(_)
                | TSSignature::TSConstructSignatureDeclaration(_) => continue,
            };
            let Some(name) = key.static_name() else {
                continue;
            };
            match seen.get(name.as_ref()) {
                Some(before) if *before == 1 || sort == 1 || *before != sort => {
                    self.found.push((key.span(), name.into_owned()))
                }
                Some(_) => {}
                None => {
                    seen.insert(name.into_owned(), sort);
                }
            }
        }
    }
}

impl<'a> Visit<'a> for Members {
    fn visit_ts_interface_body(&mut self, body: &TSInterfaceBody<'a>) {
        self.signatures(&body.body);
        walk::walk_ts_interface_body(self, body);
    }

    fn visit_ts_type_literal(&mut self, literal: &TSTypeLiteral<'a>) {
        self.signatures(&literal.members);
        walk::walk_ts_type_literal(self, literal);
    }

    fn visit_ts_enum_body(&mut self, body: &TSEnumBody<'a>) {
        let mut seen = HashSet::new();
        for member in &body.members {
            let name = member.id.static_name().to_string();
            if !seen.insert(name.clone()) {
                self.found.push((member.id.span(), name));
            }
        }
        walk::walk_ts_enum_body(self, body);
    }

    fn visit_class(&mut self, class: &Class<'a>) {
        let mut seen: HashMap<(bool, String), bool> = HashMap::new();
        for element in &class.body.body {
            let (key, is_static, property) = match element {
                ClassElement::PropertyDefinition(property) => {
                    (&property.key, property.r#static, true)
                }
                ClassElement::MethodDefinition(method)
                    if method.kind == MethodDefinitionKind::Method
                        && method.value.body.is_some() =>
                {
                    (&method.key, method.r#static, false)
                }
                _ => continue,
            };
            let Some(name) = key.static_name() else {
                continue;
            };
            if seen
                .insert((is_static, name.to_string()), property)
                .is_some()
            {
                self.found.push((key.span(), name.into_owned()));
            }
        }
        walk::walk_class(self, class);
    }
}

/// The names that a file exports; nothing if it cannot be parsed or re-exports what cannot be seen here.
pub(crate) fn exports(text: &str, name: &str) -> Option<Vec<String>> {
    let allocator = Allocator::default();
    let parsed = Parser::new(&allocator, text, super::source_type(name)).parse();
    if parsed.panicked || !parsed.errors.is_empty() {
        return None;
    }
    let mut out = Vec::new();
    for statement in &parsed.program.body {
        match statement {
            Statement::ExportAllDeclaration(export) => match &export.exported {
                Some(name) => out.push(export_name(name)),
                None => return None,
            },
            Statement::ExportNamedDeclaration(export) => {
                out.extend(
                    export
                        .specifiers
                        .iter()
                        .map(|specifier| export_name(&specifier.exported)),
                );
                match &export.declaration {
                    Some(Declaration::VariableDeclaration(variables)) => {
                        out.extend(variables.declarations.iter().filter_map(|one| {
                            one.id.get_identifier_name().map(|name| name.to_string())
                        }));
                    }
                    Some(declaration) => out.extend(declaration.id().map(|id| id.name.to_string())),
                    None => {}
                }
            }
            Statement::ExportDefaultDeclaration(export) => {
                let _: &ExportDefaultDeclarationKind<'_> = &export.declaration;
                out.push("default".to_owned());
            }
            _ => {}
        }
    }
    out.sort();
    out.dedup();
    Some(out)
}

fn export_name(name: &ModuleExportName<'_>) -> String {
    name.name().to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn codes(text: &str) -> Vec<(&'static str, Option<u32>)> {
        check(text, "x.ts")
            .into_iter()
            .map(|violation| (violation.code, violation.line))
            .collect()
    }

    #[test]
    fn syntax_names_and_duplicates() {
        assert_eq!(
            codes("export const n: number = ;\n"),
            [("ts_syntax", Some(1))]
        );
        assert_eq!(
            codes("interface A { x: string }\ninterface B extends A {\n"),
            [("ts_syntax", Some(3))]
        );
        assert_eq!(
            codes("export interface A { b: Nope; c: Promise<Map<string, HTMLElement>> }\n"),
            [("ts_undeclared", Some(1))]
        );
        assert_eq!(
            codes("import { Nope } from './x';\nexport type A = Nope | Other;\n"),
            []
        );
        assert_eq!(
            codes("type A = 1;\ntype A = 2;\n"),
            [("ts_duplicate", Some(2))]
        );
        assert_eq!(
            codes("interface A { x: 1;\n x: 2 }\n"),
            [("ts_duplicate", Some(2))]
        );
        assert_eq!(codes("interface A { x: 1 }\ninterface A { y: 2 }\n"), []);
        assert_eq!(
            codes(
                "interface A { f(): void; f(x: number): void }\nclass C { get x() { return 1 } set x(v) {} }\n"
            ),
            []
        );
        assert_eq!(
            codes("const a = 1;\nconst a = 2;\n"),
            [("ts_duplicate", Some(2))]
        );
        assert_eq!(codes("enum E { A,\n A }\n"), [("ts_duplicate", Some(2))]);
        assert_eq!(
            codes(
                "export type F<T extends keyof U, U> = { [K in T]: U[K] };\ndeclare namespace N { type X = 1 }\ntype Y = N.X;\n"
            ),
            []
        );
        assert_eq!(
            codes(
                "type R<T> = T extends (infer U)[] ? U : never;\nfunction f<T>(x: T): x is T & object { return true }\n"
            ),
            []
        );
        assert_eq!(
            codes(
                "export function f(a: string): void;\nexport function f(a: number): void;\nexport function f(a: unknown) {}\n"
            ),
            []
        );
    }
}
