//! An API trait's tokens to an [`Item`]: the trait and its methods. What a method takes and returns is read in a file of its own.

mod parameters;
mod responses;

use contractual_model::attributes::AttributePlace;
use contractual_model::item::{ApiItem, Item, ItemBody, OperationItem};
use contractual_model::{Method, refusals};

use crate::Outcome;
use crate::attributes::contract::{Keys, Value};
use crate::attributes::docs;
use crate::cfg::CfgSet;
use crate::cursor::Cursor;
use crate::item::{Reader, generics, visibility};
use crate::meta::{Args, Attr, metas_from};
use crate::tree::{Delim, Group, Place, Tree, place_of};
use crate::types;

use self::parameters::{check_path, parameters};
use self::responses::responses;

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
