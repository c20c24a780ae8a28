//! What the emitters must know beside the model: names, folders, and the committed texts that they extend or check.

use std::collections::BTreeMap;

use crate::EMITTERS;

/// The project that the artifacts are for. All paths are relative to the package folder, with forward slashes.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub struct Project {
    /// Project name, such as `acme-jobs`: part of each `$id` and of titles.
    pub name: String,
    /// Python package, such as `acme_jobs`; `None` if the project has none, which turns the Python emitters off.
    pub package: Option<String>,
    /// Folder of schema files and OpenAPI documents.
    pub contracts: String,
    /// Folder that holds the Python package's folder.
    pub source: String,
    /// Folder of the contract tests; fixtures lie in `fixtures` below it.
    pub contract_tests: String,
    /// The file with the fixtures of the test harness.
    pub conftest: String,
    /// Path of the justfile.
    pub justfile: String,
    /// What each `$id` starts with; `None` for `https://<name>.local/schemas/`.
    pub schema_base: Option<String>,
    /// Title of the OpenAPI document, unless an API sets one.
    pub title: Option<String>,
    /// Servers of the OpenAPI document (URL and description), unless an API sets some.
    pub servers: Vec<(String, String)>,
    /// Emitters that are turned off, by name.
    pub off: Vec<String>,
}

impl Project {
    /// A project of that name with the default folders and the Python package named after it.
    pub fn new(name: impl Into<String>) -> Self {
        let name = name.into();
        Self {
            package: Some(name.replace(['-', '.', ' '], "_")),
            name,
            contracts: "docs/contracts".to_owned(),
            source: "src".to_owned(),
            contract_tests: "tests/contracts".to_owned(),
            conftest: "tests/conftest.py".to_owned(),
            justfile: "justfile".to_owned(),
            schema_base: None,
            title: None,
            servers: vec![(
                "http://localhost:8000".to_owned(),
                "Local development".to_owned(),
            )],
            off: Vec::new(),
        }
    }

    /// True if the emitter of that name is to run.
    pub fn runs(&self, emitter: &str) -> bool {
        let known = EMITTERS.iter().find(|info| info.name == emitter);
        let python = known.is_some_and(|info| info.python);
        !self.off.iter().any(|off| off == emitter) && (self.package.is_some() || !python)
    }

    /// The `$id` of the schema file of an entity, such as `job-response-v1`.
    pub(crate) fn schema_id(&self, entity: &str) -> String {
        match &self.schema_base {
            Some(base) => format!("{}/{entity}.schema.json", base.trim_end_matches('/')),
            None => format!("https://{}.local/schemas/{entity}.schema.json", self.name),
        }
    }

    /// The path of the schema file of an entity.
    pub(crate) fn schema_path(&self, entity: &str) -> String {
        join(&self.contracts, &format!("{entity}.schema.json"))
    }

    /// The path of the OpenAPI document of a major version.
    pub(crate) fn document_path(&self, major: u32) -> String {
        join(&self.contracts, &format!("openapi-v{major}.yaml"))
    }

    /// The name of the Python module of a major version, below `<package>.api`.
    pub(crate) fn module(&self, major: u32) -> String {
        if major == 1 {
            "contracts".to_owned()
        } else {
            format!("contracts_v{major}")
        }
    }

    /// `acme-jobs` as `Acme Jobs`.
    pub(crate) fn readable_name(&self) -> String {
        let words = self
            .name
            .split(['-', '_', ' ', '.'])
            .filter(|word| !word.is_empty());
        let capital = |word: &str| {
            let mut chars = word.chars();
            chars
                .next()
                .map(|c| c.to_uppercase().chain(chars).collect::<String>())
                .unwrap_or_default()
        };
        words.map(capital).collect::<Vec<_>>().join(" ")
    }
}

/// `folder/file`, or the file alone for an empty folder.
pub(crate) fn join(folder: &str, file: &str) -> String {
    let folder = folder.trim_end_matches('/');
    if folder.is_empty() || folder == "." {
        file.to_owned()
    } else {
        format!("{folder}/{file}")
    }
}

/// The path of a file as seen from a folder, both relative to the package.
pub(crate) fn relative(folder: &str, file: &str) -> String {
    let steps = |path: &'_ str| -> Vec<String> {
        path.split('/')
            .filter(|step| !step.is_empty() && *step != ".")
            .map(str::to_owned)
            .collect()
    };
    let (folder, file) = (steps(folder), steps(file));
    let common = folder.iter().zip(&file).take_while(|(a, b)| a == b).count();
    let mut out = vec!["..".to_owned(); folder.len() - common];
    out.extend(file[common..].iter().cloned());
    out.join("/")
}

/// Committed texts that emission reads. The caller reads the files; a missing file is `None`.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Existing {
    /// The OpenAPI documents that are there, by major version.
    pub documents: BTreeMap<u32, ExistingDocument>,
    /// The justfile.
    pub justfile: Option<String>,
    /// `<source>/<package>/models/base.py`.
    pub base_module: Option<String>,
    /// `tests/conftest.py`.
    pub conftest: Option<String>,
    /// True if `versioning-policy.md` lies in the contracts folder.
    pub versioning_policy: bool,
}

/// A committed OpenAPI document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ExistingDocument {
    /// Its text.
    pub text: String,
    /// True if these are the bytes that the last emission wrote. What such a document has and the model does not was taken from the
    /// model on purpose (whether that may be is drift's question); what any other document has was added by hand and is kept.
    pub intact: bool,
}
