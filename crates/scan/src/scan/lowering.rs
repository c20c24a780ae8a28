//! What items mean: every contract without parameters, every instantiation that is used, APIs, and what they refer to.

use std::collections::BTreeMap;

use contractual_diag::Diagnostic;
use contractual_model::instance::{self, Argument};
use contractual_model::json::Json;
use contractual_model::lower::{self, Lowered, PartProblem};
use contractual_model::quick::HashMap;
use contractual_model::{Api, Model, Type, TypeDef, TypeId, builtin, refusals};
use contractual_syntax::{Parsed, lex};

use super::run::{Read, Run};
use crate::defaults::Defaults;
use crate::types::{DefinedUse, Resolver, Wanted};
use crate::walk::{Candidate, DeclKind};

impl Run<'_> {
    /// Lowers every contract without parameters, and every instantiation that is used.
    pub(super) fn meanings(&mut self, resolver: &mut Resolver<'_>, reads: &[Option<Read>]) {
        let walk = &self.outline.walk;
        for (index, candidate) in walk.candidates.iter().enumerate() {
            let Some(read) = &reads[index] else { continue };
            if candidate.test_only || candidate.api || read.parsed.item.is_generic() {
                continue;
            }
            if resolver.want(index).is_err() {
                continue;
            }
        }
        self.used_by_aliases(resolver);
        let mut pending: Vec<(TypeId, usize, Lowered)> = Vec::new();
        for (index, candidate) in walk.candidates.iter().enumerate() {
            if let (Some(read), true, false) = (&reads[index], candidate.api, candidate.test_only) {
                self.api(resolver, index, read);
            }
        }
        while let Some(wanted) = resolver.wanted.pop() {
            if self.model.types.contains_key(&wanted.id) {
                // restored
                continue;
            }
            let owner = self.owner(reads, wanted.candidate);
            let Some(read) = owner.and_then(|at| reads[at].as_ref()) else {
                continue;
            };
            if let Some(lowered) = self.lower(resolver, &wanted, read) {
                let alone = lowered.defaults.is_empty() && !lower::waits(&lowered.def);
                self.simple[wanted.candidate] &= alone;
                pending.push((wanted.id.clone(), wanted.candidate, lowered));
            }
        }
        pending.sort_by(|a, b| a.0.cmp(&b.0));
        self.name(&mut pending, resolver);
        for (id, candidate, lowered) in &pending {
            self.origin.insert(id.clone(), *candidate);
            self.model.types.insert(id.clone(), lowered.def.clone());
        }
        self.defaults(resolver, &mut pending, reads);
        for (id, _, lowered) in pending {
            self.model.types.insert(id, lowered.def);
        }
        self.model.apis.sort_by(|a, b| a.id.cmp(&b.id));
    }

    /// The read candidate of a file that several roots share.
    pub(super) fn owner(&self, reads: &[Option<Read>], index: usize) -> Option<usize> {
        if reads[index].is_some() {
            return Some(index);
        }
        let candidates = &self.outline.walk.candidates;
        let wanted = &candidates[index];
        candidates.iter().enumerate().position(|(at, other)| {
            reads[at].is_some() && other.file == wanted.file && other.range == wanted.range
        })
    }

    /// `type NodePage = Page<Node>;` uses an instantiation.
    pub(super) fn used_by_aliases(&mut self, resolver: &mut Resolver<'_>) {
        let walk = &self.outline.walk;
        for (home, module) in walk.modules.iter().enumerate() {
            for decl in module
                .decls
                .iter()
                .filter(|decl| decl.kind == DeclKind::Alias)
            {
                let text = &walk.files[decl.file].text[decl.range.clone()];
                // Only an alias of a type with arguments can bring an instantiation.
                if !text.contains('<') {
                    continue;
                }
                let trees = lex(text, 0).unwrap_or_default();
                if let Some((params, target)) = contractual_syntax::parse_alias(&trees)
                    && params.is_empty()
                {
                    // An alias that cannot be resolved matters only where it is used.
                    let _ = resolver.ty(home, &crate::types::Env::default(), &target, 0);
                }
            }
        }
    }

    pub(super) fn lower(
        &mut self,
        resolver: &mut Resolver<'_>,
        wanted: &Wanted,
        read: &Read,
    ) -> Option<Lowered> {
        let slots = self.slots(resolver, wanted, read)?;
        let parsed = &read.parsed;
        let base = parsed.item.contract_name();
        match lower::lower(&parsed.item, wanted.id.clone(), base, &slots) {
            Ok(lowered) => {
                let candidate = &self.outline.walk.candidates[wanted.candidate];
                self.place(&wanted.id, candidate, parsed);
                Some(lowered)
            }
            Err(problems) => {
                self.report(wanted.candidate, read, problems);
                None
            }
        }
    }

    /// Names of instantiations follow those of their arguments, innermost first.
    pub(super) fn name(&self, pending: &mut [(TypeId, usize, Lowered)], resolver: &Resolver<'_>) {
        let mut names: HashMap<TypeId, String> = pending
            .iter()
            .map(|(id, _, lowered)| (id.clone(), lowered.def.name.clone()))
            .collect();
        let mut order: Vec<usize> = (0..pending.len()).collect();
        order.retain(|at| resolver.has_arguments(&pending[*at].0));
        if order.is_empty() {
            return;
        }
        let restored = self.model.types.iter();
        names.extend(restored.map(|(id, def)| (id.clone(), def.name.clone())));
        for (id, at) in &resolver.foreign {
            if let Some(def) = self.outline.options.dependencies[*at].model.types.get(id) {
                names.insert(id.clone(), def.name.clone());
            }
        }
        order.sort_by_key(|at| pending[*at].0.0.len());
        for at in order {
            let (id, _, lowered) = &mut pending[at];
            let Some(arguments) = resolver.arguments_of(id) else {
                continue;
            };
            let name_of = |id: &TypeId| {
                names
                    .get(id)
                    .cloned()
                    .or_else(|| defined_name(id, &resolver.defined, &|id| names.get(id).cloned()))
            };
            let name = instance::name(&lowered.def.name, arguments, &name_of);
            lowered.def.name.clone_from(&name);
            names.insert(id.clone(), name);
        }
    }

    pub(super) fn defaults(
        &mut self,
        resolver: &Resolver<'_>,
        pending: &mut [(TypeId, usize, Lowered)],
        reads: &[Option<Read>],
    ) {
        let defaults = Defaults {
            names: &resolver.names,
            model: &self.model,
            origin: &self.origin,
        };
        let mut problems = Vec::new();
        for (_, candidate, lowered) in pending.iter_mut() {
            for pending in std::mem::take(&mut lowered.defaults) {
                let Some(field) = lowered.field_mut(pending.at) else {
                    continue;
                };
                let option =
                    field.read.as_ref().is_some_and(|side| side.nullable) || field.tri_state;
                match defaults.of_field(*candidate, &field.ident, &field.ty, option, &pending.how) {
                    Ok(value) => field.default = Some(value).filter(|value| *value != Json::Null),
                    Err(why) => {
                        let headline = format!(
                            "the default of `{}` cannot be read from the source: {why}",
                            field.ident
                        );
                        let diagnostic =
                            Diagnostic::error(refusals::UNKNOWN_DEFAULT.name, headline)
                                .fix(refusals::UNKNOWN_DEFAULT.advice);
                        problems.push((
                            *candidate,
                            PartProblem {
                                part: pending.part,
                                diagnostic,
                            },
                        ));
                    }
                }
            }
        }
        for (candidate, problem) in problems {
            if let Some(read) = self
                .owner(reads, candidate)
                .and_then(|at| reads[at].as_ref())
            {
                self.report(candidate, read, vec![problem]);
            }
        }
    }

    pub(super) fn api(&mut self, resolver: &mut Resolver<'_>, index: usize, read: &Read) {
        let candidate = &self.outline.walk.candidates[index];
        let id = TypeId(self.outline.id_of(candidate));
        let wanted = Wanted {
            candidate: index,
            id: id.clone(),
            env: crate::types::Env::default(),
        };
        let Some(slots) = self.slots(resolver, &wanted, read) else {
            return;
        };
        match lower::lower_api(&read.parsed.item, id.clone(), &slots) {
            Ok(api) => {
                self.place(&id, candidate, &read.parsed);
                self.model.apis.push(api);
            }
            Err(problems) => self.report(index, read, problems),
        }
    }

    pub(super) fn place(&mut self, id: &TypeId, candidate: &Candidate, parsed: &Parsed) {
        let parts = parsed
            .parts
            .iter()
            .map(|(part, place)| (parsed.item.part_name(*part), place.start as usize))
            .collect();
        let name = parsed.ident.start as usize;
        self.sources.insert(
            id.clone(),
            candidate.file,
            name,
            candidate.range.clone(),
            parts,
        );
    }

    /// Definitions of built-in types that the model refers to.
    pub(super) fn defined(&mut self, uses: &BTreeMap<TypeId, DefinedUse>) {
        loop {
            let missing: Vec<TypeId> = self
                .model
                .types
                .values()
                .flat_map(references)
                .chain(self.model.apis.iter().flat_map(api_references))
                .filter(|id| !self.model.types.contains_key(id) && uses.contains_key(id))
                .collect();
            if missing.is_empty() {
                return;
            }
            for id in missing {
                let Some(used) = uses.get(&id) else { continue };
                let named = |id: &TypeId| name_of(id, &self.model, uses);
                let def = builtin::define(used.row, id.clone(), &used.arguments, &named);
                if let Some(def) = def {
                    self.model.types.insert(id, def);
                }
            }
        }
    }

    /// Types of other crates that are used, with what they refer to.
    pub(super) fn foreign(&mut self, used: &BTreeMap<TypeId, usize>) {
        let mut queue: Vec<(TypeId, usize)> =
            used.iter().map(|(id, at)| (id.clone(), *at)).collect();
        while let Some((id, at)) = queue.pop() {
            if self.model.types.contains_key(&id) {
                continue;
            }
            let dependency = &self.outline.options.dependencies[at];
            if let Some(def) = dependency.model.types.get(&id) {
                for inner in references(def) {
                    queue.push((inner, at));
                }
                self.model.types.insert(id, def.clone());
            }
        }
    }
}

/// The contract name of a built-in type with a definition.
fn defined_name(
    id: &TypeId,
    uses: &BTreeMap<TypeId, DefinedUse>,
    named: &dyn Fn(&TypeId) -> Option<String>,
) -> Option<String> {
    let used = uses.get(id)?;
    let inner = |id: &TypeId| named(id).or_else(|| defined_name(id, uses, named));
    builtin::define(used.row, id.clone(), &used.arguments, &inner).map(|def| def.name)
}

fn name_of(id: &TypeId, model: &Model, uses: &BTreeMap<TypeId, DefinedUse>) -> Option<String> {
    let known = |id: &TypeId| model.types.get(id).map(|def| def.name.clone());
    known(id).or_else(|| defined_name(id, uses, &known))
}

/// The types that an API refers to.
fn api_references(api: &Api) -> Vec<TypeId> {
    let mut found = Vec::new();
    let mut of = |ty: &Type| {
        ty.visit(&mut |inner| {
            if let contractual_model::Kind::Ref(id) = &inner.kind {
                found.push(id.clone());
            }
        });
    };
    for operation in &api.operations {
        operation.parameters.iter().for_each(|p| of(&p.ty));
        operation.body.iter().for_each(&mut of);
        for response in &operation.responses {
            response.body.iter().for_each(&mut of);
            response.headers.iter().for_each(|h| of(&h.ty));
        }
    }
    found
}

/// The types that a type refers to.
fn references(def: &TypeDef) -> Vec<TypeId> {
    let mut found = Vec::new();
    def.visit_types(&mut |ty| {
        if let contractual_model::Kind::Ref(id) = &ty.kind {
            found.push(id.clone());
        }
    });
    found
}

impl Resolver<'_> {
    fn has_arguments(&self, id: &TypeId) -> bool {
        self.arguments_of(id).is_some_and(|all| !all.is_empty())
    }

    /// The arguments of an instantiation that was met.
    fn arguments_of(&self, id: &TypeId) -> Option<&[Argument]> {
        self.made.get(id).map(Vec::as_slice)
    }
}
