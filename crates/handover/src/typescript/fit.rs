//! Does a JSON value fit a type (section 12.3)?

use super::types::{Literal, Member, Object, Tuple, Ty, Types};
use crate::clean::cut;
use crate::jsontext::{Decimal, Doc, Kind, Node};

/// More than this many are not listed.
const MAX_LISTED: usize = 50;

/// One place where a value does not fit.
#[derive(Debug, Clone)]
pub(crate) struct Mismatch {
    pub(crate) pointer: String,
    pub(crate) offset: usize,
    pub(crate) message: String,
    pub(crate) expected: String,
    pub(crate) actual: String,
    pub(crate) missing: Vec<String>,
    pub(crate) extra: Vec<String>,
    pub(crate) branch: Option<usize>,
    pub(crate) hint: Option<String>,
}

/// Every place where the document does not fit.
pub(crate) fn fit(types: &Types, doc: &Doc, allow_extra: bool) -> Vec<Mismatch> {
    let mut check = Check {
        types,
        allow_extra,
        budget: 20_000_000,
    };
    let mut out = Vec::new();
    check.value(&types.root, doc.root(), "", &mut out);
    out.sort_by(|a, b| (a.offset, &a.pointer).cmp(&(b.offset, &b.pointer)));
    out.truncate(MAX_LISTED);
    out
}

/// How far a branch got: it got nowhere, mismatches, no literal member matches, its place. Less is better.
type Score = (bool, usize, bool, usize);

struct Check<'t> {
    types: &'t Types,
    allow_extra: bool,
    /// Steps left; a check that would never end is a mismatch, not a hang.
    budget: u64,
}

impl Check<'_> {
    fn mismatch(&self, ty: &Ty, node: Node<'_>, pointer: &str) -> Mismatch {
        let expected = self.types.show(ty);
        let actual = node.shown();
        Mismatch {
            pointer: pointer.to_owned(),
            offset: node.start(),
            message: format!(
                "{} must be {expected}, found {actual}",
                crate::schema::place(pointer)
            ),
            expected,
            actual,
            missing: Vec::new(),
            extra: Vec::new(),
            branch: None,
            hint: None,
        }
    }

    fn value(&mut self, ty: &Ty, node: Node<'_>, pointer: &str, out: &mut Vec<Mismatch>) {
        if self.budget == 0 || out.len() > 4 * MAX_LISTED {
            if out.is_empty() {
                out.push(self.mismatch(ty, node, pointer));
            }
            return;
        }
        self.budget -= 1;
        let fits = match self.types.resolve(ty) {
            Ty::Any => true,
            Ty::Never | Ty::Undefined => false,
            Ty::Null => node.kind() == Kind::Null,
            Ty::Bool => matches!(node.kind(), Kind::True | Kind::False),
            Ty::Number => node.kind() == Kind::Number,
            Ty::Text => node.kind() == Kind::String,
            Ty::SomeObject => matches!(node.kind(), Kind::Object | Kind::Array),
            Ty::NotNull => node.kind() != Kind::Null,
            Ty::Literal(literal) => is_literal(literal, node),
            Ty::Template(_, pattern) => {
                node.kind() == Kind::String
                    && pattern.is_match(node.text().as_ref()).unwrap_or(false)
            }
            Ty::Array(item) => {
                if node.kind() == Kind::Array {
                    for (index, child) in node.items().enumerate() {
                        self.value(item, child, &format!("{pointer}/{index}"), out);
                    }
                }
                node.kind() == Kind::Array
            }
            Ty::Tuple(tuple) => return self.tuple(ty, tuple, node, pointer, out),
            Ty::Object(object) => return self.object(ty, object, node, pointer, out),
            Ty::Union(branches) => return self.union(ty, branches, node, pointer, out),
            Ty::Named(_) => false,
        };
        if !fits {
            let mut mismatch = self.mismatch(ty, node, pointer);
            let text = node.text();
            if matches!(self.types.resolve(ty), Ty::Number)
                && node.kind() == Kind::String
                && text.trim().parse::<f64>().is_ok()
            {
                mismatch.hint = Some("write the number without quotes".into());
            }
            out.push(mismatch);
        }
    }

    fn tuple(
        &mut self,
        ty: &Ty,
        tuple: &Tuple,
        node: Node<'_>,
        pointer: &str,
        out: &mut Vec<Mismatch>,
    ) {
        if node.kind() != Kind::Array {
            out.push(self.mismatch(ty, node, pointer));
            return;
        }
        let found = node.len();
        let behind = tuple.rest.as_ref().map_or(0, |(_, behind)| behind.len());
        let least = tuple
            .items
            .iter()
            .filter(|(ty, optional)| !optional && !self.may_be_absent(ty))
            .count()
            + behind;
        let most = if tuple.rest.is_some() {
            usize::MAX
        } else {
            tuple.items.len()
        };
        if found < least || found > most {
            let mut mismatch = self.mismatch(ty, node, pointer);
            mismatch.message = format!(
                "{} must be {}, found {}",
                crate::schema::place(pointer),
                mismatch.expected,
                contractual_diag::counted(found, "item")
            );
            out.push(mismatch);
        }
        for (index, child) in node.items().enumerate() {
            let below = format!("{pointer}/{index}");
            match (&tuple.rest, tuple.items.get(index)) {
                (Some((_, last)), _)
                    if index >= tuple.items.len() && index + last.len() >= found =>
                {
                    self.value(&last[index + last.len() - found], child, &below, out);
                }
                (_, Some((item, _))) => self.value(item, child, &below, out),
                (Some((rest, _)), None) => self.value(rest, child, &below, out),
                (None, None) => {}
            }
        }
    }

    fn object(
        &mut self,
        ty: &Ty,
        object: &Object,
        node: Node<'_>,
        pointer: &str,
        out: &mut Vec<Mismatch>,
    ) {
        if node.kind() != Kind::Object {
            out.push(self.mismatch(ty, node, pointer));
            return;
        }
        let mut extra = Vec::new();
        let mut there: Vec<bool> = vec![false; object.members.len()];
        for (key, child) in node.members() {
            let name = key.text();
            let below = || format!("{pointer}/{}", name.replace('~', "~0").replace('/', "~1"));
            let known = object.members.iter().position(|member| member.name == name);
            let numeric = object
                .any_number
                .as_ref()
                .filter(|_| name.parse::<f64>().is_ok());
            match (known, numeric.or(object.any_name.as_ref())) {
                (Some(at), _) => {
                    there[at] = true;
                    self.value(&object.members[at].ty, child, &below(), out);
                }
                (None, Some(any)) => self.value(any, child, &below(), out),
                (None, None) => extra.push(name.into_owned()),
            }
        }
        let place = crate::schema::place(pointer);
        let shown = self.types.show(ty);
        for member in object
            .members
            .iter()
            .zip(&there)
            .filter(|(_, there)| !**there)
            .map(|(member, _)| member)
        {
            if member.optional || self.may_be_absent(&member.ty) {
                continue;
            }
            let mut mismatch = self.mismatch(ty, node, pointer);
            mismatch.message = format!(
                "{place} lacks the member `{}: {}` of {shown}",
                member.name,
                self.types.show(&member.ty)
            );
            mismatch.missing = vec![member.name.clone()];
            mismatch.hint =
                contractual_diag::nearest(&member.name, extra.iter().map(String::as_str))
                    .map(|near| format!("`{near}` is there: did you mean `{}`?", member.name));
            out.push(mismatch);
        }
        if !extra.is_empty() && !self.allow_extra {
            let mut mismatch = self.mismatch(ty, node, pointer);
            let list: Vec<String> = extra
                .iter()
                .map(|name| format!("`{}`", cut(name, 100)))
                .collect();
            mismatch.message = format!(
                "{place} has members that {shown} does not name: {}",
                list.join(", ")
            );
            mismatch.actual = list.join(", ");
            mismatch.hint = extra.iter().find_map(|name| {
                contractual_diag::nearest(
                    name,
                    object
                        .members
                        .iter()
                        .map(|member: &Member| member.name.as_str()),
                )
                .map(|near| format!("`{name}`: did you mean `{near}`?"))
            });
            mismatch.extra = extra;
            out.push(mismatch);
        }
    }

    /// The branch with the fewest mismatches; one that the kind of the value rules out got nowhere. Ties go to the branch whose
    /// literal members match.
    fn union(
        &mut self,
        ty: &Ty,
        branches: &[Ty],
        node: Node<'_>,
        pointer: &str,
        out: &mut Vec<Mismatch>,
    ) {
        let mut best: Option<(Score, Vec<Mismatch>)> = None;
        for (index, branch) in branches.iter().enumerate() {
            let mut found = Vec::new();
            self.value(branch, node, pointer, &mut found);
            if found.is_empty() {
                return;
            }
            let simple = !matches!(
                self.types.resolve(branch),
                Ty::Object(_) | Ty::Array(_) | Ty::Tuple(_) | Ty::Union(_)
            );
            let nowhere = simple || !self.same_kind(branch, node);
            let score = (
                nowhere,
                found.len(),
                !self.discriminates(branch, node),
                index,
            );
            if best.as_ref().is_none_or(|(before, _)| score < *before) {
                best = Some((score, found));
            }
        }
        match best {
            Some(((false, _, _, index), found)) => {
                out.extend(found.into_iter().map(|mut mismatch| {
                    mismatch.branch = Some(mismatch.branch.unwrap_or(index));
                    mismatch
                }))
            }
            _ => out.push(self.mismatch(ty, node, pointer)),
        }
    }

    fn same_kind(&self, ty: &Ty, node: Node<'_>) -> bool {
        match self.types.resolve(ty) {
            Ty::Object(_) => node.kind() == Kind::Object,
            Ty::Array(_) | Ty::Tuple(_) => node.kind() == Kind::Array,
            Ty::Union(branches) => branches.iter().any(|branch| self.same_kind(branch, node)),
            _ => false,
        }
    }

    fn discriminates(&self, ty: &Ty, node: Node<'_>) -> bool {
        let Ty::Object(object) = self.types.resolve(ty) else {
            return false;
        };
        object
            .members
            .iter()
            .any(|member| match self.types.resolve(&member.ty) {
                Ty::Literal(literal) => node
                    .get(&member.name)
                    .is_some_and(|value| is_literal(literal, value)),
                _ => false,
            })
    }

    /// JSON cannot write `undefined`: a member of such a type may be left out.
    fn may_be_absent(&self, ty: &Ty) -> bool {
        match self.types.resolve(ty) {
            Ty::Undefined | Ty::Any => matches!(self.types.resolve(ty), Ty::Undefined),
            Ty::Union(branches) => branches.iter().any(|branch| self.may_be_absent(branch)),
            _ => false,
        }
    }
}

fn is_literal(literal: &Literal, node: Node<'_>) -> bool {
    match literal {
        Literal::Text(text) => node.is_text(text),
        Literal::Number(digits) => node
            .decimal()
            .is_some_and(|found| found == Decimal::parse(digits)),
        Literal::Bool(value) => node.kind() == if *value { Kind::True } else { Kind::False },
    }
}
