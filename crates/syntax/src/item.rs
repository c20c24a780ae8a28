//! A struct's or an enum's tokens to an [`Item`].

use contractual_model::attributes::AttributePlace;
use contractual_model::item::{
    FieldItem, FieldPlace, FieldsItem, GenericParam, Item, ItemBody, SlotPlace, SlotRole, TypeExpr,
    TypeOrOpen, VariantItem,
};
use contractual_model::refusals;

use crate::attributes;
use crate::cfg::CfgSet;
use crate::check;
use crate::cursor::Cursor;
use crate::lex;
use crate::meta::{self, Attr, Attributes};
use crate::problem::Problems;
use crate::tree::{Delim, Group, Place, Tree, place_of, to_text};
use crate::types;
use crate::{Outcome, Parsed, SlotTokens};

/// What is collected beside the item.
pub(crate) struct Reader<'c> {
    pub(crate) cfg: Option<&'c dyn CfgSet>,
    pub(crate) problems: Problems,
    pub(crate) slots: Vec<(SlotPlace, SlotTokens)>,
    pub(crate) places: Vec<(FieldPlace, Place)>,
    pub(crate) own: Vec<Place>,
}

impl<'c> Reader<'c> {
    pub(crate) fn new(cfg: Option<&'c dyn CfgSet>) -> Self {
        Self {
            cfg,
            problems: Problems::default(),
            slots: Vec::new(),
            places: Vec::new(),
            own: Vec::new(),
        }
    }

    /// The types in the order of [`Item::slots`], and everything else that was found.
    pub(crate) fn finish(mut self, item: Option<Item>, ident: Place) -> Outcome {
        let parsed = item.map(|item| {
            let slots = item
                .slots()
                .iter()
                .map(|slot| {
                    let at = self
                        .slots
                        .iter()
                        .position(|(place, _)| *place == slot.place);
                    at.map(|at| self.slots.swap_remove(at).1)
                        .unwrap_or_default()
                })
                .collect();
            Parsed {
                item,
                slots,
                ident,
                parts: self.places,
                own_attributes: self.own,
            }
        });
        if let Some(parsed) = &parsed {
            check::check(parsed, &mut self.problems);
        }
        Outcome {
            parsed,
            problems: self.problems.into_inner(),
        }
    }

    /// Notes a type given as text in an attribute; its tokens stand where the attribute stands.
    pub(crate) fn text_slot(&mut self, place: SlotPlace, ty: &TypeExpr, at: Place) {
        let mut trees = lex::lex(&ty.to_string(), 0).unwrap_or_default();
        move_to(&mut trees, at);
        self.slots.push((place, SlotTokens { trees, place: at }));
    }

    pub(crate) fn slot(&mut self, place: SlotPlace, trees: &[Tree], otherwise: Place) {
        let at = place_of(trees, otherwise);
        self.slots.push((
            place,
            SlotTokens {
                trees: trees.to_vec(),
                place: at,
            },
        ));
    }

    pub(crate) fn attributes<'a>(&mut self, cursor: &mut Cursor<'a>) -> Attributes<'a> {
        meta::attributes(cursor, self.cfg, &mut self.problems)
    }

    fn fail(&mut self, place: Place, expected: &str) {
        self.problems.refuse(
            &refusals::SYNTAX_ERROR,
            place,
            format!("expected {expected} here"),
        );
    }
}

fn move_to(trees: &mut [Tree], to: Place) {
    for tree in trees {
        match tree {
            Tree::Group(group) => {
                group.place = to;
                move_to(&mut group.trees, to);
            }
            Tree::Ident(_, place) | Tree::Punct(_, _, place) | Tree::Literal(_, place) => {
                *place = to
            }
        }
    }
}

/// Reads a struct or an enum. With a cfg set, `cfg` and `cfg_attr` are applied; without, they are taken as done.
pub fn parse_item(trees: &[Tree], cfg: Option<&dyn CfgSet>) -> Outcome {
    let around = place_of(trees, Place::default());
    let mut reader = Reader::new(cfg);
    let mut cursor = Cursor::new(trees, around);
    let mut ident = around;
    let item = read(&mut reader, &mut cursor, &mut ident);
    reader.finish(item, ident)
}

fn read(reader: &mut Reader<'_>, cursor: &mut Cursor<'_>, ident: &mut Place) -> Option<Item> {
    let attributes = reader.attributes(cursor);
    visibility(cursor);
    let is_enum = match cursor.next() {
        Some(Tree::Ident(word, _)) if word == "struct" => false,
        Some(Tree::Ident(word, _)) if word == "enum" => true,
        other => {
            let place = other.map_or_else(|| cursor.place(), Tree::place);
            let headline = match other {
                Some(Tree::Ident(word, _)) => format!("a `{word}` is no contract"),
                _ => "expected a struct or an enum here".to_owned(),
            };
            reader
                .problems
                .refuse(&refusals::UNSUPPORTED_ITEM, place, headline);
            return None;
        }
    };
    let Some((name, place)) = cursor.ident() else {
        reader.fail(cursor.place(), "a name");
        return None;
    };
    *ident = place;
    let generics = generics(cursor);
    where_clause(cursor);
    let body = if is_enum {
        let Some(group) = cursor.group(Delim::Brace) else {
            reader.fail(cursor.place(), "`{`");
            return None;
        };
        enum_body(reader, &attributes.list, group)
    } else {
        struct_body(reader, &attributes.list, cursor)?
    };
    Some(Item {
        ident: name.to_owned(),
        generics,
        docs: attributes::docs(&attributes.list),
        body,
    })
}

fn struct_body(
    reader: &mut Reader<'_>,
    list: &[Attr<'_>],
    cursor: &mut Cursor<'_>,
) -> Option<ItemBody> {
    let (fields, place) = if let Some(group) = cursor.group(Delim::Brace) {
        let fields = fields(reader, group, None, true);
        (FieldsItem::Named(fields), AttributePlace::Struct)
    } else if let Some(group) = cursor.group(Delim::Paren) {
        let fields = fields(reader, group, None, false);
        (FieldsItem::Tuple(fields), AttributePlace::Newtype)
    } else if cursor.eat(";") || cursor.is_empty() {
        (FieldsItem::Unit, AttributePlace::Newtype)
    } else {
        reader.fail(cursor.place(), "`{`, `(` or `;`");
        return None;
    };
    let attributes = container(reader, list, place);
    Some(ItemBody::Struct { attributes, fields })
}

fn enum_body(reader: &mut Reader<'_>, list: &[Attr<'_>], group: &Group) -> ItemBody {
    let attributes = container(reader, list, AttributePlace::Enum);
    let mut cursor = Cursor::inside(group);
    let mut variants = Vec::new();
    while !cursor.is_empty() {
        let read = reader.attributes(&mut cursor);
        visibility(&mut cursor);
        let Some((name, place)) = cursor.ident() else {
            reader.fail(cursor.place(), "the name of a variant");
            cursor.skip_past_comma();
            continue;
        };
        if !read.kept {
            cursor.skip_past_comma();
            continue;
        }
        let at = variants.len();
        reader.places.push((FieldPlace::Variant(at), place));
        let inner = if let Some(group) = cursor.group(Delim::Brace) {
            FieldsItem::Named(fields(reader, group, Some(at), true))
        } else if let Some(group) = cursor.group(Delim::Paren) {
            FieldsItem::Tuple(fields(reader, group, Some(at), false))
        } else {
            FieldsItem::Unit
        };
        let variant = attributes::variant(&read.list, &mut reader.problems);
        if let Some(ty) = &variant.wire {
            let part = FieldPlace::Variant(at);
            let role = SlotRole::Wire;
            reader.text_slot(
                SlotPlace { part, role },
                ty,
                contract_place(&read.list, place),
            );
        }
        variants.push(VariantItem {
            ident: name.to_owned(),
            docs: attributes::docs(&read.list),
            attributes: variant,
            fields: inner,
        });
        // A discriminant, which serde does not look at.
        if cursor.is("=") {
            discriminant(&mut cursor);
        } else if !cursor.eat(",") && !cursor.is_empty() {
            reader.fail(cursor.place(), "`,`");
            cursor.skip_past_comma();
        }
    }
    ItemBody::Enum {
        attributes,
        variants,
    }
}

fn discriminant(cursor: &mut Cursor<'_>) {
    while cursor.peek().is_some_and(|tree| !tree.is_punct(',')) {
        cursor.next();
    }
    cursor.eat(",");
}

fn container(
    reader: &mut Reader<'_>,
    list: &[Attr<'_>],
    place: AttributePlace,
) -> Box<contractual_model::item::ContainerAttributes> {
    let found = attributes::container(list, place, &mut reader.problems);
    let part = FieldPlace::Whole;
    let serde = list
        .iter()
        .find(|a| a.path == "serde")
        .map_or_else(Place::default, |a| a.place);
    let own = contract_place(list, serde);
    let mut slot = |role, ty: Option<&TypeExpr>, at| {
        if let Some(ty) = ty {
            reader.text_slot(SlotPlace { part, role }, ty, at);
        }
    };
    slot(SlotRole::Wire, found.wire.as_ref(), own);
    if let Some(TypeOrOpen::Of(ty)) = &found.open {
        slot(SlotRole::Open, Some(ty), own);
    }
    slot(
        SlotRole::From,
        found.serde.try_from.as_ref().or(found.serde.from.as_ref()),
        serde,
    );
    slot(SlotRole::Into, found.serde.into.as_ref(), serde);
    Box::new(found)
}

fn contract_place(list: &[Attr<'_>], otherwise: Place) -> Place {
    list.iter()
        .find(|a| a.path == "contract")
        .map_or(otherwise, |a| a.place)
}

fn fields(
    reader: &mut Reader<'_>,
    group: &Group,
    variant: Option<usize>,
    named: bool,
) -> Vec<FieldItem> {
    let mut cursor = Cursor::inside(group);
    let mut found = Vec::new();
    while !cursor.is_empty() {
        let read = reader.attributes(&mut cursor);
        visibility(&mut cursor);
        let at = found.len();
        let part = match variant {
            Some(variant) => FieldPlace::VariantField(variant, at),
            None => FieldPlace::Field(at),
        };
        let mut place = cursor.place();
        let ident = if named {
            let Some((name, _)) = cursor.ident() else {
                reader.fail(place, "the name of a field");
                cursor.skip_past_comma();
                continue;
            };
            if !cursor.eat(":") {
                reader.fail(cursor.place(), "`:`");
                cursor.skip_past_comma();
                continue;
            }
            name.to_owned()
        } else {
            at.to_string()
        };
        let start = cursor;
        let ty = types::parse(&mut cursor, 0);
        let trees = cursor.since(start);
        if !named {
            place = place_of(trees, place);
        }
        let more = cursor.eat(",");
        if !more && !cursor.is_empty() {
            reader.fail(cursor.place(), "`,`");
            cursor.skip_past_comma();
        }
        if !read.kept {
            continue;
        }
        if trees.is_empty() {
            reader.fail(start.place(), "a type");
            continue;
        }
        let attributes = attributes::field(&read.list, &ty, &mut reader.problems);
        let role = SlotRole::Declared;
        reader.slot(SlotPlace { part, role }, trees, place);
        let own = contract_place(&read.list, place);
        if let Some(ty) = &attributes.wire {
            let role = SlotRole::Wire;
            reader.text_slot(SlotPlace { part, role }, ty, own);
        }
        if let Some(TypeOrOpen::Of(ty)) = &attributes.open {
            let role = SlotRole::Open;
            reader.text_slot(SlotPlace { part, role }, ty, own);
        }
        reader.places.push((part, place));
        found.push(FieldItem {
            ident,
            ty,
            docs: attributes::docs(&read.list),
            attributes,
        });
    }
    found
}

/// Skips `pub`, `pub(crate)`, `pub(in path)`, `crate`.
pub(crate) fn visibility(cursor: &mut Cursor<'_>) {
    if let Some(group) = cursor.group(Delim::None)
        && !group.trees.is_empty()
        && !group.trees[0]
            .ident()
            .is_some_and(|word| word == "pub" || word == "crate")
    {
        // Not a visibility fragment: only visibilities and types arrive in invisible groups, and no type stands here.
        return;
    }
    if cursor.eat_word("pub")
        && let Some(Tree::Group(group)) = cursor.peek()
        && group.delim == Delim::Paren
        && group
            .trees
            .first()
            .and_then(Tree::ident)
            .is_some_and(|word| matches!(word, "crate" | "self" | "super" | "in"))
    {
        cursor.next();
    }
}

/// `<'a, T: Bound = Default, const N: usize = 4>`.
pub(crate) fn generics(cursor: &mut Cursor<'_>) -> Vec<GenericParam> {
    let mut found = Vec::new();
    if !cursor.eat("<") {
        return found;
    }
    while !cursor.is_empty() && !cursor.eat(">") {
        while cursor.eat("#") {
            cursor.next();
        }
        if matches!(cursor.peek(), Some(Tree::Ident(name, _)) if name.starts_with('\'')) {
            bounds(cursor);
        } else if cursor.eat_word("const") {
            let ident = cursor
                .ident()
                .map(|(name, _)| name.to_owned())
                .unwrap_or_default();
            cursor.eat(":");
            let ty = types::parse(cursor, 0);
            let default = default_of(cursor);
            found.push(GenericParam::Const {
                ident,
                ty,
                default: default.map(|trees| to_text(&trees)),
            });
        } else if let Some((name, _)) = cursor.ident() {
            bounds(cursor);
            let default = cursor.eat("=").then(|| types::parse(cursor, 0));
            found.push(GenericParam::Type {
                ident: name.to_owned(),
                default,
            });
        } else {
            cursor.next();
        }
        cursor.eat(",");
    }
    found
}

fn default_of(cursor: &mut Cursor<'_>) -> Option<Vec<Tree>> {
    if !cursor.eat("=") {
        return None;
    }
    let start = *cursor;
    while cursor
        .peek()
        .is_some_and(|tree| !tree.is_punct(',') && !tree.is_punct('>'))
    {
        cursor.next();
    }
    Some(cursor.since(start).to_vec())
}

/// Skips bounds up to `,`, `=` or `>` outside of brackets.
fn bounds(cursor: &mut Cursor<'_>) {
    let mut depth = 0_usize;
    while let Some(tree) = cursor.peek() {
        if cursor.eat("->") {
            continue;
        }
        if let Tree::Punct(c, _, _) = tree {
            match c {
                ',' | '=' | '>' if depth == 0 => return,
                '<' => depth += 1,
                '>' => depth -= 1,
                _ => {}
            }
        }
        cursor.next();
    }
}

/// Skips `where ..` up to the body.
pub(crate) fn where_clause(cursor: &mut Cursor<'_>) {
    let here = *cursor;
    if !cursor.eat_word("where") {
        // A tuple struct's clause stands behind its fields: nobody needs to read it.
        *cursor = here;
        return;
    }
    while let Some(tree) = cursor.peek() {
        match tree {
            Tree::Group(group) if group.delim == Delim::Brace => return,
            Tree::Punct(';', _, _) => return,
            _ => {
                cursor.next();
            }
        }
    }
}

/// The parameters and the target of `type Name<..> = Target;`.
pub fn parse_alias(trees: &[Tree]) -> Option<(Vec<GenericParam>, TypeExpr)> {
    let around = place_of(trees, Place::default());
    let mut cursor = Cursor::new(trees, around);
    while !cursor.eat_word("type") {
        cursor.next()?;
    }
    cursor.ident()?;
    let params = generics(&mut cursor);
    while cursor.peek().is_some_and(|tree| !tree.is_punct('=')) {
        cursor.next();
    }
    if !cursor.eat("=") {
        return None;
    }
    Some((params, types::parse(&mut cursor, 0)))
}
