use std::collections::HashMap;

use contractual_model::json::to_line;
use contractual_model::{Kind, Model, Shape, Type, TypeId};

use crate::{Cfg, Options, Outline, Scan};

/// Scans sources given as `== path` sections.
fn scan_with(sources: &str, change: impl FnOnce(&mut Options)) -> Scan {
    let mut files: HashMap<String, String> = HashMap::new();
    for section in sources.split("== ").skip(1) {
        let (path, text) = section.split_once('\n').expect("a path and a text");
        files.insert(path.trim().to_owned(), text.to_owned());
    }
    let read = move |path: &str| files.get(path).cloned();
    let mut options = Options {
        crate_name: "acme".into(),
        roots: vec!["src/lib.rs".into()],
        cfg: Cfg::new([("unix", None), ("feature", Some("a"))]),
        generator: "0.1.0".into(),
        ..Options::default()
    };
    change(&mut options);
    Outline::read(&read, &options).scan()
}

fn scan(sources: &str) -> Scan {
    scan_with(sources, |_| {})
}

fn lib(text: &str) -> Scan {
    scan(&format!("== src/lib.rs\n{text}"))
}

#[track_caller]
fn clean(scan: &Scan) -> &Model {
    let shown: Vec<String> = scan
        .diagnostics()
        .map(|d| contractual_diag::render::human(d, None))
        .collect();
    assert!(shown.is_empty(), "{}", shown.join("\n"));
    let text = contractual_model::codec::write(&scan.model);
    assert_eq!(
        contractual_model::codec::read(&text).as_ref(),
        Ok(&scan.model)
    );
    &scan.model
}

/// `code file:line:column headline; fix`, one line each.
#[allow(dead_code, reason = "used by the tests of refusals")]
fn faults(scan: &Scan) -> Vec<String> {
    scan.diagnostics()
        .map(|d| {
            let loc = d.loc.as_ref().map(ToString::to_string).unwrap_or_default();
            format!("{} {loc} {}", d.code, d.headline)
        })
        .collect()
}

fn ids(model: &Model) -> Vec<&str> {
    model.types.keys().map(|id| id.0.as_str()).collect()
}

/// The types of a struct's fields, in Rust's spelling.
fn fields(model: &Model, id: &str) -> String {
    let def = &model.types[&TypeId(id.into())];
    match &def.shape {
        Shape::Object(object) => object
            .fields
            .iter()
            .map(|f| {
                let side = f.read.as_ref().or(f.write.as_ref()).expect("a side");
                let mark = match (side.required, side.nullable) {
                    (true, true) => " or null",
                    (false, true) => "? or null",
                    (false, false) => "?",
                    (true, false) => "",
                };
                let default = f
                    .default
                    .as_ref()
                    .map(|v| format!(" = {}", to_line(v)))
                    .unwrap_or_default();
                format!("{}: {}{mark}{default}", side.name, text(&f.ty))
            })
            .collect::<Vec<_>>()
            .join(", "),
        Shape::Alias(ty) => text(ty),
        Shape::Enum(all) => all
            .variants
            .iter()
            .map(|v| v.read.clone().unwrap_or_default())
            .collect::<Vec<_>>()
            .join(" | "),
    }
}

fn text(ty: &Type) -> String {
    match &ty.kind {
        Kind::Ref(id) => id.0.strip_prefix("acme::").unwrap_or(&id.0).to_owned(),
        _ => contractual_model::instance::text(&Type::new(ty.kind.clone())).replace("acme::", ""),
    }
}

const JOBS: &str = r#"
== src/lib.rs
//! The job API.
mod model;
pub mod api;
pub use model::*;
== src/model/mod.rs
use contractual::Contract;
use serde::{Deserialize, Serialize};

/// A request to run a job.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(deny_unknown_fields)]
#[contract(version = 1, rule(name = "not_before_deadline", expr = "run_after <= deadline"))]
pub struct JobSubmitRequest {
    #[contract(const = "1.0.0")]
    pub schema_version: String,
    #[contract(min_length = 1, max_length = 80)]
    pub name: String,
    #[contract(min_items = 1, unique)]
    #[serde(default = "outputs")]
    pub outputs: Vec<Output>,
    #[contract(min = 1, max = 8)]
    #[serde(default = "one")]
    pub attempts: u8,
    pub run_after: Option<Timestamp>,
    pub deadline: Option<Timestamp>,
}
fn outputs() -> Vec<Output> { vec![Output::Log] }
fn one() -> u8 { 1 }

#[derive(Debug, PartialEq, Serialize, Deserialize, Contract)]
#[serde(rename_all = "snake_case")]
pub enum Output { Log, CoverageReport }

#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(format = "timestamp")]
pub struct Timestamp(pub String);

/// The job's identifier.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(pattern = "^job_[0-9a-z]{4}$")]
pub struct JobId(pub String);

#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct JobResponse { pub job_id: JobId, pub state: JobState, pub error: Option<ErrorResponse> }

#[derive(Debug, Serialize, Deserialize, Contract)]
#[serde(rename_all = "lowercase")]
pub enum JobState { Queued, Running, Succeeded, Failed }

#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct ErrorResponse {
    #[contract(pattern = "^[A-Z][A-Z0-9_]+$")]
    pub code: String,
    #[contract(min_length = 1)]
    pub message: String,
    pub retryable: bool,
}

#[derive(Debug, Serialize, Deserialize, Contract)]
pub struct ArtifactLinksResponse {
    pub job_id: JobId,
    #[contract(min_items = 1, unique, items(pattern = "^https://[!-~]+$"))]
    pub links: Vec<String>,
}
== src/api.rs
use crate::model::{JobResponse, JobSubmitRequest, JobId, ErrorResponse, ArtifactLinksResponse};

/// Submit jobs and fetch what they produce.
#[contractual::api(version = 1, title = "Acme Jobs API", server = "http://localhost:8000")]
pub trait Jobs {
    /// Submit a job.
    #[post("/v1/jobs", tag = "jobs")]
    #[responds(202 => JobResponse { header("Location", format = "uri-reference", required) }, 422 => ErrorResponse)]
    async fn submit_job(&self, body: JobSubmitRequest) -> SubmitJob;
    /// Read a job.
    #[get("/v1/jobs/{job_id}", tag = "jobs")]
    #[responds(200 => JobResponse, 404 => ErrorResponse)]
    async fn get_job(&self, job_id: JobId) -> GetJob;
    /// Links to what the job produced.
    #[get("/v1/jobs/{job_id}/artifact", tag = "jobs")]
    #[responds(200 => ArtifactLinksResponse, 202 => ErrorResponse, 404 => ErrorResponse)]
    async fn get_job_artifact(&self, job_id: JobId) -> GetJobArtifact;
}
"#;

#[test]
fn the_job_api_of_the_specification() {
    let scan = scan(JOBS);
    let model = clean(&scan);
    assert_eq!(
        ids(model),
        [
            "acme::model::ArtifactLinksResponse",
            "acme::model::ErrorResponse",
            "acme::model::JobId",
            "acme::model::JobResponse",
            "acme::model::JobState",
            "acme::model::JobSubmitRequest",
            "acme::model::Output",
            "acme::model::Timestamp",
        ]
    );
    assert_eq!(
        fields(model, "acme::model::JobSubmitRequest"),
        "schema_version: String, name: String, outputs: Vec<model::Output>? = [\"log\"], attempts: u8? = 1, \
         run_after: model::Timestamp? or null, deadline: model::Timestamp? or null"
    );
    let api = &model.apis[0];
    assert_eq!(api.operations.len(), 3);
    let submit = &api.operations[0];
    assert_eq!(
        (
            submit.summary.as_str(),
            submit.responses[0].variant.as_str()
        ),
        ("Submit a job", "Accepted")
    );
    assert_eq!(
        api.operations[1].parameters[0].docs,
        "The job's identifier."
    );
    let loc = scan
        .sources
        .loc(&TypeId("acme::model::JobResponse".into()), "state");
    assert_eq!(
        loc.map(|l| l.to_string()).as_deref(),
        Some("src/model/mod.rs:39:49")
    );
    assert_eq!(scan.handshake.entries.len(), 9);
    let entry = &scan.handshake.entries[0];
    assert_eq!(
        (entry.id.as_str(), entry.module.as_str()),
        ("acme::model::JobSubmitRequest", "model")
    );
    assert!(entry.slots.iter().all(|slot| slot.identity.is_some()));
}

#[test]
fn names_are_found_by_rusts_rules() {
    let scan = scan(
        r#"
== src/lib.rs
mod a;
mod b { pub(crate) mod deep; pub use self::deep::Deep as Renamed; }
#[path = "odd/place.rs"] mod moved;
use a::*;
use b::Renamed as Other;
use std::collections::{self, BTreeMap as Tree};
type Ids<T> = Vec<Option<T>>;
#[derive(contractual::Contract)]
pub struct All {
    a: One, b: Other, c: b::deep::Deep, d: crate::a::inner::Two, e: self::moved::Three, f: Ids<u8>,
    g: collections::HashMap<String, u8>, h: Tree<String, ::std::string::String>, i: &'static str, j: Box<[u8]>,
    k: std::borrow::Cow<'static, str>, l: [u8; N], m: (u8, char), n: (), o: serde_json::Value, p: super_alias::T,
}
mod super_alias { pub type T = super::Ids<super::One>; }
const N: usize = 2 * 3;
== src/a.rs
pub mod inner;
#[derive(Contract)] pub struct One { x: u8 }
#[derive(Contract)] struct Hidden { x: u8 }
== src/a/inner.rs
#[derive(Contract)] pub struct Two { x: super::One, y: super::Hidden }
== src/b/deep.rs
#[derive(Contract)] pub struct Deep { x: u8 }
== src/odd/place.rs
mod sub;
pub use sub::Three;
== src/odd/sub.rs
#[derive(Contract)] pub struct Three(pub u8);
"#,
    );
    let model = clean(&scan);
    assert_eq!(
        fields(model, "acme::All"),
        "a: a::One, b: b::deep::Deep, c: b::deep::Deep, d: a::inner::Two, e: moved::sub::Three, f: Vec<Option<u8>>, \
         g: Map<String, u8>, h: Map<String, String>, i: String, j: Vec<u8>, k: String, l: [u8; 6], m: (u8, char,), n: (), \
         o: Value, p: Vec<Option<a::One>>"
    );
}

#[test]
fn generics_are_instantiated_and_named() {
    let scan = lib(r#"
        #[derive(Contract)] pub struct Node { slug: String, children: Vec<Node>, parent: Option<Box<Self>> }
        #[derive(Contract)] pub struct Page<T> { items: Vec<T>, next: Option<String> }
        #[derive(Contract)] pub struct Frame<const N: usize> { bytes: [u8; N] }
        #[derive(Contract)] pub struct Pair<A, B = u8> { a: A, b: B, #[serde(skip)] marker: std::marker::PhantomData<A> }
        #[derive(Contract)] pub struct Uses { a: Page<Node>, b: Page<Vec<Option<Node>>>, c: Frame<4>, d: Pair<Page<u8>>, e: Pair<String, Node> }
        pub type Root = Page<Uses>;
        #[derive(Contract)] pub struct Tree<T> { value: T, more: Vec<Tree<T>> }
        #[derive(Contract)] pub struct Forest { tree: Tree<u8> }
    "#);
    let model = clean(&scan);
    let names: Vec<(&str, &str)> = model
        .types
        .iter()
        .map(|(id, def)| (id.0.as_str(), def.name.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("acme::Forest", "Forest"),
            ("acme::Frame<4>", "Frame4"),
            ("acme::Node", "Node"),
            (
                "acme::Page<List<Nullable<acme::Node>>>",
                "PageOfListOfNullableNode"
            ),
            ("acme::Page<U8>", "PageOfU8"),
            ("acme::Page<acme::Node>", "PageOfNode"),
            ("acme::Page<acme::Uses>", "PageOfUses"),
            ("acme::Pair<Text, acme::Node>", "PairOfTextAndNode"),
            ("acme::Pair<acme::Page<U8>, U8>", "PairOfPageOfU8AndU8"),
            ("acme::Tree<U8>", "TreeOfU8"),
            ("acme::Uses", "Uses"),
        ]
    );
    let page = scan
        .handshake
        .entries
        .iter()
        .find(|e| e.ident == "Page")
        .expect("the template");
    assert!(page.slots[0].generic && page.slots[0].identity.is_none());
}

#[test]
fn defaults_are_read_from_the_source() {
    let scan = lib(r#"
        const LIMIT: u32 = 10 * SIX;
        const SIX: u32 = 6;
        fn names() -> Vec<String> { vec!["a".to_string(), String::from("b"), "c".into()] }
        fn maybe() -> Option<u8> { Some(3) }
        fn limit() -> u32 { LIMIT }
        fn mode() -> Mode { Mode::Fast }
        fn id() -> Id { Id("x".to_owned()) }
        mod far { pub fn ratio() -> f64 { -0.5 } }
        #[derive(Contract, Default)] pub enum Mode { Fast, #[default] Slow }
        #[derive(Contract)] pub struct Id(String);
        #[derive(Contract)] #[serde(default)] pub struct Whole { a: u8, b: Option<u8>, c: Inner }
        impl Default for Whole { fn default() -> Self { Self { a: 7, b: None, c: Inner { x: 1, ..Default::default() } } } }
        #[derive(Contract, Default)] pub struct Inner { x: u8, y: Vec<u8> }
        #[derive(Contract)] pub struct All {
            #[serde(default = "names")] names: Vec<String>,
            #[serde(default = "maybe")] maybe: Option<u8>,
            #[serde(default = "limit")] limit: u32,
            #[serde(default = "mode")] mode: Mode,
            #[serde(default)] standard: Mode,
            #[serde(default = "id")] id: Id,
            #[serde(default = "far::ratio")] ratio: f64,
            #[serde(default)] list: Vec<u8>,
            #[serde(default = "Vec::new")] new: Vec<u8>,
            #[serde(default)] flag: bool,
            #[serde(default)] inner: Inner,
            #[serde(default = "All::assoc")] assoc: u8,
            #[contract(default = "z")] #[serde(default = "odd")] odd: String,
        }
        impl All { fn assoc() -> u8 { Self::C } const C: u8 = 9; }
    "#);
    let model = clean(&scan);
    assert_eq!(
        fields(model, "acme::All"),
        "names: Vec<String>? = [\"a\", \"b\", \"c\"], maybe: u8? or null = 3, limit: u32? = 60, mode: Mode? = \"Fast\", \
         standard: Mode? = \"Slow\", id: Id? = \"x\", ratio: f64? = -0.5, list: Vec<u8>? = [], new: Vec<u8>? = [], flag: bool? = false, \
         inner: Inner? = {\"x\": 0, \"y\": []}, assoc: u8? = 9, odd: String? = \"z\""
    );
    assert_eq!(
        fields(model, "acme::Whole"),
        "a: u8? = 7, b: u8? or null, c: Inner? = {\"x\": 1, \"y\": []}"
    );
}
