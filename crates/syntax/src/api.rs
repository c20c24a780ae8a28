//! An API trait's tokens to an [`Item`].

use contractual_model::attributes::AttributePlace;
use contractual_model::item::{
    ApiItem, FieldPlace, HeaderItem, Item, ItemBody, OperationItem, ParameterItem, ResponseItem,
    SlotPlace, SlotRole, TypeExpr,
};
use contractual_model::{Method, ParameterPlace, refusals};

use crate::Outcome;
use crate::attributes::contract::{Keys, Value, small_number};
use crate::attributes::docs;
use crate::cfg::CfgSet;
use crate::cursor::Cursor;
use crate::item::{Reader, generics, visibility};
use crate::meta::{Args, Attr, metas_from};
use crate::tree::{Delim, Group, Place, Tree, place_of};
use crate::types;

/// Attributes of methods and arguments that are ours: the macro takes them out.
const OWN: [&str; 13] = [
    "get", "put", "post", "delete", "options", "head", "patch", "responds", "query", "header",
    "path", "body", "param",
];

/// Reads an API trait. `arguments` are those of `#[contractual::api(..)]` where the macro gives them apart; `None` if the attribute
/// stands among those of the item.
pub fn parse_api(arguments: Option<&[Tree]>, trees: &[Tree], cfg: Option<&dyn CfgSet>) -> Outcome {
    let around = place_of(trees, Place::default());
    let mut reader = Reader::new(cfg);
    let mut cursor = Cursor::new(trees, around);
    let mut ident = around;
    let item = read(&mut reader, arguments, &mut cursor, &mut ident);
    reader.finish(item, ident)
}

fn read(
    reader: &mut Reader<'_>,
    arguments: Option<&[Tree]>,
    cursor: &mut Cursor<'_>,
    ident: &mut Place,
) -> Option<Item> {
    let attributes = reader.attributes(cursor);
    visibility(cursor);
    cursor.eat_word("unsafe");
    let here = cursor.place();
    if !cursor.eat_word("trait") {
        let headline = "`api` stands on a trait".to_owned();
        reader.problems.refuse_with(
            &refusals::UNSUPPORTED_ITEM,
            here,
            headline,
            "write the operations as methods of a trait",
        );
        return None;
    }
    let Some((name, place)) = cursor.ident() else {
        reader.problems.refuse(
            &refusals::SYNTAX_ERROR,
            cursor.place(),
            "expected a name here",
        );
        return None;
    };
    *ident = place;
    if !generics(cursor).is_empty() {
        let headline = format!("the API `{name}` has type parameters");
        reader.problems.refuse_with(
            &refusals::API_METHOD,
            place,
            headline,
            "write it without: a document has concrete types",
        );
    }
    while cursor
        .peek()
        .is_some_and(|t| !matches!(t, Tree::Group(g) if g.delim == Delim::Brace))
    {
        cursor.next();
    }
    let Some(body) = cursor.group(Delim::Brace) else {
        reader
            .problems
            .refuse(&refusals::SYNTAX_ERROR, cursor.place(), "expected `{` here");
        return None;
    };
    let mut keys = Keys::new(AttributePlace::Api);
    let own = attributes.list.iter().find(|a| is_api(&a.path));
    let arguments = match (arguments, own.map(|a| a.args)) {
        (Some(given), _) => given,
        (None, Some(Args::List(group))) => &group.trees,
        _ => &[],
    };
    let list = metas_from(Cursor::new(arguments, place), &mut reader.problems);
    keys.read_metas(&list, &mut reader.problems);
    let mut api = ApiItem {
        version: keys.version(&mut reader.problems),
        release: keys.release(),
        title: keys.text("title"),
        servers: keys.pairs("server"),
        tags: keys.pairs("tag"),
        allow: keys.allow(),
        operations: Vec::new(),
    };
    methods(reader, body, &mut api);
    Some(Item {
        ident: name.to_owned(),
        generics: Vec::new(),
        docs: docs(&attributes.list),
        body: ItemBody::Api(Box::new(api)),
    })
}

/// `contractual::api`, however the crate is called, or `api` alone.
pub fn is_api(path: &str) -> bool {
    path == "api" || path.ends_with("::api")
}

fn methods(reader: &mut Reader<'_>, body: &Group, api: &mut ApiItem) {
    let mut cursor = Cursor::inside(body);
    while !cursor.is_empty() {
        let read = reader.attributes(&mut cursor);
        for attribute in &read.list {
            if OWN.contains(&attribute.path.as_str()) {
                reader.own.push(attribute.place);
            }
        }
        let start = cursor.place();
        cursor.eat_word("async");
        cursor.eat_word("unsafe");
        if !cursor.eat_word("fn") {
            reader.problems.refuse(
                &refusals::API_METHOD,
                start,
                "an API trait holds operations only: methods with #[get(..)], #[post(..)] and so on",
            );
            skip_member(&mut cursor);
            continue;
        }
        let Some((name, place)) = cursor.ident() else {
            skip_member(&mut cursor);
            continue;
        };
        let at = api.operations.len();
        if read.kept
            && let Some(operation) = operation(reader, &read.list, name, place, &mut cursor, at)
        {
            api.operations.push(operation);
        }
        skip_member(&mut cursor);
    }
}

/// Skips to the end of a trait member.
fn skip_member(cursor: &mut Cursor<'_>) {
    while let Some(tree) = cursor.next() {
        match tree {
            Tree::Punct(';', _, _) => return,
            Tree::Group(group) if group.delim == Delim::Brace => return,
            _ => {}
        }
    }
}

fn operation(
    reader: &mut Reader<'_>,
    attributes: &[Attr<'_>],
    name: &str,
    place: Place,
    cursor: &mut Cursor<'_>,
    at: usize,
) -> Option<OperationItem> {
    let verb = attributes.iter().find_map(|attribute| {
        let method = Method::ALL
            .into_iter()
            .find(|m| m.name() == attribute.path)?;
        Some((method, attribute))
    });
    let Some((method, verb)) = verb else {
        reader.problems.refuse(
            &refusals::API_METHOD,
            place,
            format!("`{name}` has no HTTP method and path"),
        );
        return None;
    };
    let mut keys = Keys::new(AttributePlace::Operation);
    let path = match verb.args {
        Args::List(group) => {
            let mut inside = Cursor::inside(group);
            let path = inside
                .literal()
                .and_then(|(text, _)| crate::literal::text(text));
            if path.is_some() {
                inside.eat(",");
            }
            let list = metas_from(inside, &mut reader.problems);
            keys.read_metas(&list, &mut reader.problems);
            path
        }
        _ => None,
    };
    let Some(path) = path else {
        reader.problems.refuse(
            &refusals::API_PATH,
            verb.place,
            format!("`{name}` has no path"),
        );
        return None;
    };
    generics(cursor);
    let Some(arguments) = cursor.group(Delim::Paren) else {
        reader
            .problems
            .refuse(&refusals::SYNTAX_ERROR, cursor.place(), "expected `(` here");
        return None;
    };
    let mut operation = OperationItem {
        ident: name.to_owned(),
        docs: docs(attributes),
        method,
        tags: tags(&keys),
        public: keys.has("public"),
        deprecated: keys.deprecated(None, &mut reader.problems),
        parameters: Vec::new(),
        body: None,
        responses: Vec::new(),
        returns: String::new(),
        path,
    };
    check_path(reader, &operation, verb.place);
    parameters(reader, arguments, &mut operation, at, place);
    if cursor.eat("->") {
        let start = *cursor;
        let ty = types::parse(cursor, 0);
        match ty.as_name() {
            Some(name) => operation.returns = name.to_owned(),
            None => reader.problems.refuse_with(
                &refusals::API_RESPONSE,
                place_of(cursor.since(start), place),
                "the return type names the response enum that the macro makes",
                format!("write `-> {}`", pascal(name)),
            ),
        }
    }
    if operation.returns.is_empty() {
        operation.returns = pascal(name);
    }
    let list: Vec<&Attr<'_>> = attributes.iter().filter(|a| a.path == "responds").collect();
    for attribute in &list {
        if let Args::List(group) = attribute.args {
            responses(reader, group, &mut operation, at);
        }
    }
    if operation.responses.is_empty() {
        let place = list.first().map_or(place, |a| a.place);
        reader.problems.refuse(
            &refusals::API_RESPONSE,
            place,
            format!("`{name}` has no response"),
        );
    }
    Some(operation)
}

fn tags(keys: &Keys) -> Vec<String> {
    let mut found: Vec<String> = keys.text("tag").into_iter().collect();
    for entry in &keys.entries {
        if let Value::List(values) = &entry.value {
            found.extend(values.iter().filter_map(|v| v.as_str().map(str::to_owned)));
        }
    }
    found
}

/// `get_job` is `GetJob`.
fn pascal(name: &str) -> String {
    contractual_model::naming::Case::Pascal.field(name)
}

/// The names in the braces of a path template.
fn path_names(path: &str) -> Vec<&str> {
    path.split('/')
        .filter_map(|step| {
            step.strip_prefix('{')
                .and_then(|rest| rest.strip_suffix('}'))
        })
        .collect()
}

fn check_path(reader: &mut Reader<'_>, operation: &OperationItem, place: Place) {
    let path = &operation.path;
    let legal = |c: char| c.is_ascii_alphanumeric() || "-._~!$&'()*+,;=:@%".contains(c);
    let bad = path.split('/').skip(1).find(|step| {
        let inner = step
            .strip_prefix('{')
            .and_then(|rest| rest.strip_suffix('}'));
        match inner {
            Some(name) => {
                name.is_empty()
                    || !name
                        .chars()
                        .all(|c| c.is_ascii_alphanumeric() || c == '_' || c == '-')
            }
            None => step.is_empty() || !step.chars().all(legal),
        }
    });
    let why = if !path.starts_with('/') {
        Some("it does not start with `/`".to_owned())
    } else if let Some(step) = bad.filter(|_| path.len() > 1) {
        Some(if step.is_empty() {
            "it has an empty step".to_owned()
        } else {
            format!("its step `{step}` is no text or `{{name}}` that a path can hold")
        })
    } else {
        let names = path_names(path);
        names
            .iter()
            .enumerate()
            .find(|(at, name)| names[..*at].contains(name))
            .map(|(_, name)| format!("`{{{name}}}` stands in it twice"))
    };
    if let Some(why) = why {
        let headline = format!("`{path}` is no legal path: {why}");
        reader.problems.refuse(&refusals::API_PATH, place, headline);
    }
}

fn parameters(
    reader: &mut Reader<'_>,
    group: &Group,
    operation: &mut OperationItem,
    at: usize,
    method: Place,
) {
    let mut cursor = Cursor::inside(group);
    let mut receiver = false;
    while !cursor.is_empty() {
        let read = reader.attributes(&mut cursor);
        for attribute in &read.list {
            if OWN.contains(&attribute.path.as_str()) || attribute.path == "doc" {
                reader.own.push(attribute.place);
            }
        }
        if !receiver && is_receiver(&cursor) {
            receiver = true;
            cursor.skip_past_comma();
            continue;
        }
        cursor.eat_word("mut");
        let Some((name, place)) = cursor.ident() else {
            reader.problems.refuse_with(
                &refusals::API_PARAMETER,
                cursor.place(),
                "an argument of an operation is a plain name",
                "write `name: Type`",
            );
            cursor.skip_past_comma();
            continue;
        };
        if !cursor.eat(":") {
            reader
                .problems
                .refuse(&refusals::SYNTAX_ERROR, cursor.place(), "expected `:` here");
            cursor.skip_past_comma();
            continue;
        }
        let start = cursor;
        let ty = types::parse(&mut cursor, 0);
        let trees = cursor.since(start);
        cursor.eat(",");
        let body = read.list.iter().any(|a| a.path == "body");
        let parameter = parameter(reader, &read.list, name, place, ty, &operation.path);
        if body || (name == "body" && !is_placed(&read.list)) {
            if operation.body.is_some() {
                reader.problems.refuse_with(
                    &refusals::API_PARAMETER,
                    place,
                    "an operation has one body",
                    "put both into one struct",
                );
                continue;
            }
            if matches!(operation.method, Method::Get | Method::Head) {
                let headline = format!("a {} request has no body", operation.method.name());
                reader.problems.refuse_with(
                    &refusals::API_PARAMETER,
                    place,
                    headline,
                    "use #[post(..)], or parameters",
                );
            }
            let part = FieldPlace::Body(at);
            reader.places.push((part, place));
            reader.slot(
                SlotPlace {
                    part,
                    role: SlotRole::Declared,
                },
                trees,
                place,
            );
            operation.body = Some(parameter.ty);
            continue;
        }
        let part = FieldPlace::Parameter(at, operation.parameters.len());
        reader.places.push((part, place));
        reader.slot(
            SlotPlace {
                part,
                role: SlotRole::Declared,
            },
            trees,
            place,
        );
        operation.parameters.push(parameter);
    }
    for name in path_names(&operation.path) {
        let found = operation.parameters.iter().any(|p| {
            p.place == ParameterPlace::Path && p.name.as_deref().unwrap_or(&p.ident) == name
        });
        if !found {
            reader.problems.refuse_with(
                &refusals::API_PATH,
                method,
                format!(
                    "`{{{name}}}` of `{}` is no argument of `{}`",
                    operation.path, operation.ident
                ),
                format!("add the argument `{name}: Type`"),
            );
        }
    }
}

fn is_receiver(cursor: &Cursor<'_>) -> bool {
    let mut ahead = *cursor;
    ahead.eat("&");
    if matches!(ahead.peek(), Some(Tree::Ident(name, _)) if name.starts_with('\'')) {
        ahead.next();
    }
    ahead.eat_word("mut");
    ahead.eat_word("self")
}

fn is_placed(attributes: &[Attr<'_>]) -> bool {
    attributes
        .iter()
        .any(|a| matches!(a.path.as_str(), "query" | "header" | "path" | "param"))
}

fn parameter(
    reader: &mut Reader<'_>,
    attributes: &[Attr<'_>],
    ident: &str,
    place: Place,
    ty: TypeExpr,
    path: &str,
) -> ParameterItem {
    let mut keys = Keys::new(AttributePlace::Parameter);
    let mut name = None;
    let mut stands = None;
    for attribute in attributes {
        let found = match attribute.path.as_str() {
            "query" => Some(ParameterPlace::Query),
            "header" => Some(ParameterPlace::Header),
            "path" => Some(ParameterPlace::Path),
            "param" | "body" => None,
            _ => continue,
        };
        if let (Some(before), Some(now)) = (stands, found)
            && before != now
        {
            reader.problems.refuse(
                &refusals::CONFLICTING_KEYS,
                attribute.place,
                "a parameter stands in one place",
            );
        }
        stands = stands.or(found);
        if let Args::List(group) = attribute.args {
            let mut inside = Cursor::inside(group);
            if let Some((text, _)) = inside.literal() {
                name = crate::literal::text(text);
                inside.eat(",");
            }
            let list = metas_from(inside, &mut reader.problems);
            keys.read_metas(&list, &mut reader.problems);
        }
    }
    let name = name.or_else(|| keys.text("name"));
    let wire = name.as_deref().unwrap_or(ident);
    let in_path = path_names(path).contains(&wire);
    let stands = stands.unwrap_or(if in_path {
        ParameterPlace::Path
    } else {
        ParameterPlace::Query
    });
    if (stands == ParameterPlace::Path) != in_path {
        let headline = if in_path {
            format!(
                "`{wire}` stands in the path, and is marked as a {} parameter",
                place_word(stands)
            )
        } else {
            format!("`{wire}` is marked as a path parameter, and `{path}` does not hold it")
        };
        reader
            .problems
            .refuse(&refusals::API_PARAMETER, place, headline);
    }
    ParameterItem {
        ident: ident.to_owned(),
        name,
        docs: docs(attributes),
        place: stands,
        ty,
        limits: keys.limits(&mut reader.problems),
    }
}

fn place_word(place: ParameterPlace) -> &'static str {
    match place {
        ParameterPlace::Path => "path",
        ParameterPlace::Query => "query",
        ParameterPlace::Header => "header",
    }
}

/// `202 => JobResponse { description = "..", header("Location", format = "uri-reference", required) }, 404 => Error`.
fn responses(reader: &mut Reader<'_>, group: &Group, operation: &mut OperationItem, at: usize) {
    let mut cursor = Cursor::inside(group);
    while !cursor.is_empty() {
        let place = cursor.place();
        let status = cursor.literal().and_then(|(text, _)| small_number(text));
        let Some(status @ 100..=599) = status else {
            reader.problems.refuse(
                &refusals::API_RESPONSE,
                place,
                "expected a status code from 100 to 599 here",
            );
            skip_response(&mut cursor);
            continue;
        };
        if operation.responses.iter().any(|r| r.status == status) {
            let headline = format!("status {status} is given twice");
            reader
                .problems
                .refuse(&refusals::API_RESPONSE, place, headline);
        }
        let index = operation.responses.len();
        let part = FieldPlace::Response(at, index);
        reader.places.push((part, place));
        let mut response = ResponseItem {
            status,
            body: None,
            description: None,
            variant: None,
            headers: Vec::new(),
        };
        if cursor.eat("=>") {
            let start = cursor;
            let ty = types::parse(&mut cursor, 0);
            let trees = cursor.since(start);
            let none = matches!(&ty, TypeExpr::Tuple(items) if items.is_empty());
            if !none {
                if matches!(status, 100..=199 | 204 | 304) {
                    let headline = format!("a response with status {status} has no body");
                    reader.problems.refuse_with(
                        &refusals::API_RESPONSE,
                        place_of(trees, place),
                        headline,
                        format!("write `{status}` alone"),
                    );
                }
                reader.slot(
                    SlotPlace {
                        part,
                        role: SlotRole::Declared,
                    },
                    trees,
                    place,
                );
                response.body = Some(ty);
            }
        }
        if let Some(group) = cursor.group(Delim::Brace) {
            response_options(reader, group, &mut response, at, index);
        }
        operation.responses.push(response);
        if !cursor.eat(",") && !cursor.is_empty() {
            reader
                .problems
                .refuse(&refusals::API_RESPONSE, cursor.place(), "expected `,` here");
            skip_response(&mut cursor);
        }
    }
}

fn skip_response(cursor: &mut Cursor<'_>) {
    while cursor.peek().is_some_and(|tree| !tree.is_punct(',')) {
        cursor.next();
    }
    cursor.eat(",");
}

fn response_options(
    reader: &mut Reader<'_>,
    group: &Group,
    response: &mut ResponseItem,
    at: usize,
    index: usize,
) {
    let list = metas_from(Cursor::inside(group), &mut reader.problems);
    for meta in &list {
        match (meta.key.as_str(), meta.args) {
            ("description", Args::Value(..)) => response.description = meta.text(),
            ("variant", Args::Value(..)) => response.variant = meta.text(),
            ("header", Args::List(group)) => {
                header(reader, group, response, at, index);
            }
            _ => {
                let known = ["description", "variant", "header"];
                let advice = match contractual_diag::nearest(&meta.key, known) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => {
                        "write `description = \"..\"`, `variant = \"..\"` or `header(\"Name\", ..)`"
                            .to_owned()
                    }
                };
                reader.problems.refuse_with(
                    &refusals::UNKNOWN_KEY,
                    meta.key_place,
                    format!("unknown key `{}` of a response", meta.key),
                    advice,
                );
            }
        }
    }
}

fn header(
    reader: &mut Reader<'_>,
    group: &Group,
    response: &mut ResponseItem,
    at: usize,
    index: usize,
) {
    let mut inside = Cursor::inside(group);
    let name = inside
        .literal()
        .and_then(|(text, _)| crate::literal::text(text));
    let Some(name) = name else {
        reader.problems.refuse_with(
            &refusals::API_RESPONSE,
            group.place,
            "a header starts with its name",
            "write `header(\"Location\", format = \"uri-reference\", required)`",
        );
        return;
    };
    inside.eat(",");
    let list = metas_from(inside, &mut reader.problems);
    let mut keys = Keys::new(AttributePlace::Header);
    keys.read_metas(&list, &mut reader.problems);
    let ty = keys.ty("type").unwrap_or_else(|| {
        TypeExpr::parse("::std::string::String").unwrap_or_else(|_| TypeExpr::name("String"))
    });
    let part = FieldPlace::Header(at, index, response.headers.len());
    reader.places.push((part, group.place));
    reader.text_slot(
        SlotPlace {
            part,
            role: SlotRole::Declared,
        },
        &ty,
        group.place,
    );
    response.headers.push(HeaderItem {
        name,
        ty,
        required: keys.has("required"),
        description: keys.text("description").unwrap_or_default(),
        limits: keys.limits(&mut reader.problems),
    });
}
