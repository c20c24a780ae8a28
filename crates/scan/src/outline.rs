//! A crate's outline: its modules, names and candidates, before any item is parsed. Its text is what a scan depends on.

use std::sync::PoisonError;

use contractual_diag::Diagnostic;

use crate::cfg::Cfg;
use crate::input::{Absent, Dependency, Files, Options};
use crate::skeleton::known::{self, Skeletons};
use crate::walk::{DeclKind, Walk, walk};

/// The outline of a crate.
#[derive(Debug)]
pub struct Outline {
    pub(crate) walk: Walk,
    pub(crate) options: Options,
}

impl Outline {
    /// Reads root files and everything they lead to.
    pub fn read(files: &dyn Files, options: &Options) -> Self {
        Self::read_again(files, options, &[])
    }

    /// As [`Outline::read`], with what [`Outline::skeletons`] gave of an earlier one: files with the same text are not read again.
    pub fn read_again(files: &dyn Files, options: &Options, skeletons: &[u8]) -> Self {
        let skeletons = Skeletons::read(skeletons).unwrap_or_default();
        Self {
            walk: walk(files, options, &skeletons),
            options: options.clone(),
        }
    }

    /// For [`Outline::read_again`]: the texts of the files, and what items they have.
    pub fn skeletons(&self) -> Vec<u8> {
        let mut out = known::head();
        for (file, items) in self.walk.files.iter().zip(&self.walk.skeletons) {
            if !items.is_empty() {
                known::put_file(&mut out, &file.path, &file.text, items);
            }
        }
        out
    }

    /// What it was read with.
    pub fn options(&self) -> &Options {
        &self.options
    }

    /// The same with the models of other crates, which matter for a scan only.
    #[must_use]
    pub fn with_dependencies(mut self, dependencies: Vec<Dependency>, absent: Vec<Absent>) -> Self {
        self.options.dependencies = dependencies;
        self.options.absent = absent;
        self
    }

    /// What could not be read.
    pub fn problems(&self) -> &[Diagnostic] {
        &self.walk.problems
    }

    /// Paths of the files that were read, in the order of the walk.
    pub fn files(&self) -> impl Iterator<Item = &str> {
        self.walk.files.iter().map(|file| file.path.as_str())
    }

    /// True if a scan of these sources with another cfg set gives the same: nothing was asked of the sets in which they part. To be
    /// called after [`Outline::scan`], which asks for what stands inside items.
    pub fn gives_the_same_with(&self, other: &Cfg) -> bool {
        let asked = self.walk.asked.lock();
        let asked = asked.unwrap_or_else(PoisonError::into_inner);
        asked.iter().all(|(name, value)| {
            self.options.cfg.is_set(name, value.as_deref()) == other.is_set(name, value.as_deref())
        })
    }

    /// Everything that the result of [`Outline::scan`] depends on, as one text: if it equals that of an earlier run with the same generator
    /// and the same models of other crates, so does the result. Bodies of functions are not in it, but for those that a default
    /// names, so that an edit of one changes nothing.
    pub fn text(&self) -> String {
        let walk = &self.walk;
        let mut out = format!(
            "generator {}\ncrate {}\nfacade {}\n",
            self.options.generator, self.options.crate_name, self.options.facade
        );
        for cfg in self.options.cfg.to_texts() {
            out.push_str("cfg ");
            out.push_str(&cfg);
            out.push('\n');
        }
        let functions = self.functions();
        for candidate in &walk.candidates {
            let file = &walk.files[candidate.file];
            let text = &file.text[candidate.range.clone()];
            out.push_str(&format!(
                "item {} {} {} {}\n{text}\n",
                file.path,
                walk.modules[candidate.module].path.join("::"),
                candidate.test_only,
                candidate.doubt.as_deref().unwrap_or_default(),
            ));
        }
        for module in &walk.modules {
            out.push_str(&format!("mod {}\n", module.path.join("::")));
            for decl in &module.decls {
                let text = &walk.files[decl.file].text;
                match &decl.kind {
                    DeclKind::Alias | DeclKind::Const => {
                        out.push_str(&text[decl.range.clone()]);
                        out.push('\n');
                    }
                    DeclKind::Import(path) => {
                        out.push_str(&format!(
                            "use {} {} {}\n",
                            decl.public,
                            decl.name,
                            path.join("::")
                        ));
                    }
                    DeclKind::Fn if functions.contains(&decl.name) => {
                        out.push_str(&text[decl.range.clone()]);
                        out.push('\n');
                    }
                    DeclKind::Fn | DeclKind::Contract(_) => {}
                    DeclKind::Module(_)
                    | DeclKind::Plain
                    | DeclKind::Trait
                    | DeclKind::Crate(_) => {
                        out.push_str(&format!(
                            "{:?} {} {}\n",
                            std::mem::discriminant(&decl.kind),
                            decl.public,
                            decl.name
                        ));
                    }
                }
            }
            for glob in &module.globs {
                out.push_str(&format!(
                    "use {} {}::*\n",
                    glob.public,
                    glob.path.join("::")
                ));
            }
        }
        if !functions.is_empty() {
            for (_, file, range) in walk.impls() {
                out.push_str(&walk.files[*file].text[range.clone()]);
                out.push('\n');
            }
        }
        out
    }

    /// The items that may name functions: bodies of those count.
    pub fn functions(&self) -> String {
        let candidates = self.walk.candidates.iter();
        let texts = candidates.map(|candidate| {
            let file = &self.walk.files[candidate.file];
            &file.text[candidate.range.clone()]
        });
        texts.filter(|text| text.contains("default")).collect()
    }
}
