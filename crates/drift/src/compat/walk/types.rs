//! Rules of section 5.1, and the way into the rules of each type.

use super::super::schema::{NodeId, Types};
use super::{Told, View, Walker, type_words};

impl Walker<'_, '_> {
    pub(super) fn types(&mut self, old: NodeId, new: NodeId, a: &View, b: &View, judged: bool) {
        let untyped = a.types == Types::ALL || b.types == Types::ALL;
        if judged && !untyped && a.nullable != b.nullable {
            let not_null = self.make("not null", |shape| {
                shape.types = Types::ALL.without(Types::NULL)
            });
            let rule = if b.nullable {
                "nullable-added"
            } else {
                "nullable-removed"
            };
            let told = Told::change(nullable_words(a), nullable_words(b));
            self.propose(rule, (old, new), (not_null, not_null), told);
        }
        let with_values = a.shape.values.is_some() || b.shape.values.is_some();
        let unions = a.union.is_some() && b.union.is_some();
        let disjoint = !a.types.has(b.types);
        let both_said = !a.types.is_none() && !b.types.is_none();
        if judged
            && a.types != b.types
            && !unions
            && !self.is_fold_of(a, b)
            && (!with_values || (disjoint && both_said))
        {
            let (gained, lost) = (b.types.without(a.types), a.types.without(b.types));
            let rule = match (gained.is_none(), lost.is_none()) {
                (false, true) => "type-widened",
                (true, false) => "type-narrowed",
                _ => "type-changed",
            };
            let null = Types::NULL;
            let only = |types: Types| types.or(null);
            let demand_new = self.make(&format!("types {}", only(b.types).0), |shape| {
                shape.types = only(b.types)
            });
            let demand_old = self.make(&format!("types {}", only(a.types).0), |shape| {
                shape.types = only(a.types)
            });
            let told = Told::change(type_words(a.types), type_words(b.types))
                .with("gained", gained_words(gained))
                .with("lost", gained_words(lost));
            self.propose(rule, (old, new), (demand_new, demand_old), told);
            if disjoint {
                return;
            }
        }
        if a.union.is_some() || b.union.is_some() {
            self.unions(old, new, a, b, judged);
        }
        if judged {
            self.composition(old, new, a, b);
            self.values(old, new, a, b);
        }
        if a.shape.values.is_some() || b.shape.values.is_some() {
            return;
        }
        let common = a.types.and(b.types);
        if judged && common.has(Types::STRING) {
            self.texts(old, new, a, b);
        }
        if judged && common.has(Types::NUMBER) {
            self.numbers(old, new, a, b);
        }
        if common.has(Types::ARRAY) {
            self.arrays(old, new, a, b, judged);
        }
        if common.has(Types::OBJECT) {
            self.objects(old, new, a, b, judged);
        }
    }

    /// Whether one side is a union that holds the other side as it is: the variant rules speak about that.
    fn is_fold_of(&mut self, a: &View, b: &View) -> bool {
        let (whole, part) = match (&a.union, &b.union) {
            (None, Some((_, branches))) => (branches, a),
            (Some((_, branches)), None) => (branches, b),
            _ => return false,
        };
        part.types.within(Types::OBJECT)
            && whole
                .iter()
                .all(|branch| self.solver.graph.flat(*branch).types.within(Types::OBJECT))
    }
}

fn nullable_words(view: &View) -> String {
    let types = type_words(view.types);
    if view.nullable {
        format!("{types}|null")
    } else {
        types
    }
}

fn gained_words(types: Types) -> String {
    if types == Types::FRACTION {
        "numbers with a fraction".to_owned()
    } else {
        type_words(types)
    }
}
