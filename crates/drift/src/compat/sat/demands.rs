//! What a flat shape demands, and the ways in which a value can fail it, kind by kind.

use std::rc::Rc;

use super::super::format;
use super::super::number::Decimal;
use super::super::schema::{Bound, Shape, Types};
use super::Item;

pub(super) fn demands_of_number(flat: &Shape, items: &mut Vec<Item>) {
    items.extend(flat.minimum.map(Item::Min));
    items.extend(flat.maximum.map(Item::Max));
    items.extend(flat.steps.iter().copied().map(Item::Step));
    for (low, high) in flat.formats.iter().filter_map(|name| format::range(name)) {
        items.push(Item::Min(Bound {
            value: low,
            exclusive: false,
        }));
        items.push(Item::Max(Bound {
            value: high,
            exclusive: false,
        }));
    }
    let one = Decimal::from_int(1);
    if !flat.types.has(Types::FRACTION) {
        items.push(Item::Step(one));
    }
    if !flat.types.has(Types::INTEGER) {
        items.push(Item::NotStep(one));
    }
}

pub(super) fn failures_of_number(flat: &Shape, out: &mut Vec<Vec<Item>>) {
    let one = Decimal::from_int(1);
    if !flat.types.has(Types::FRACTION) {
        out.push(vec![Item::NotStep(one)]);
    }
    if !flat.types.has(Types::INTEGER) {
        out.push(vec![Item::Step(one)]);
    }
    let below = |bound: Bound| {
        Item::Max(Bound {
            value: bound.value,
            exclusive: !bound.exclusive,
        })
    };
    let above = |bound: Bound| {
        Item::Min(Bound {
            value: bound.value,
            exclusive: !bound.exclusive,
        })
    };
    out.extend(flat.minimum.map(|bound| vec![below(bound)]));
    out.extend(flat.maximum.map(|bound| vec![above(bound)]));
    for (low, high) in flat.formats.iter().filter_map(|name| format::range(name)) {
        out.push(vec![below(Bound {
            value: low,
            exclusive: false,
        })]);
        out.push(vec![above(Bound {
            value: high,
            exclusive: false,
        })]);
    }
    out.extend(flat.steps.iter().map(|step| vec![Item::NotStep(*step)]));
}

pub(super) fn failures_of_array(flat: &Shape, out: &mut Vec<Vec<Item>>) {
    if flat.min_items > 0 {
        out.push(vec![Item::MaxItems(flat.min_items - 1)]);
    }
    out.extend(
        flat.max_items
            .map(|max| vec![Item::MinItems(max.saturating_add(1))]),
    );
    if flat.unique {
        out.push(vec![Item::Duplicate]);
    }
    out.extend(
        flat.prefix
            .iter()
            .enumerate()
            .map(|(at, id)| vec![Item::EntryFails(at, *id)]),
    );
    out.extend(
        flat.items
            .map(|id| vec![Item::TailFails(flat.prefix.len(), id)]),
    );
    for contains in &flat.contains {
        if contains.min > 0 {
            out.push(vec![Item::ContainsAtMost(
                contains.schema,
                contains.min - 1,
            )]);
        }
        out.extend(contains.max.map(|max| {
            vec![Item::ContainsAtLeast(
                contains.schema,
                max.saturating_add(1),
            )]
        }));
    }
}

pub(super) fn failures_of_object(flat: &Rc<Shape>, out: &mut Vec<Vec<Item>>) {
    out.extend(
        flat.required
            .iter()
            .map(|name| vec![Item::Absent(name.clone())]),
    );
    out.extend(
        flat.properties
            .iter()
            .map(|(name, id)| vec![Item::MemberFails(name.clone(), *id)]),
    );
    out.extend(
        flat.pattern_properties
            .iter()
            .map(|(pattern, id)| vec![Item::PatternFails(pattern.clone(), *id)]),
    );
    out.extend(
        flat.additional
            .map(|id| vec![Item::AdditionalFails(Rc::clone(flat), id)]),
    );
    out.extend(flat.names.iter().map(|id| vec![Item::NameFails(*id)]));
    if flat.min_properties > 0 {
        out.push(vec![Item::MaxProperties(flat.min_properties - 1)]);
    }
    out.extend(
        flat.max_properties
            .map(|max| vec![Item::MinProperties(max.saturating_add(1))]),
    );
    for (name, needed) in &flat.dependent_required {
        out.extend(
            needed
                .iter()
                .map(|needed| vec![Item::Present(name.clone()), Item::Absent(needed.clone())]),
        );
    }
    for (name, id) in &flat.dependent_schemas {
        out.push(vec![Item::Present(name.clone()), Item::Fails(*id)]);
    }
}

pub(super) fn stricter(a: Bound, b: Bound, lower: bool) -> Bound {
    let a_wins = if a.value == b.value {
        a.exclusive
    } else {
        (a.value > b.value) == lower
    };
    if a_wins { a } else { b }
}
