//! The names of one file: what it declares, imports and exports.

use std::collections::HashMap;

use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, ImportDeclarationSpecifier, Program, Statement,
    TSEnumDeclaration, TSInterfaceDeclaration, TSTypeAliasDeclaration, VariableDeclarator,
};
use oxc_span::Span;

/// What a name stands for in its file.
#[derive(Clone, Copy)]
pub(super) enum Declared<'a> {
    Interface(&'a TSInterfaceDeclaration<'a>),
    Alias(&'a TSTypeAliasDeclaration<'a>),
    Enum(&'a TSEnumDeclaration<'a>),
    Constant(&'a VariableDeclarator<'a>),
    Class(Span),
}

/// The names of a file.
#[derive(Default)]
pub(super) struct Module<'a> {
    pub(super) names: HashMap<String, Vec<Declared<'a>>>,
    /// Local name: source and name there (`default` and `*` as such).
    pub(super) imports: HashMap<String, (String, String)>,
    /// Exported name: local name, and the source it is taken from.
    pub(super) exports: HashMap<String, (String, Option<String>)>,
    /// `export * from`.
    pub(super) all_from: Vec<String>,
}

impl<'a> Module<'a> {
    pub(super) fn of(program: &'a Program<'a>) -> Self {
        let mut module = Self::default();
        for statement in &program.body {
            match statement {
                Statement::ImportDeclaration(import) => {
                    let source = import.source.value.to_string();
                    for specifier in import.specifiers.iter().flatten() {
                        let (local, name) = match specifier {
                            ImportDeclarationSpecifier::ImportSpecifier(one) => {
                                (one.local.name.to_string(), one.imported.name().to_string())
                            }
                            ImportDeclarationSpecifier::ImportDefaultSpecifier(one) => {
                                (one.local.name.to_string(), "default".to_owned())
                            }
                            ImportDeclarationSpecifier::ImportNamespaceSpecifier(one) => {
                                (one.local.name.to_string(), "*".to_owned())
                            }
                        };
                        module.imports.insert(local, (source.clone(), name));
                    }
                }
                Statement::ExportNamedDeclaration(export) => {
                    if let Some(declaration) = &export.declaration {
                        for name in module.declare(declaration) {
                            module.exports.insert(name.clone(), (name, None));
                        }
                    }
                    let source = export
                        .source
                        .as_ref()
                        .map(|source| source.value.to_string());
                    for specifier in &export.specifiers {
                        module.exports.insert(
                            specifier.exported.name().to_string(),
                            (specifier.local.name().to_string(), source.clone()),
                        );
                    }
                }
                Statement::ExportAllDeclaration(export) => {
                    module.all_from.push(export.source.value.to_string())
                }
                Statement::ExportDefaultDeclaration(export) => {
                    if let ExportDefaultDeclarationKind::TSInterfaceDeclaration(interface) =
                        &export.declaration
                    {
                        let name = interface.id.name.to_string();
                        module
                            .names
                            .entry(name.clone())
                            .or_default()
                            .push(Declared::Interface(interface));
                        module.exports.insert("default".into(), (name, None));
                    } else if let ExportDefaultDeclarationKind::Identifier(id) = &export.declaration
                    {
                        module
                            .exports
                            .insert("default".into(), (id.name.to_string(), None));
                    }
                }
                other => {
                    if let Some(declaration) = other.as_declaration() {
                        module.declare(declaration);
                    }
                }
            }
        }
        module
    }

    fn declare(&mut self, declaration: &'a Declaration<'a>) -> Vec<String> {
        let mut names = Vec::new();
        let mut put = |name: String, declared: Declared<'a>| {
            self.names.entry(name.clone()).or_default().push(declared);
            names.push(name);
        };
        match declaration {
            Declaration::TSInterfaceDeclaration(interface) => put(
                interface.id.name.to_string(),
                Declared::Interface(interface),
            ),
            Declaration::TSTypeAliasDeclaration(alias) => {
                put(alias.id.name.to_string(), Declared::Alias(alias))
            }
            Declaration::TSEnumDeclaration(declared) => {
                put(declared.id.name.to_string(), Declared::Enum(declared))
            }
            Declaration::VariableDeclaration(variables) => {
                for one in &variables.declarations {
                    if let Some(name) = one.id.get_identifier_name() {
                        put(name.to_string(), Declared::Constant(one));
                    }
                }
            }
            Declaration::ClassDeclaration(class) => {
                if let Some(id) = &class.id {
                    put(id.name.to_string(), Declared::Class(id.span));
                }
            }
            _ => {}
        }
        names
    }

    pub(super) fn is_type(&self, exported: &str) -> bool {
        let Some((local, source)) = self.exports.get(exported) else {
            return false;
        };
        source.is_some()
            || self.imports.contains_key(local)
            || self
                .names
                .get(local)
                .is_some_and(|all| all.iter().any(|one| !matches!(one, Declared::Constant(_))))
    }
}
