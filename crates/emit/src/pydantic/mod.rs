//! Pydantic 2: one module with every component as a class or a type alias, all classes derived from the project's `ContractModel`.

mod classes;
mod names;
mod prelude;
mod rules;
mod types;

use std::cell::RefCell;
use std::collections::BTreeSet;

use contractual_model::quick::HashSet;
use contractual_model::{Artifact, TypeId};

pub(crate) use names::Names;
use prelude::Need;

use crate::Project;
use crate::pieces::{Maker, OfSet, Work};
use crate::project::join;
use crate::python::{Py, assignment};
use crate::set::{ComponentId, Form, Node, NodeKind, Set, UnionForm};

const EMITTER: &str = "pydantic";

/// The module with the models of a set, below `<package>/api`, and the file that makes its folder a package.
pub(crate) fn emit<'w>(
    set: &Set<'_>,
    project: &Project,
    pieces: &'w OfSet<'_>,
) -> (Vec<Artifact>, Option<Work<'w>>) {
    let Some(package) = &project.package else {
        return (Vec::new(), None);
    };
    let (text, work) = module(set, project, package, pieces);
    let folder = join(&project.source, package);
    let claimed_by: Vec<TypeId> = set
        .entities
        .iter()
        .map(|entity| set.component(entity.component).id.clone())
        .collect();
    let artifact = Artifact {
        path: format!("{folder}/api/{}.py", project.module(set.major)),
        text,
        emitter: EMITTER,
        claimed_by,
        contract: None,
    };
    (vec![artifact], Some(work))
}

/// What all parts of the module share.
struct Module<'s, 'm> {
    set: &'s Set<'m>,
    names: Names,
    needs: RefCell<BTreeSet<Need>>,
    /// Names of components that are not written yet: an expression that runs with the module must not use them.
    pending: RefCell<HashSet<String>>,
}

impl Module<'_, '_> {
    fn need(&self, need: Need) {
        self.needs.borrow_mut().insert(need);
    }

    fn name(&self, id: ComponentId) -> &str {
        &self.names.components[id]
    }
}

fn module<'w>(
    set: &Set<'_>,
    project: &Project,
    package: &str,
    pieces: &'w OfSet<'_>,
) -> (String, Work<'w>) {
    let module = Module {
        set,
        names: Names::of(set),
        needs: RefCell::default(),
        pending: RefCell::default(),
    };
    let mut body = String::new();
    let mut after_class = true;
    let (order, lazy) = order(set);
    let pending = order.iter().map(|id| module.name(*id).to_owned());
    module.pending.replace(pending.collect());
    // what stands before a class or alias decides how it is written
    let mut context = String::new();
    for id in &order {
        context.push_str(module.name(*id));
        context.push(if lazy.contains(id) { '~' } else { ' ' });
    }
    let mut work = pieces.work(Maker::Pydantic, context);
    let mut place = vec![0; set.components.len()];
    let sorted = set.sorted.iter().enumerate();
    sorted.for_each(|(at, id)| place[*id] = at);
    let all_needs = Need::all();
    let mut needs = BTreeSet::new();
    for id in order {
        let component = set.component(id);
        let is_class = matches!(component.form, Form::Object(_));
        let piece = work.piece(place[id], || {
            module.needs.borrow_mut().clear();
            let text = match &component.form {
                Form::Object(object) => module.class(id, object),
                Form::Value(node) => module.alias(id, node, lazy.contains(&id)),
                Form::Union(union) => module.union(id, union, lazy.contains(&id)),
            };
            let needs = module.needs.borrow();
            let mut piece = String::new();
            for (at, need) in all_needs.iter().enumerate() {
                if needs.contains(need) {
                    piece.push_str(&format!("{at} "));
                }
            }
            piece + "\n" + &text
        });
        let (listed, text) = piece.split_once('\n').unwrap_or_default();
        for number in listed.split_ascii_whitespace() {
            let need = number.parse().ok().and_then(|at: usize| all_needs.get(at));
            needs.extend(need.copied());
        }
        if is_class || after_class {
            body.push_str("\n\n");
        }
        body.push_str(text);
        module.pending.borrow_mut().remove(module.name(id));
        after_class = is_class;
    }
    let head = prelude::head(
        &needs,
        &format!("Contract models of {}.", project.readable_name()),
        package,
    );
    (format!("{head}{body}"), work)
}

impl Module<'_, '_> {
    fn alias(&self, id: ComponentId, node: &Node, lazy: bool) -> String {
        let name = self.name(id);
        let inner = self.annotated(
            &Node {
                nullable: false,
                ..node.clone()
            },
            true,
        );
        if lazy {
            self.need(Need::TypeAliasType);
            let all = if node.nullable {
                Py::Union(vec![inner, Py::raw("None")])
            } else {
                inner
            };
            return self.lazy_alias(name, &all);
        }
        if matches!(node.kind, NodeKind::Null) && inner.flat() == "None" {
            // `Name = None` is a variable to type checkers.
            self.need(Need::TypeAlias);
            return assignment(&format!("{name}: TypeAlias"), &inner);
        }
        if !node.nullable {
            return assignment(name, &inner);
        }
        let flat = Py::Union(vec![inner.clone(), Py::raw("None")]);
        if name.len() + 3 + flat.flat().len() <= crate::python::WIDTH {
            return assignment(name, &flat);
        }
        let part = format!("_{name}Value");
        assignment(&part, &inner)
            + &assignment(
                name,
                &Py::Union(vec![Py::raw(part.as_str()), Py::raw("None")]),
            )
    }

    /// A type that contains itself without a class between: its value is read when the module is complete.
    fn lazy_alias(&self, name: &str, value: &Py) -> String {
        use crate::python::Arg;
        let args = vec![
            Arg::plain(Py::Str(name.to_owned())),
            Arg::plain(Py::Str(value.flat())),
        ];
        assignment(name, &Py::call("TypeAliasType", args))
    }

    fn union(&self, id: ComponentId, union: &UnionForm, lazy: bool) -> String {
        use crate::python::Arg;
        let name = self.name(id);
        let branches: Vec<Py> = union
            .branches
            .iter()
            .map(|branch| self.annotated(&branch.node, true))
            .collect();
        // Python makes one type of two that are the same and an option of one and None: then there is no order to keep.
        let is_null = |node| matches!(self.set.opened(node).kind, NodeKind::Null);
        let values = union.branches.iter().zip(&branches);
        let kinds: BTreeSet<String> = values
            .filter(|(branch, _)| !is_null(&branch.node))
            .map(|(_, py)| match py {
                Py::Index(name, _) if name == LITERAL => name.clone(),
                other => other.flat(),
            })
            .collect();
        let branches = with_one_literal(branches);
        if let [only] = branches.as_slice() {
            return assignment(name, only);
        }
        if kinds.len() < 2 && !lazy {
            return assignment(name, &Py::Union(branches));
        }
        self.need(Need::Annotated);
        self.need(Need::Field);
        let how = match &union.tag {
            Some(tag) => Arg::named("discriminator", Py::Str(self.tag_name(union, tag))),
            None => Arg::named("union_mode", Py::Str("left_to_right".to_owned())),
        };
        let all = Py::index(
            "Annotated",
            vec![Py::Union(branches), Py::call("Field", vec![how])],
        );
        if lazy {
            self.need(Need::TypeAliasType);
            return self.lazy_alias(name, &all);
        }
        assignment(name, &all)
    }

    /// The Python name of the member that tells the branches apart.
    fn tag_name(&self, union: &UnionForm, tag: &str) -> String {
        union
            .branches
            .iter()
            .find_map(|branch| {
                let NodeKind::Ref(id) = branch.node.kind else {
                    return None;
                };
                let Form::Object(object) = &self.set.component(id).form else {
                    return None;
                };
                let at = object
                    .members
                    .iter()
                    .position(|member| member.name == tag)?;
                Some(self.names.members[id][at].clone())
            })
            .unwrap_or_else(|| tag.to_owned())
    }
}

/// Components so that what an alias needs when the module is read stands before it; and the aliases that need themselves.
fn order(set: &Set<'_>) -> (Vec<ComponentId>, BTreeSet<ComponentId>) {
    let mut preferred = Vec::new();
    let mut seen = vec![false; set.components.len()];
    for id in &set.sorted {
        visit(*id, &mut seen, &mut preferred, &mut |id| {
            references(set, id, false)
        });
    }
    let mut order = Vec::new();
    let mut seen = vec![false; set.components.len()];
    for id in preferred {
        visit(id, &mut seen, &mut order, &mut |id| {
            references(set, id, true)
        });
    }
    let mut place = vec![0; set.components.len()];
    order
        .iter()
        .enumerate()
        .for_each(|(at, id)| place[*id] = at);
    let lazy = order
        .iter()
        .copied()
        .filter(|id| {
            references(set, *id, true)
                .iter()
                .any(|to| place[*to] >= place[*id])
        })
        .collect();
    (order, lazy)
}

/// The components that one names; only those that are needed when the module is read, if `eager`: none for a class.
fn references(set: &Set<'_>, id: ComponentId, eager: bool) -> Vec<ComponentId> {
    let form = &set.component(id).form;
    let mut found = Vec::new();
    if !(eager && matches!(form, Form::Object(_))) {
        form.references(&mut |id| found.push(id));
    }
    found
}

/// Depth first, what is named before what names it.
fn visit(
    start: ComponentId,
    seen: &mut [bool],
    out: &mut Vec<ComponentId>,
    next: &mut dyn FnMut(ComponentId) -> Vec<ComponentId>,
) {
    if std::mem::replace(&mut seen[start], true) {
        return;
    }
    let mut calls = vec![(start, next(start), 0)];
    while let Some((id, edges, at)) = calls.pop() {
        match edges.get(at).copied() {
            Some(to) => {
                calls.push((id, edges, at + 1));
                if !std::mem::replace(&mut seen[to], true) {
                    calls.push((to, next(to), 0));
                }
            }
            None => out.push(id),
        }
    }
}

/// The type of listed texts.
const LITERAL: &str = "Literal";

/// The branches of a union with all listed texts in one place, as linters want it: which of them a text is makes no difference.
fn with_one_literal(branches: Vec<Py>) -> Vec<Py> {
    let mut found: Vec<Py> = Vec::with_capacity(branches.len());
    for branch in branches {
        let known = found.iter_mut().find_map(|known| match known {
            Py::Index(name, texts) if name == LITERAL => Some(texts),
            _ => None,
        });
        match (branch, known) {
            (Py::Index(name, texts), Some(known)) if name == LITERAL => {
                let fresh: Vec<Py> = texts.into_iter().filter(|t| !known.contains(t)).collect();
                known.extend(fresh);
            }
            (branch, _) => found.push(branch),
        }
    }
    found
}
