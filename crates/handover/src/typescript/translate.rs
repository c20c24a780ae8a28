//! Declarations to types: names resolved through the file and its relative imports, generics put in, utility types worked out
//! (section 12.3, item 1). What has no meaning for a JSON value is refused at its place, before anything runs.

use std::collections::HashMap;
use std::sync::Arc;

use fancy_regex::Regex;
use oxc_allocator::Allocator;
use oxc_ast::ast::{
    Declaration, ExportDefaultDeclarationKind, Expression, ImportDeclarationSpecifier,
    ObjectPropertyKind, Program, Statement, TSEnumDeclaration, TSInterfaceDeclaration, TSLiteral,
    TSMappedTypeModifierOperator, TSSignature, TSTupleElement, TSType, TSTypeAliasDeclaration,
    TSTypeName, TSTypeOperatorOperator, TSTypeParameterDeclaration, TSTypeQueryExprName,
    UnaryOperator, VariableDeclarator,
};
use oxc_parser::Parser;
use oxc_span::{GetSpan, Span};

use super::types::{Literal, Member, Object, Tuple, Ty, Types, resolve};
use crate::checks::read_file;
use crate::jsontext::Places;
use crate::root::Root;
use crate::{RelPath, Violation};

/// Type files larger than this are refused.
const MAX_BYTES: u64 = 4 << 20;
/// At most this many files are read through imports.
const MAX_FILES: usize = 200;
/// Types inside each other while they are worked out.
const MAX_DEPTH: usize = 100;
/// Types with generics put in, in all.
const MAX_TYPES: usize = 5_000;

/// Why a type cannot be used.
struct Unsupported {
    module: usize,
    span: Span,
    message: String,
}

type Result<T> = std::result::Result<T, Unsupported>;

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
        let parsed = Parser::new(&allocator, text, super::source_type(&next.to_string())).parse();
        if parsed.panicked || !parsed.errors.is_empty() {
            let found = super::check_syntax(text, &next.to_string());
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
    match found {
        Ok(ty) => Ok(Some(Types {
            table: work.table,
            root: ty,
            name,
        })),
        Err(unsupported) => {
            let (file, text, _) = &files[unsupported.module];
            let (line, column) = Places::new(text).of(unsupported.span.start as usize);
            let message = format!("`{file}` at {line}:{column}: {}", unsupported.message);
            Err(vec![
                Violation::new("ts_unsupported", message)
                    .field("schema_path")
                    .at(line, column)
                    .with("schema_file", file.to_string()),
            ])
        }
    }
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
        .find(|path| super::is_typescript(path) && project.file(path).is_ok())
}

/// What a name stands for in its file.
#[derive(Clone, Copy)]
enum Declared<'a> {
    Interface(&'a TSInterfaceDeclaration<'a>),
    Alias(&'a TSTypeAliasDeclaration<'a>),
    Enum(&'a TSEnumDeclaration<'a>),
    Constant(&'a VariableDeclarator<'a>),
    Class(Span),
}

/// The names of a file.
#[derive(Default)]
struct Module<'a> {
    names: HashMap<String, Vec<Declared<'a>>>,
    /// Local name: source and name there (`default` and `*` as such).
    imports: HashMap<String, (String, String)>,
    /// Exported name: local name, and the source it is taken from.
    exports: HashMap<String, (String, Option<String>)>,
    /// `export * from`.
    all_from: Vec<String>,
}

impl<'a> Module<'a> {
    fn of(program: &'a Program<'a>) -> Self {
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

    fn is_type(&self, exported: &str) -> bool {
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

/// Names that types are put in for.
type Bound = Vec<(String, Ty)>;

struct Work<'w, 'a> {
    modules: &'w [Module<'a>],
    links: &'w [HashMap<String, Option<usize>>],
    table: Vec<(String, Option<Ty>)>,
    known: HashMap<String, usize>,
}

/// Where a type stands.
#[derive(Clone, Copy)]
struct Place<'b> {
    module: usize,
    bound: &'b Bound,
    depth: usize,
}

impl Place<'_> {
    fn refuse<T>(&self, span: Span, message: impl Into<String>) -> Result<T> {
        Err(Unsupported {
            module: self.module,
            span,
            message: message.into(),
        })
    }
}

impl<'a> Work<'_, 'a> {
    fn show(&self, ty: &Ty) -> String {
        let types = Types {
            table: self.table.clone(),
            root: Ty::Any,
            name: String::new(),
        };
        types.show(ty)
    }

    /// The file and local name where a name is declared.
    fn find(&self, module: usize, name: &str, depth: usize) -> Option<(usize, String)> {
        if depth > 20 {
            return None;
        }
        if self.modules[module].names.contains_key(name) {
            return Some((module, name.to_owned()));
        }
        let (source, there) = self.modules[module].imports.get(name)?;
        let target = (*self.links[module].get(source)?)?;
        self.exported(target, there, depth + 1)
    }

    fn exported(&self, module: usize, name: &str, depth: usize) -> Option<(usize, String)> {
        if depth > 20 {
            return None;
        }
        if let Some((local, source)) = self.modules[module].exports.get(name) {
            return match source {
                None => self.find(module, local, depth + 1),
                Some(source) => {
                    self.exported((*self.links[module].get(source)?)?, local, depth + 1)
                }
            };
        }
        self.modules[module]
            .all_from
            .iter()
            .filter_map(|source| *self.links[module].get(source)?)
            .find_map(|target| self.exported(target, name, depth + 1))
    }

    /// A declared type with its arguments put in; the same one is worked out once, and may speak of itself.
    fn named(
        &mut self,
        module: usize,
        name: &str,
        span: Span,
        arguments: &[Ty],
        depth: usize,
    ) -> Result<Ty> {
        let here = |message: String| Unsupported {
            module,
            span,
            message,
        };
        let exported = self.modules[module]
            .exports
            .contains_key(name)
            .then(|| self.exported(module, name, 0))
            .flatten();
        let Some((home, local)) = self.find(module, name, 0).or(exported) else {
            return Err(here(format!("nothing declares the type `{name}`")));
        };
        if depth > MAX_DEPTH {
            return Err(here(format!("the type `{name}` never comes to an end")));
        }
        let shown: Vec<String> = arguments
            .iter()
            .map(|ty| format!("{}#{}", self.show(ty), identity(ty)))
            .collect();
        let key = format!("{home}:{local}<{}>", shown.join(","));
        if let Some(at) = self.known.get(&key) {
            return Ok(Ty::Named(*at));
        }
        if self.table.len() >= MAX_TYPES {
            return Err(here(format!(
                "the type `{name}` needs more than {MAX_TYPES} types"
            )));
        }
        let at = self.table.len();
        let text = if arguments.is_empty() {
            local.clone()
        } else {
            format!(
                "{local}<{}>",
                arguments
                    .iter()
                    .map(|ty| self.show(ty))
                    .collect::<Vec<_>>()
                    .join(", ")
            )
        };
        self.table.push((text, None));
        self.known.insert(key, at);
        let all = self.modules[home]
            .names
            .get(&local)
            .cloned()
            .unwrap_or_default();
        let ty = self.declared(home, &all, arguments, span, depth + 1)?;
        self.table[at].1 = Some(ty);
        Ok(Ty::Named(at))
    }

    fn declared(
        &mut self,
        module: usize,
        all: &[Declared<'a>],
        arguments: &[Ty],
        span: Span,
        depth: usize,
    ) -> Result<Ty> {
        let mut merged: Option<Object> = None;
        for declared in all {
            match declared {
                Declared::Alias(alias) => {
                    let bound =
                        self.bind(module, alias.type_parameters.as_deref(), arguments, depth)?;
                    return self.ty(
                        Place {
                            module,
                            bound: &bound,
                            depth,
                        },
                        &alias.type_annotation,
                    );
                }
                Declared::Enum(declared) => return enumeration(module, declared),
                Declared::Interface(interface) => {
                    let bound = self.bind(
                        module,
                        interface.type_parameters.as_deref(),
                        arguments,
                        depth,
                    )?;
                    let place = Place {
                        module,
                        bound: &bound,
                        depth,
                    };
                    let mut object = Object::default();
                    for heritage in &interface.extends {
                        let Expression::Identifier(id) = &heritage.expression else {
                            return place
                                .refuse(heritage.span, "an interface can extend named types only");
                        };
                        let mut given = Vec::new();
                        for argument in heritage.type_arguments.iter().flat_map(|list| &list.params)
                        {
                            given.push(self.ty(place, argument)?);
                        }
                        let parent = self.reference(place, &id.name, &given, heritage.span)?;
                        let parent = self.object_of(&parent, place, heritage.span)?;
                        merge(&mut object, parent);
                    }
                    let own = self.signatures(place, &interface.body.body)?;
                    merge(&mut object, own);
                    match &mut merged {
                        Some(before) => merge(before, object),
                        None => merged = Some(object),
                    }
                }
                Declared::Class(at) => {
                    return Err(Unsupported {
                        module,
                        span: *at,
                        message: "a class has methods; a JSON value has none".into(),
                    });
                }
                Declared::Constant(_) => {}
            }
        }
        merged.map(Ty::Object).ok_or_else(|| Unsupported {
            module,
            span,
            message: "the name stands for a value, not for a type".into(),
        })
    }

    fn bind(
        &mut self,
        module: usize,
        parameters: Option<&'a TSTypeParameterDeclaration<'a>>,
        arguments: &[Ty],
        depth: usize,
    ) -> Result<Bound> {
        let mut bound: Bound = Vec::new();
        for (at, parameter) in parameters.iter().flat_map(|list| &list.params).enumerate() {
            let ty = match (arguments.get(at), &parameter.default) {
                (Some(ty), _) => ty.clone(),
                (None, Some(default)) => self.ty(
                    Place {
                        module,
                        bound: &bound,
                        depth,
                    },
                    default,
                )?,
                (None, None) => {
                    let message = format!(
                        "the type parameter `{}` has no argument",
                        parameter.name.name
                    );
                    return Err(Unsupported {
                        module,
                        span: parameter.span,
                        message,
                    });
                }
            };
            bound.push((parameter.name.name.to_string(), ty));
        }
        Ok(bound)
    }

    fn ty(&mut self, place: Place<'_>, ty: &'a TSType<'a>) -> Result<Ty> {
        if place.depth > MAX_DEPTH {
            return place.refuse(ty.span(), "types are nested too deeply");
        }
        let place = Place {
            depth: place.depth + 1,
            ..place
        };
        Ok(match ty {
            TSType::TSAnyKeyword(_) | TSType::TSUnknownKeyword(_) => Ty::Any,
            TSType::TSNeverKeyword(_) => Ty::Never,
            TSType::TSNullKeyword(_) => Ty::Null,
            TSType::TSUndefinedKeyword(_) => Ty::Undefined,
            TSType::TSBooleanKeyword(_) => Ty::Bool,
            TSType::TSNumberKeyword(_) => Ty::Number,
            TSType::TSStringKeyword(_) => Ty::Text,
            TSType::TSObjectKeyword(_) => Ty::SomeObject,
            TSType::TSParenthesizedType(inner) => self.ty(place, &inner.type_annotation)?,
            TSType::TSArrayType(array) => Ty::Array(Box::new(self.ty(place, &array.element_type)?)),
            TSType::TSLiteralType(literal) => literal_type(place, &literal.literal)?,
            TSType::TSTemplateLiteralType(template) => {
                let mut pattern = String::from("^");
                let mut shown = String::from("`");
                for (at, quasi) in template.quasis.iter().enumerate() {
                    let text = quasi
                        .value
                        .cooked
                        .as_ref()
                        .unwrap_or(&quasi.value.raw)
                        .to_string();
                    pattern.push_str(&fancy_regex::escape(&text));
                    shown.push_str(&text);
                    if let Some(hole) = template.types.get(at) {
                        let hole_type = self.ty(place, hole)?;
                        pattern.push_str(&self.hole(place, &hole_type, hole.span())?);
                        shown.push_str(&format!("${{{}}}", self.show(&hole_type)));
                    }
                }
                pattern.push('$');
                shown.push('`');
                match Regex::new(&format!("(?s){pattern}")) {
                    Ok(regex) => Ty::Template(shown, Box::new(regex)),
                    Err(_) => {
                        return place.refuse(template.span, "the template literal is too large");
                    }
                }
            }
            TSType::TSUnionType(union) => {
                let mut branches = Vec::new();
                for branch in &union.types {
                    branches.push(self.ty(place, branch)?);
                }
                Ty::Union(branches)
            }
            TSType::TSIntersectionType(intersection) => {
                let mut merged = Object::default();
                for part in &intersection.types {
                    let ty = self.ty(place, part)?;
                    let object = self.object_of(&ty, place, part.span())?;
                    self.meet(&mut merged, object);
                }
                Ty::Object(merged)
            }
            TSType::TSTupleType(tuple) => self.tuple(place, &tuple.element_types)?,
            TSType::TSTypeLiteral(literal) => {
                let object = self.signatures(place, &literal.members)?;
                if literal.members.is_empty() {
                    Ty::NotNull
                } else {
                    Ty::Object(object)
                }
            }
            TSType::TSTypeOperatorType(operator) => match operator.operator {
                TSTypeOperatorOperator::Readonly => self.ty(place, &operator.type_annotation)?,
                TSTypeOperatorOperator::Keyof => {
                    let inner = self.ty(place, &operator.type_annotation)?;
                    keys(&self.object_of(&inner, place, operator.span)?)
                }
                TSTypeOperatorOperator::Unique => {
                    return place.refuse(operator.span, "a JSON value has no symbols");
                }
            },
            TSType::TSIndexedAccessType(access) => {
                let object = self.ty(place, &access.object_type)?;
                let index = self.ty(place, &access.index_type)?;
                self.member_of(place, &object, &index, access.span)?
            }
            TSType::TSMappedType(mapped) => {
                let parameter = mapped.type_parameter.name.name.to_string();
                let Some(constraint) = &mapped.type_parameter.constraint else {
                    return place.refuse(mapped.span, "the mapped type has no keys");
                };
                if mapped.name_type.is_some() {
                    return place.refuse(mapped.span, "a mapped type with `as` is not supported");
                }
                let keys = self.ty(place, constraint)?;
                let mut object = Object::default();
                let optional = matches!(
                    mapped.optional,
                    Some(TSMappedTypeModifierOperator::True | TSMappedTypeModifierOperator::Plus)
                );
                for key in self.branches(&keys) {
                    let mut bound = place.bound.clone();
                    bound.push((parameter.clone(), key.clone()));
                    let inner = Place {
                        bound: &bound,
                        ..place
                    };
                    let value = match &mapped.type_annotation {
                        Some(value) => self.ty(inner, value)?,
                        None => Ty::Any,
                    };
                    match key {
                        Ty::Literal(Literal::Text(name) | Literal::Number(name)) => {
                            object.members.push(Member {
                                name,
                                ty: value,
                                optional,
                            })
                        }
                        Ty::Text => object.any_name = Some(Box::new(value)),
                        Ty::Number => object.any_number = Some(Box::new(value)),
                        _ => {
                            return place.refuse(
                                mapped.span,
                                "the keys of the mapped type must be texts or numbers",
                            );
                        }
                    }
                }
                Ty::Object(object)
            }
            TSType::TSTypeQuery(query) => {
                let TSTypeQueryExprName::IdentifierReference(id) = &query.expr_name else {
                    return place
                        .refuse(query.span, "`typeof` is supported for constants of a file");
                };
                let Some((home, local)) = self.find(place.module, &id.name, 0) else {
                    return place.refuse(query.span, format!("nothing declares `{}`", id.name));
                };
                let all = self.modules[home]
                    .names
                    .get(&local)
                    .cloned()
                    .unwrap_or_default();
                let constant = all.iter().find_map(|one| match one {
                    Declared::Constant(constant) => Some(*constant),
                    _ => None,
                });
                let Some(constant) = constant else {
                    return place.refuse(query.span, format!("`{}` is no constant", id.name));
                };
                let none = Bound::new();
                let there = Place {
                    module: home,
                    bound: &none,
                    depth: place.depth,
                };
                match (&constant.id.type_annotation, &constant.init) {
                    (Some(annotation), _) => self.ty(there, &annotation.type_annotation)?,
                    (None, Some(value)) => {
                        self.value_type(there, value, false, constant.kind.is_const())?
                    }
                    (None, None) => {
                        return place.refuse(query.span, format!("`{}` has no value", id.name));
                    }
                }
            }
            TSType::TSTypeReference(reference) => {
                let mut arguments = Vec::new();
                for argument in reference
                    .type_arguments
                    .iter()
                    .flat_map(|list| &list.params)
                {
                    arguments.push(self.ty(place, argument)?);
                }
                match &reference.type_name {
                    TSTypeName::IdentifierReference(id) => {
                        self.reference(place, &id.name, &arguments, reference.span)?
                    }
                    TSTypeName::QualifiedName(name) => {
                        let TSTypeName::IdentifierReference(left) = &name.left else {
                            return place.refuse(
                                reference.span,
                                "only one level of names behind a dot is supported",
                            );
                        };
                        self.qualified(
                            place,
                            &left.name,
                            &name.right.name,
                            &arguments,
                            reference.span,
                        )?
                    }
                    TSTypeName::ThisExpression(_) => {
                        return place
                            .refuse(reference.span, "`this` has no meaning for a JSON value");
                    }
                }
            }
            other => {
                let what = match other {
                    TSType::TSBigIntKeyword(_) => "`bigint` cannot come from JSON",
                    TSType::TSSymbolKeyword(_) => "a symbol cannot come from JSON",
                    TSType::TSVoidKeyword(_) => "`void` cannot come from JSON",
                    TSType::TSFunctionType(_) | TSType::TSConstructorType(_) => {
                        "a function cannot come from JSON"
                    }
                    TSType::TSConditionalType(_) => "a conditional type is not supported",
                    TSType::TSImportType(_) => {
                        "an import type is not supported; import the name instead"
                    }
                    _ => "this type is not supported for a JSON value",
                };
                return place.refuse(other.span(), what);
            }
        })
    }

    /// The pattern of a hole of a template literal.
    fn hole(&self, place: Place<'_>, ty: &Ty, span: Span) -> Result<String> {
        Ok(match resolve(&self.table, ty) {
            Ty::Text | Ty::Any => ".*".into(),
            Ty::Number => r"[+-]?(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?".into(),
            Ty::Bool => "(?:true|false)".into(),
            Ty::Null => "null".into(),
            Ty::Literal(Literal::Text(text) | Literal::Number(text)) => {
                fancy_regex::escape(text).into_owned()
            }
            Ty::Literal(Literal::Bool(value)) => value.to_string(),
            Ty::Union(branches) => {
                let parts: Result<Vec<String>> = branches
                    .iter()
                    .map(|branch| self.hole(place, branch, span))
                    .collect();
                format!("(?:{})", parts?.join("|"))
            }
            _ => return place.refuse(span, "this type cannot be part of a template literal"),
        })
    }

    fn tuple(&mut self, place: Place<'_>, elements: &'a [TSTupleElement<'a>]) -> Result<Ty> {
        let mut tuple = Tuple {
            items: Vec::new(),
            rest: None,
        };
        for element in elements {
            let (ty, optional, rest) = self.element(place, element)?;
            match (&mut tuple.rest, rest) {
                (None, true) => {
                    let Ty::Array(item) = resolve(&self.table, &ty).clone() else {
                        return place
                            .refuse(element.span(), "the rest of a tuple must be an array");
                    };
                    tuple.rest = Some((item, Vec::new()));
                }
                (None, false) => tuple.items.push((ty, optional)),
                (Some((_, behind)), false) => behind.push(ty),
                (Some(_), true) => {
                    return place.refuse(element.span(), "a tuple has one rest at most");
                }
            }
        }
        Ok(Ty::Tuple(tuple))
    }

    fn element(
        &mut self,
        place: Place<'_>,
        element: &'a TSTupleElement<'a>,
    ) -> Result<(Ty, bool, bool)> {
        Ok(match element {
            TSTupleElement::TSOptionalType(inner) => {
                (self.ty(place, &inner.type_annotation)?, true, false)
            }
            TSTupleElement::TSRestType(inner) => match &inner.type_annotation {
                TSType::TSNamedTupleMember(named) => {
                    (self.element(place, &named.element_type)?.0, false, true)
                }
                other => (self.ty(place, other)?, false, true),
            },
            TSTupleElement::TSNamedTupleMember(named) => {
                let (ty, optional, rest) = self.element(place, &named.element_type)?;
                (ty, optional || named.optional, rest)
            }
            other => (self.ty(place, other.to_ts_type())?, false, false),
        })
    }

    fn signatures(&mut self, place: Place<'_>, members: &'a [TSSignature<'a>]) -> Result<Object> {
        let mut object = Object::default();
        for member in members {
            match member {
                TSSignature::TSPropertySignature(property) => {
                    let Some(name) = property.key.static_name() else {
                        return place
                            .refuse(property.span, "a computed member name is not supported");
                    };
                    let ty = match &property.type_annotation {
                        Some(annotation) => self.ty(place, &annotation.type_annotation)?,
                        None => Ty::Any,
                    };
                    object.members.push(Member {
                        name: name.into_owned(),
                        ty,
                        optional: property.optional,
                    });
                }
                TSSignature::TSIndexSignature(index) => {
                    let ty = self.ty(place, &index.type_annotation.type_annotation)?;
                    match index
                        .parameters
                        .first()
                        .map(|parameter| &parameter.type_annotation.type_annotation)
                    {
                        Some(TSType::TSStringKeyword(_)) => object.any_name = Some(Box::new(ty)),
                        Some(TSType::TSNumberKeyword(_)) => object.any_number = Some(Box::new(ty)),
                        _ => {
                            return place.refuse(
                                index.span,
                                "an index signature is supported for string and number",
                            );
                        }
                    }
                }
                TSSignature::TSMethodSignature(method) if method.optional => {
                    // Nobody can give it in JSON, and nobody has to.
                }
                other => return place.refuse(other.span(), "a function cannot come from JSON"),
            }
        }
        Ok(object)
    }

    /// A name, a type parameter, or a utility type.
    fn reference(
        &mut self,
        place: Place<'_>,
        name: &str,
        arguments: &[Ty],
        span: Span,
    ) -> Result<Ty> {
        if let Some((_, ty)) = place.bound.iter().rev().find(|(bound, _)| bound == name) {
            return Ok(ty.clone());
        }
        if self.find(place.module, name, 0).is_some() {
            return self.named(place.module, name, span, arguments, place.depth);
        }
        if let Some((source, _)) = self.modules[place.module].imports.get(name) {
            return place.refuse(
                span,
                format!("`{name}` comes from `{source}`, which is no file of the project"),
            );
        }
        let one = |at: usize| {
            arguments.get(at).cloned().ok_or_else(|| Unsupported {
                module: place.module,
                span,
                message: format!("`{name}` lacks an argument"),
            })
        };
        Ok(match name {
            "Array" | "ReadonlyArray" => Ty::Array(Box::new(one(0)?)),
            "Readonly" => one(0)?,
            "Record" => self.record(place, &one(0)?, one(1)?, span)?,
            "Partial" | "Required" => {
                let mut object = self.object_of(&one(0)?, place, span)?;
                for member in &mut object.members {
                    member.optional = name == "Partial";
                    if name == "Required" {
                        member.ty =
                            without(&self.table, &member.ty, |ty| matches!(ty, Ty::Undefined));
                    }
                }
                Ty::Object(object)
            }
            "Pick" | "Omit" => {
                let mut object = self.object_of(&one(0)?, place, span)?;
                let wanted = self.texts(&one(1)?);
                object
                    .members
                    .retain(|member| wanted.contains(&member.name) == (name == "Pick"));
                Ty::Object(object)
            }
            "Exclude" | "Extract" => {
                let others = self.branches(&one(1)?);
                let branches: Vec<Ty> = self.branches(&one(0)?);
                let kept = branches.into_iter().filter(|ty| {
                    others.iter().any(|other| self.covers(other, ty)) == (name == "Extract")
                });
                Ty::Union(kept.collect())
            }
            "NonNullable" => without(&self.table, &one(0)?, |ty| {
                matches!(ty, Ty::Undefined | Ty::Null)
            }),
            "Date" | "Map" | "Set" | "WeakMap" | "WeakSet" | "RegExp" | "Function" | "Promise"
            | "Symbol" | "BigInt" | "Uint8Array" | "ArrayBuffer" => {
                return place.refuse(span, format!("a `{name}` cannot come from JSON"));
            }
            _ => {
                return place.refuse(
                    span,
                    format!("nothing declares the type `{name}`, or it is not supported here"),
                );
            }
        })
    }

    /// `Enum.Member`, or a name behind a namespace import.
    fn qualified(
        &mut self,
        place: Place<'_>,
        left: &str,
        right: &str,
        arguments: &[Ty],
        span: Span,
    ) -> Result<Ty> {
        if let Some((source, there)) = self.modules[place.module].imports.get(left).cloned()
            && there == "*"
        {
            let target = self.links[place.module].get(&source).copied().flatten();
            let found = target.and_then(|target| self.exported(target, right, 0));
            let Some((home, local)) = found else {
                return place.refuse(span, format!("nothing declares `{left}.{right}`"));
            };
            return self.named(home, &local, span, arguments, place.depth);
        }
        if let Some((home, local)) = self.find(place.module, left, 0) {
            let all = self.modules[home]
                .names
                .get(&local)
                .cloned()
                .unwrap_or_default();
            for declared in all {
                if let Declared::Enum(declared) = declared {
                    let values = enum_values(home, declared)?;
                    if let Some((_, literal)) = values.into_iter().find(|(name, _)| name == right) {
                        return Ok(Ty::Literal(literal));
                    }
                }
            }
        }
        place.refuse(span, format!("nothing declares the type `{left}.{right}`"))
    }

    fn record(&mut self, place: Place<'_>, keys: &Ty, value: Ty, span: Span) -> Result<Ty> {
        let mut object = Object::default();
        for key in self.branches(keys) {
            match resolve(&self.table, &key) {
                Ty::Text | Ty::Template(..) => object.any_name = Some(Box::new(value.clone())),
                Ty::Number => object.any_number = Some(Box::new(value.clone())),
                Ty::Literal(Literal::Text(name) | Literal::Number(name)) => {
                    object.members.push(Member {
                        name: name.clone(),
                        ty: value.clone(),
                        optional: false,
                    });
                }
                _ => return place.refuse(span, "the keys of a `Record` must be texts or numbers"),
            }
        }
        Ok(Ty::Object(object))
    }

    fn branches(&self, ty: &Ty) -> Vec<Ty> {
        match resolve(&self.table, ty) {
            Ty::Union(branches) => branches
                .iter()
                .flat_map(|branch| self.branches(branch))
                .collect(),
            Ty::Bool => vec![
                Ty::Literal(Literal::Bool(true)),
                Ty::Literal(Literal::Bool(false)),
            ],
            Ty::Never => Vec::new(),
            other => vec![other.clone()],
        }
    }

    fn texts(&self, ty: &Ty) -> Vec<String> {
        self.branches(ty)
            .into_iter()
            .filter_map(|ty| match ty {
                Ty::Literal(Literal::Text(text) | Literal::Number(text)) => Some(text),
                _ => None,
            })
            .collect()
    }

    /// True if every value of `ty` is one of `other`, as far as literals and plain types go.
    fn covers(&self, other: &Ty, ty: &Ty) -> bool {
        match (resolve(&self.table, other), resolve(&self.table, ty)) {
            (Ty::Any, _) => true,
            (Ty::Literal(a), Ty::Literal(b)) => a == b,
            (Ty::Text, Ty::Text | Ty::Literal(Literal::Text(_)) | Ty::Template(..)) => true,
            (Ty::Number, Ty::Number | Ty::Literal(Literal::Number(_))) => true,
            (Ty::Bool, Ty::Bool | Ty::Literal(Literal::Bool(_))) => true,
            (Ty::Null, Ty::Null) | (Ty::Undefined, Ty::Undefined) => true,
            (Ty::Template(_, pattern), Ty::Literal(Literal::Text(text))) => {
                pattern.is_match(text.as_str()).unwrap_or(false)
            }
            _ => false,
        }
    }

    fn object_of(&self, ty: &Ty, place: Place<'_>, span: Span) -> Result<Object> {
        match resolve(&self.table, ty) {
            Ty::Object(object) => Ok(object.clone()),
            Ty::NotNull => Ok(Object::default()),
            Ty::Named(_) | Ty::Never => place.refuse(
                span,
                "the type speaks of itself where its members are needed",
            ),
            other => {
                let shown = self.show(other);
                place.refuse(
                    span,
                    format!("an object type is needed here, found `{shown}`"),
                )
            }
        }
    }

    /// Members of an intersection: those of both; one that both have must satisfy both.
    fn meet(&self, into: &mut Object, other: Object) {
        for member in other.members {
            match into
                .members
                .iter_mut()
                .find(|known| known.name == member.name)
            {
                Some(known) => {
                    known.optional &= member.optional;
                    let (first, second) = (self.branches(&known.ty), self.branches(&member.ty));
                    let both: Vec<Ty> = if second
                        .iter()
                        .all(|ty| first.iter().any(|other| self.covers(other, ty)))
                    {
                        second
                    } else {
                        first
                            .into_iter()
                            .filter(|ty| second.iter().any(|other| self.covers(other, ty)))
                            .collect()
                    };
                    known.ty = match (
                        resolve(&self.table, &known.ty).clone(),
                        resolve(&self.table, &member.ty).clone(),
                    ) {
                        (Ty::Object(mut a), Ty::Object(b)) => {
                            self.meet(&mut a, b);
                            Ty::Object(a)
                        }
                        (Ty::Any, _) => member.ty,
                        (_, Ty::Any) => known.ty.clone(),
                        _ => Ty::Union(both),
                    };
                }
                None => into.members.push(member),
            }
        }
        into.any_name = into.any_name.take().or(other.any_name);
        into.any_number = into.any_number.take().or(other.any_number);
    }

    fn member_of(&mut self, place: Place<'_>, object: &Ty, index: &Ty, span: Span) -> Result<Ty> {
        if let (Ty::Array(item), Ty::Number) =
            (resolve(&self.table, object), resolve(&self.table, index))
        {
            return Ok(item.as_ref().clone());
        }
        if let (Ty::Tuple(tuple), Ty::Number) =
            (resolve(&self.table, object), resolve(&self.table, index))
        {
            return Ok(Ty::Union(
                tuple.items.iter().map(|(ty, _)| ty.clone()).collect(),
            ));
        }
        let object = self.object_of(object, place, span)?;
        let mut out = Vec::new();
        for key in self.branches(index) {
            let found = match &key {
                Ty::Literal(Literal::Text(name) | Literal::Number(name)) => {
                    let member = object.members.iter().find(|member| &member.name == name);
                    member
                        .map(|member| member.ty.clone())
                        .or_else(|| object.any_name.as_deref().cloned())
                }
                Ty::Text => object.any_name.as_deref().cloned(),
                Ty::Number => object
                    .any_number
                    .as_deref()
                    .or(object.any_name.as_deref())
                    .cloned(),
                _ => None,
            };
            match found {
                Some(ty) => out.push(ty),
                None => {
                    let shown = self.show(&key);
                    return place.refuse(span, format!("the type has no member {shown}"));
                }
            }
        }
        Ok(if out.len() == 1 {
            out.remove(0)
        } else {
            Ty::Union(out)
        })
    }

    /// The type of a constant's value; `exact` below `as const`.
    fn value_type(
        &mut self,
        place: Place<'_>,
        value: &'a Expression<'a>,
        exact: bool,
        constant: bool,
    ) -> Result<Ty> {
        let keep = exact || constant;
        Ok(match value {
            Expression::TSAsExpression(cast) => {
                let is_const = matches!(&cast.type_annotation, TSType::TSTypeReference(reference)
                    if matches!(&reference.type_name, TSTypeName::IdentifierReference(id) if id.name == "const"));
                if is_const {
                    self.value_type(place, &cast.expression, true, true)?
                } else {
                    self.ty(place, &cast.type_annotation)?
                }
            }
            Expression::TSSatisfiesExpression(inner) => {
                self.value_type(place, &inner.expression, exact, constant)?
            }
            Expression::ParenthesizedExpression(inner) => {
                self.value_type(place, &inner.expression, exact, constant)?
            }
            Expression::StringLiteral(text) if keep => {
                Ty::Literal(Literal::Text(text.value.to_string()))
            }
            Expression::StringLiteral(_) | Expression::TemplateLiteral(_) => Ty::Text,
            Expression::NumericLiteral(number) if keep => {
                Ty::Literal(Literal::Number(number_text(number.value)))
            }
            Expression::NumericLiteral(_) => Ty::Number,
            Expression::BooleanLiteral(flag) if keep => Ty::Literal(Literal::Bool(flag.value)),
            Expression::BooleanLiteral(_) => Ty::Bool,
            Expression::NullLiteral(_) => Ty::Null,
            Expression::ObjectExpression(object) => {
                let mut out = Object::default();
                for property in &object.properties {
                    let ObjectPropertyKind::ObjectProperty(property) = property else {
                        return place
                            .refuse(property.span(), "a spread in a constant is not supported");
                    };
                    let Some(name) = property.key.static_name() else {
                        return place
                            .refuse(property.span, "a computed member name is not supported");
                    };
                    let ty = self.value_type(place, &property.value, exact, false)?;
                    out.members.push(Member {
                        name: name.into_owned(),
                        ty,
                        optional: false,
                    });
                }
                Ty::Object(out)
            }
            Expression::ArrayExpression(array) => {
                let mut items = Vec::new();
                for element in &array.elements {
                    let Some(expression) = element.as_expression() else {
                        return place.refuse(
                            element.span(),
                            "a spread or a hole in a constant is not supported",
                        );
                    };
                    items.push(self.value_type(place, expression, exact, false)?);
                }
                if exact {
                    Ty::Tuple(Tuple {
                        items: items.into_iter().map(|ty| (ty, false)).collect(),
                        rest: None,
                    })
                } else {
                    Ty::Array(Box::new(Ty::Union(items)))
                }
            }
            Expression::UnaryExpression(unary)
                if unary.operator == UnaryOperator::UnaryNegation =>
            {
                match &unary.argument {
                    Expression::NumericLiteral(number) if keep => {
                        Ty::Literal(Literal::Number(format!("-{}", number_text(number.value))))
                    }
                    Expression::NumericLiteral(_) => Ty::Number,
                    _ => {
                        return place
                            .refuse(unary.span, "only literals are supported in a constant");
                    }
                }
            }
            other => {
                return place.refuse(
                    other.span(),
                    "only literals, objects and arrays are supported in a constant",
                );
            }
        })
    }
}

/// Distinguishes types that look alike when shown short.
fn identity(ty: &Ty) -> String {
    match ty {
        Ty::Named(at) => at.to_string(),
        other => format!("{other:?}").len().to_string(),
    }
}

fn merge(into: &mut Object, other: Object) {
    for member in other.members {
        match into
            .members
            .iter_mut()
            .find(|known| known.name == member.name)
        {
            Some(known) => *known = member,
            None => into.members.push(member),
        }
    }
    into.any_name = other.any_name.or(into.any_name.take());
    into.any_number = other.any_number.or(into.any_number.take());
}

fn keys(object: &Object) -> Ty {
    let mut out: Vec<Ty> = object
        .members
        .iter()
        .map(|member| Ty::Literal(Literal::Text(member.name.clone())))
        .collect();
    out.extend(object.any_name.as_ref().map(|_| Ty::Text));
    out.extend(object.any_number.as_ref().map(|_| Ty::Number));
    Ty::Union(out)
}

fn without(table: &[(String, Option<Ty>)], ty: &Ty, gone: fn(&Ty) -> bool) -> Ty {
    match resolve(table, ty) {
        Ty::Union(branches) => Ty::Union(
            branches
                .iter()
                .filter(|branch| !gone(resolve(table, branch)))
                .cloned()
                .collect(),
        ),
        other if gone(other) => Ty::Never,
        _ => ty.clone(),
    }
}

fn number_text(value: f64) -> String {
    if value.fract() == 0.0 && value.abs() < 1e15 {
        format!("{}", value as i64)
    } else {
        format!("{value}")
    }
}

fn literal_type(place: Place<'_>, literal: &TSLiteral<'_>) -> Result<Ty> {
    Ok(Ty::Literal(match literal {
        TSLiteral::BooleanLiteral(flag) => Literal::Bool(flag.value),
        TSLiteral::NumericLiteral(number) => Literal::Number(number_text(number.value)),
        TSLiteral::StringLiteral(text) => Literal::Text(text.value.to_string()),
        TSLiteral::TemplateLiteral(template) if template.expressions.is_empty() => Literal::Text(
            template
                .quasis
                .iter()
                .map(|quasi| quasi.value.raw.to_string())
                .collect(),
        ),
        TSLiteral::UnaryExpression(unary) => match (&unary.argument, unary.operator) {
            (Expression::NumericLiteral(number), UnaryOperator::UnaryNegation) => {
                Literal::Number(format!("-{}", number_text(number.value)))
            }
            _ => return place.refuse(unary.span, "only negative numbers are supported here"),
        },
        TSLiteral::BigIntLiteral(number) => {
            return place.refuse(number.span, "`bigint` cannot come from JSON");
        }
        TSLiteral::TemplateLiteral(template) => {
            return place.refuse(template.span, "this template literal is not supported");
        }
    }))
}

fn enumeration(module: usize, declared: &TSEnumDeclaration<'_>) -> Result<Ty> {
    Ok(Ty::Union(
        enum_values(module, declared)?
            .into_iter()
            .map(|(_, literal)| Ty::Literal(literal))
            .collect(),
    ))
}

fn enum_values(module: usize, declared: &TSEnumDeclaration<'_>) -> Result<Vec<(String, Literal)>> {
    let mut out: Vec<(String, Literal)> = Vec::new();
    let mut next: Option<f64> = Some(0.0);
    for member in &declared.body.members {
        let refuse = |message: &str| Unsupported {
            module,
            span: member.span,
            message: message.into(),
        };
        let number = |value: f64| Literal::Number(number_text(value));
        let literal = match &member.initializer {
            None => {
                let value = next.ok_or_else(|| refuse("the member needs a value"))?;
                next = Some(value + 1.0);
                number(value)
            }
            Some(Expression::StringLiteral(text)) => {
                next = None;
                Literal::Text(text.value.to_string())
            }
            Some(Expression::NumericLiteral(value)) => {
                next = Some(value.value + 1.0);
                number(value.value)
            }
            Some(Expression::UnaryExpression(unary)) => match (&unary.argument, unary.operator) {
                (Expression::NumericLiteral(value), UnaryOperator::UnaryNegation) => {
                    next = Some(1.0 - value.value);
                    number(-value.value)
                }
                _ => return Err(refuse("only literal values are supported in an enum")),
            },
            Some(_) => return Err(refuse("only literal values are supported in an enum")),
        };
        out.push((member.id.static_name().to_string(), literal));
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::jsontext::scan;

    fn types(text: &str, interface: Option<&str>) -> std::result::Result<Types, Vec<Violation>> {
        let folder = tempfile::tempdir().expect("folder");
        std::fs::write(folder.path().join("x.ts"), text).expect("written");
        std::fs::write(folder.path().join("other.ts"), "export interface Base { id: string }\nexport type Money<C extends string> = { amount: number; currency: C };\n").expect("written");
        let root = Arc::new(Root::open(folder.path()).expect("open"));
        load(
            &root,
            &RelPath::parse("x.ts").expect("path"),
            interface,
            false,
        )
        .map(|types| types.expect("types"))
    }

    #[track_caller]
    fn fits(text: &str, json: &str, want: &[(&str, &str)]) {
        let types = types(text, Some("T")).unwrap_or_else(|problems| panic!("{problems:#?}"));
        let (doc, _) = scan(json.to_owned()).expect("JSON");
        let found: Vec<(String, String)> = super::super::fit(&types, &doc, false)
            .into_iter()
            .map(|m| (m.pointer, m.expected))
            .collect();
        let want: Vec<(String, String)> = want
            .iter()
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(found, want, "{json}");
    }

    #[test]
    fn values_fit_or_say_where_they_do_not() {
        let order = "import { Base, Money } from './other';\nexport interface T extends Base { readonly lines: Line[]; note?: string | null; total: Money<'EUR' | 'USD'> }\ninterface Line { sku: `sku-${number}`; qty: number }\ninterface Line { tag?: Color }\nenum Color { Red, Green = 'g' }\n";
        fits(
            order,
            r#"{"id":"a","lines":[{"sku":"sku-12","qty":1,"tag":"g"}],"note":null,"total":{"amount":1,"currency":"EUR"}}"#,
            &[],
        );
        fits(
            order,
            r#"{"id":"a","lines":[{"sku":"x","qty":"1","tag":1}],"total":{"amount":1,"currency":"GBP"}}"#,
            &[
                ("/lines/0/sku", "`sku-${number}`"),
                ("/lines/0/qty", "number"),
                ("/lines/0/tag", "Color"),
                ("/total/currency", "\"EUR\" | \"USD\""),
            ],
        );
        fits(
            order,
            r#"{"lines":[],"total":{"amount":1,"currency":"EUR","x":1}}"#,
            &[("", "T"), ("/total", "Money<\"EUR\" | \"USD\">")],
        );
        let shape = "export type T = { kind: 'c'; r: number } | { kind: 's'; side: number };";
        fits(shape, r#"{"kind":"c","r":"x"}"#, &[("/r", "number")]);
        fits(
            shape,
            r#"{"kind":"s"}"#,
            &[("", "{ kind: \"s\"; side: number }")],
        );
        fits(
            "export type T = string | number;",
            "true",
            &[("", "string | number")],
        );
        fits(
            "export type T = [a: string, b?: number, ...rest: boolean[]];",
            r#"["a",1,true,0]"#,
            &[("/3", "boolean")],
        );
        fits(
            "export type T = Partial<Pick<A, 'x' | 'y'>> & Required<Omit<A, 'x' | 'y'>>;\ninterface A { x: string; y: string; z?: number }",
            r#"{"x":"","z":1}"#,
            &[],
        );
        fits(
            "export type T = Record<'a' | 'b', A['n'][]>; interface A { n: number | null }",
            r#"{"a":[1,null],"b":["x"]}"#,
            &[("/b/0", "number | null")],
        );
        fits(
            "export interface T { children: T[]; value: unknown }",
            r#"{"children":[{"children":[],"value":1},{"children":[{}],"value":2}],"value":null}"#,
            &[
                ("/children/1/children/0", "T"),
                ("/children/1/children/0", "T"),
            ],
        );
        fits(
            "export type T = (typeof LEVELS)[number]; const LEVELS = ['low', 'high'] as const;",
            "\"mid\"",
            &[("", "\"low\" | \"high\"")],
        );
        fits(
            "export type T = Exclude<'a' | 'b' | 'c', 'b'>;",
            "\"b\"",
            &[("", "\"a\" | \"c\"")],
        );
        fits(
            "export type T = { [key: string]: number };",
            r#"{"a":1,"b":"2"}"#,
            &[("/b", "number")],
        );
        fits(
            "export type T = { [K in 'a' | 'b']?: number };",
            r#"{"a":1,"c":2}"#,
            &[("", "T")],
        );
    }

    #[test]
    fn what_json_cannot_hold_is_refused_at_its_place() {
        for (text, line) in [
            ("export interface T {\n  at: Date }", 2),
            ("export interface T { f(): void }", 1),
            ("export type T = Map<string, number>;", 1),
            ("export type T = X;\n", 1),
            ("import { X } from 'lib';\nexport type T = X;", 2),
            ("export type T<A> = A extends string ? 1 : 2;", 1),
            (
                "export type T = T2<number>; type T2<A> = { next: T2<A[]> };",
                1,
            ),
        ] {
            let problems = types(text, None).err().unwrap_or_else(|| panic!("{text}"));
            assert_eq!(
                (problems[0].code, problems[0].line),
                ("ts_unsupported", Some(line)),
                "{text}"
            );
        }
        assert_eq!(
            types("export type A = 1; export type B = 2;", None).expect_err("several")[0]
                .field
                .as_deref(),
            Some("interface")
        );
        assert_eq!(
            types("export type A = {", None).expect_err("syntax")[0].code,
            "ts_syntax"
        );
    }
}
