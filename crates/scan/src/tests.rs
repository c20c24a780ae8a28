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
        .filter(|d| d.is_error())
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

#[test]
fn cfg_is_applied_by_cargos_variables() {
    let text = r#"
        #[cfg(unix)] #[derive(Contract)] pub struct Path { a: u8 }
        #[cfg(windows)] #[derive(Contract)] pub struct Path { b: u8 }
        #[cfg(feature = "a")] mod a { #[derive(Contract)] pub struct InA { x: super::Path } }
        #[cfg(not(feature = "a"))] mod a { }
        #[cfg(feature = "b")] mod missing;
        #[cfg_attr(feature = "a", derive(Contract))] pub struct Late {
            #[cfg(feature = "b")] gone: Unknown,
            #[cfg_attr(feature = "a", serde(rename = "there"))] here: u8,
            #[cfg_attr(test, allow(dead_code))] #[cfg_attr(docsrs, doc(cfg(x)))] y: u8,
        }
        #[cfg(test)] mod tests { #[derive(Contract)] struct Probe { x: super::Path } }
    "#;
    let found = lib(text);
    let model = clean(&found);
    assert_eq!(ids(model), ["acme::Late", "acme::Path", "acme::a::InA"]);
    assert_eq!(fields(model, "acme::Path"), "a: u8");
    assert_eq!(fields(model, "acme::Late"), "there: u8, y: u8");
    let probe = found
        .handshake
        .entries
        .iter()
        .find(|e| e.ident == "Probe")
        .expect("an entry");
    assert!(probe.test_only && probe.module == "tests");
    let other = scan_with(&format!("== src/lib.rs\n{text}"), |options| {
        options.cfg = Cfg::new([("windows", None)]);
    });
    assert_eq!(ids(clean(&other)), ["acme::Path"]);
    assert_eq!(fields(&other.model, "acme::Path"), "b: u8");
}

#[test]
fn a_cfg_that_build_scripts_do_not_hear_of_is_refused_on_contracts_only() {
    let scan = lib(r#"
        #[cfg(loom)] mod harmless { pub struct A; }
        #[cfg(kani)] mod doubtful { #[derive(Contract)] pub struct D(u8); }
        #[cfg(my_flag)] #[derive(Contract)] pub struct B { x: u8 }
        #[derive(Contract)] pub struct C { #[cfg(test)] x: u8 }
    "#);
    assert_eq!(
        faults(&scan),
        [
            "cfg_unknown src/lib.rs:3:68 whether `D` is compiled depends on the cfg `kani`, which Cargo does not tell build scripts",
            "cfg_unknown src/lib.rs:4:15 `my_flag` is not known to build scripts, so the contract would depend on a guess",
            "cfg_unknown src/lib.rs:5:50 `test` is not known to build scripts, so the contract would depend on a guess",
        ]
    );
    let declared = scan_with(
        "== src/lib.rs\n#[cfg(my_flag)] #[derive(Contract)] pub struct B { x: u8 }",
        |options| {
            options.cfg.declare("my_flag");
        },
    );
    assert!(clean(&declared).types.is_empty());
}

#[test]
fn items_are_found_where_macros_and_functions_hide_them() {
    let scan = scan(
        r#"
== src/lib.rs
macro_rules! make { ($name:ident) => { #[derive(Contract)] pub struct $name { x: u8 } } }
make!(Made);
id! { #[derive(Contract)] pub struct Passed { x: u8 } }
include!("more.rs");
include!(concat!(env!("OUT_DIR"), "/generated.rs"));
fn outer() {
    #[derive(Contract)] struct Local { x: super_of_local::T, y: Passed }
    fn inner() { #[derive(Contract)] enum Deep { A } }
}
mod super_of_local { pub type T = u8; }
impl Passed { fn f() { #[derive(Contract)] struct InImpl { x: u8 } } }
const _: () = { #[derive(Contract)] struct InConst { x: u8 } };
== src/more.rs
#[derive(Contract)] pub struct Included { x: Passed }
"#,
    );
    let model = clean(&scan);
    assert_eq!(
        ids(model),
        [
            "acme::Included",
            "acme::Passed",
            "acme::_::InConst",
            "acme::impl::f::InImpl",
            "acme::outer::Local",
            "acme::outer::inner::Deep",
        ]
    );
    let local = scan
        .handshake
        .entries
        .iter()
        .find(|e| e.ident == "Local")
        .expect("an entry");
    assert_eq!(
        (local.module.as_str(), local.file.as_str()),
        ("", "src/lib.rs")
    );
    let included = scan
        .handshake
        .entries
        .iter()
        .find(|e| e.ident == "Included")
        .expect("an entry");
    assert_eq!(
        (included.module.as_str(), included.file.as_str()),
        ("", "src/more.rs")
    );
}

#[test]
fn shadowing_changes_what_a_name_means() {
    let scan = lib(r#"
        mod shadow {
            #[derive(Contract)] pub struct String { x: u8 }
            type Option<T> = Vec<T>;
            #[derive(Contract)] pub struct A { a: String, b: Option<u8>, c: std::string::String }
        }
        mod glob { pub use super::shadow::*; #[derive(Contract)] pub struct B { a: String } }
        mod explicit { use super::shadow::*; use std::string::String; #[derive(Contract)] pub struct C { a: String } }
        mod generic { #[derive(Contract)] pub struct D<String> { a: String } #[derive(Contract)] pub struct E { d: D<u8> } }
    "#);
    let model = clean(&scan);
    assert_eq!(
        fields(model, "acme::shadow::A"),
        "a: shadow::String, b: Vec<u8>, c: String"
    );
    assert_eq!(fields(model, "acme::glob::B"), "a: shadow::String");
    assert_eq!(fields(model, "acme::explicit::C"), "a: String");
    assert_eq!(fields(model, "acme::generic::D<U8>"), "a: u8");
}

#[test]
fn files_of_several_roots_are_one_contract() {
    let scan = scan_with(
        r#"
== src/lib.rs
pub mod model;
== src/main.rs
mod model;
use acme::model::Job;
#[derive(Contract)] struct Own { a: Job, b: model::Job, c: Box<Job> }
== src/model.rs
#[derive(Contract)] pub struct Job { x: u8 }
"#,
        |options| options.roots.push("src/main.rs".into()),
    );
    let model = clean(&scan);
    assert_eq!(ids(model), ["acme::Own", "acme::model::Job"]);
    assert_eq!(
        fields(model, "acme::Own"),
        "a: model::Job, b: model::Job, c: model::Job"
    );
    assert_eq!(scan.handshake.entries.len(), 2);
}

#[test]
fn types_of_other_crates_come_through_their_models() {
    let other = lib(
        "pub mod deep { #[derive(Contract)] pub struct Money { amount: Amount } #[derive(Contract)] pub struct Amount(pub String); }",
    );
    let dependency = crate::Dependency {
        crate_name: "acme".into(),
        name: "bank".into(),
        model: clean(&other).clone(),
    };
    let scan = scan_with(
        "== src/lib.rs\nuse bank::Money as Cash;\n#[derive(Contract)] pub struct Bill { a: Cash, b: bank::deep::Money }",
        |options| {
            options.crate_name = "shop".into();
            options.dependencies.push(dependency);
        },
    );
    let model = clean(&scan);
    assert_eq!(
        ids(model),
        ["acme::deep::Amount", "acme::deep::Money", "shop::Bill"]
    );
}

/// A crate that uses `bank`, whose library is `acme`, with that source.
fn beside_bank(source: &str) -> Scan {
    let other = lib(
        "#[derive(Contract)] pub struct Page<T, const N: usize> { items: [T; N] } #[derive(Contract)] pub struct Money { amount: u64 } pub type Wallet = Page<Money, 3>;",
    );
    let dependency = crate::Dependency {
        crate_name: "acme".into(),
        name: "bank".into(),
        model: clean(&other).clone(),
    };
    scan_with(&format!("== src/lib.rs\n{source}"), |options| {
        options.crate_name = "shop".into();
        options.dependencies.push(dependency);
        options.absent.push(crate::Absent {
            name: "post".into(),
            why: "its model is not there".into(),
            advice: "fetch it".into(),
        });
    })
}

#[test]
fn instances_of_other_crates_are_those_that_their_model_has() {
    let scan = beside_bank(
        "#[derive(Contract)] pub struct Own { n: u8 } #[derive(Contract)] pub struct Bag<T> { all: Vec<T> }\n\
         #[derive(Contract)] pub struct Bill { a: Option<bank::Page<bank::Money, 3>>, b: (Own, bank::Money), c: Own, d: Bag<bank::Money> }",
    );
    let model = clean(&scan);
    assert!(
        ids(model).contains(&"acme::Page<acme::Money, 3>"),
        "{:?}",
        ids(model)
    );
    let bill = scan
        .handshake
        .entries
        .iter()
        .find(|entry| entry.ident == "Bill");
    let slots = &bill.expect("it was scanned").slots;
    // what names nothing of another crate needs no proof of what that means
    let known: Vec<bool> = slots.iter().map(|slot| slot.meaning.is_some()).collect();
    assert_eq!(known, [true, true, false, true]);
    // an instance means what its arguments mean, as rustc finds it
    assert_eq!(slots[0].meaning, slots[3].meaning);
    assert_ne!(slots[0].meaning, slots[1].meaning);
    assert!(slots.iter().all(|slot| slot.identity.is_some()));
}

#[test]
fn what_other_crates_do_not_give_is_told() {
    for (source, expected) in [
        (
            "#[derive(Contract)] pub struct A { x: bank::Page<bank::Money, 4> }",
            "the model of `bank` has no `acme::Page<acme::Money, 4>`",
        ),
        (
            "#[derive(Contract)] pub struct A { x: bank::Mony }",
            "`bank::Mony` is no contract of `bank`",
        ),
        (
            "use post::Letter; #[derive(Contract)] pub struct A { x: Letter }",
            "`post::Letter` is of another crate, and its model is not there",
        ),
    ] {
        let scan = beside_bank(source);
        let told: Vec<&str> = scan
            .diagnostics()
            .map(|found| found.headline.as_str())
            .collect();
        assert_eq!(told, [expected]);
    }
}

#[test]
fn what_cannot_be_resolved_is_told_with_the_way_out() {
    for (text, expected) in [
        (
            "struct A { x: Strng }",
            "unresolved_type 1:35 no type `Strng` is found from here; why: needed by `x` of `A`; do: if a macro makes it or another crate has it, state the JSON form: #[contract(wire = \"...\")]",
        ),
        (
            "struct A { x: Sloth } #[derive(Contract)] struct Slot { y: u8 }",
            "unresolved_type 1:35 no type `Sloth` is found from here; why: needed by `x` of `A`; do: did you mean `Slot`?",
        ),
        (
            "struct A { x: Plain } struct Plain;",
            "not_a_contract 1:35 `Plain` is not a contract; why: needed by `x` of `A`; do: add #[derive(Contract)] to `Plain`, or state the JSON form: #[contract(wire = \"...\")]",
        ),
        (
            "struct A { x: std::time::Instant }",
            "refused_type 1:35 `std::time::Instant` is no contract type; why: needed by `x` of `A`; do: an `Instant` means nothing",
        ),
        (
            "struct A { x: i128 }",
            "refused_type 1:35 `i128` is no contract type; why: needed by `x` of `A`; do: 128-bit integers",
        ),
        (
            "struct A { x: dyn Fn() }",
            "unsupported_type 1:35 `dyn Fn()` has no JSON form that sources show",
        ),
        (
            "struct A { x: B } mod b { #[derive(Contract)] pub struct B(u8); } mod c { #[derive(Contract)] pub struct B(u8); } use b::*; use c::*;",
            "unresolved_type 1:35 `B` comes from several glob imports; why: needed by `x` of `A`; do: import it by name",
        ),
        ("struct A { x: T } type T = T;", "recursive_alias 1:35"),
        (
            "struct A<T> { x: Option<Box<A<Vec<T>>>> } #[derive(Contract)] struct B { a: A<u8> }",
            "generic_depth 1:38",
        ),
        (
            "struct A { x: Page } #[derive(Contract)] struct Page<T> { y: T }",
            "unresolved_type 1:35 `Page` wants an argument for its parameter `T`",
        ),
        (
            "struct A { x: [u8; LEN] }",
            "unresolved_type 1:35 the constant `LEN` cannot be read",
        ),
    ] {
        let scan = lib(&format!("#[derive(Contract)] {text}"));
        let found: Vec<String> = scan
            .findings
            .iter()
            .map(|f| {
                let d = &f.diagnostic;
                let loc = d
                    .loc
                    .as_ref()
                    .map(|l| format!("{}:{}", l.line, l.column))
                    .unwrap_or_default();
                let notes: String = d
                    .notes
                    .iter()
                    .map(|n| format!("; {}: {}", n.kind.word(), n.text))
                    .collect();
                format!("{} {loc} {}{notes}", d.code, d.headline)
            })
            .collect();
        assert!(
            found.first().is_some_and(|f| f.starts_with(expected)),
            "{text}\nfound {found:#?}"
        );
    }
}

#[test]
fn meanings_that_do_not_hold_are_refused() {
    for (text, expected) in [
        (
            "struct A { #[contract(min_length = 1)] x: u8 }",
            "bad_constraint 1:60 `min_length` speaks of text, and this is an integer (u8)",
        ),
        (
            "struct A { #[contract(min = 300)] x: u8 }",
            "bad_constraint 1:55 no value of u8 is left: it holds 0 to 255",
        ),
        (
            "struct A { #[contract(multiple_of = 2)] x: f64 }",
            "float_multiple 1:61",
        ),
        (
            "struct A { x: std::collections::BTreeMap<f64, u8> }",
            "map_key 1:32 a map key is a number (f64), which is no text on the wire",
        ),
        (
            "struct A { x: std::collections::BTreeMap<B, u8> } #[derive(Contract)] struct B { y: u8 }",
            "map_key 1:32 a map key is an object",
        ),
        (
            "struct A { #[contract(min = 1)] x: B } #[derive(Contract)] struct B(String);",
            "bad_constraint 1:53 `min` speaks of numbers, and this is text",
        ),
        (
            "struct A { #[contract(const = 1)] x: String }",
            "bad_constraint 1:55 `const` holds 1, which the type refuses",
        ),
        (
            "#[contract(example = {\"x\": 300})] struct A { x: u8 }",
            "bad_example 1:62 the example {\"x\": 300} breaks the contract",
        ),
        (
            "struct A { #[contract(min = 5)] #[serde(default)] x: u8 }",
            "bad_example 1:71 the default 0 of `x` breaks the contract",
        ),
        (
            "struct A { x: Box<A> }",
            "recursive_alias 1:28 `A` holds itself in every value",
        ),
        (
            "struct A { #[serde(flatten)] x: std::collections::BTreeMap<String, u8> }",
            "flatten_open 1:50 the flattened map `x` lets any member in",
        ),
        (
            "struct A { #[serde(flatten)] x: u8 }",
            "flatten_type 1:50 `x` is flattened and is no object",
        ),
        (
            "struct A { #[serde(flatten)] x: B } #[derive(Contract)] enum B { C, D }",
            "flatten_type 1:50 `x` is flattened and is a text enum",
        ),
        (
            "struct A { y: u8, #[serde(flatten)] x: B } #[derive(Contract)] struct B { y: u8 }",
            "wire_clash 1:57 `x` and `y` both have the member `y`",
        ),
        (
            "struct A { y: u8, #[serde(rename = \"y\")] x: u8 }",
            "wire_clash 1:62 `x` and `y` are both `y` on the wire",
        ),
        (
            "#[serde(tag = \"t\")] enum A { B(u8) }",
            "tagged_newtype 1:50 `B` holds an integer (u8), which has no members to put the tag beside",
        ),
        (
            "#[serde(tag = \"t\")] enum A { B { t: u8 } }",
            "wire_clash 1:50 a member of `B` is named `t`, like the tag",
        ),
        (
            "enum A { B, #[serde(rename = \"B\")] C }",
            "wire_clash 1:56 `C` and `B` are both `B` on the wire",
        ),
        (
            "struct A { #[contract(nullable)] x: u8 }",
            "presence 1:54 `x` is no option, so it has one way to be there",
        ),
        (
            "struct A { x: Option<Option<u8>> }",
            "presence 1:32 `x` is an option of an option",
        ),
        (
            "struct A { #[serde(default = \"f\")] x: u8 } fn f() -> u8 { read() }",
            "unknown_default 1:56 the default of `x` cannot be read from the source: the function `read` is not found in the sources",
        ),
        (
            "#[contract(rule(name = \"r\", expr = \"x < z\"))] struct A { x: u8, y: u8 }",
            "bad_rule 1:74 rule `r` speaks of `z`, which is no field",
        ),
        (
            "#[contract(rule(name = \"r\", expr = \"x < y\"))] struct A { x: u8, y: String }",
            "bad_rule 1:74 rule `r`: a comparison of a number and text",
        ),
        (
            "struct C { #[serde(flatten)] a: A } #[derive(Contract)] #[serde(try_from = \"B\")] struct A { x: u8 } #[derive(Contract)] struct B { x: u8 }",
            "wire_mismatch ",
        ),
        (
            "#[contract(name = \"B\")] struct A { x: u8 } #[derive(Contract)] struct B { x: u8 }",
            "name_clash 1:91 `acme::B` and `acme::A` have one contract name, `B`",
        ),
        (
            "struct A(#[contract(min_length = 2)] String, u8); #[derive(Contract)] #[contract(min_items = 1)] struct B(u8, u8);",
            "bad_constraint 1:125 `min_items` speaks of lists, and this is a tuple of 2",
        ),
    ] {
        let scan = lib(&format!("#[derive(Contract)] {text}"));
        let found: Vec<String> = faults(&scan)
            .iter()
            .map(|f| f.replacen("src/lib.rs:", "", 1))
            .collect();
        assert!(
            found.first().is_some_and(|f| f.starts_with(expected)),
            "{text}\nfound {found:#?}"
        );
        assert!(
            scan.findings
                .iter()
                .all(|f| matches!(f.reporter, crate::Reporter::Table(..))),
            "{text}"
        );
    }
}

#[test]
fn unreadable_sources_are_told() {
    let found = scan("== src/lib.rs\nmod a;\nmod b;\n== src/a.rs\npub struct X {\n");
    assert_eq!(
        faults(&found),
        [
            "syntax_error src/a.rs:1:14 `src/a.rs` is no Rust: this bracket is not closed",
            "module_missing src/lib.rs:2:1 the file of module `b` is missing",
        ]
    );
    let found = scan("== src/main.rs\nfn main() {}");
    assert_eq!(
        faults(&found),
        ["module_missing  the root file `src/lib.rs` is missing"]
    );
}

#[test]
fn apis_are_judged() {
    for (operation, expected) in [
        (
            "#[get(\"/jobs\")] #[responds(200)] fn f(&self) -> F;",
            "api_path the path `/jobs` does not start with `/v1/`",
        ),
        (
            "#[get(\"/v1/x\")] #[responds(200)] fn f(&self, filter: Filter) -> F;",
            "api_parameter `filter` is an object, which has no one form in a query",
        ),
        (
            "#[get(\"/v1/x\")] #[responds(200)] fn f(&self) -> F; #[get(\"/v1/x\")] #[responds(200)] fn g(&self) -> G;",
            "api_clash `g` and `f` are both GET /v1/x",
        ),
        (
            "#[get(\"/v1/{id}\")] #[responds(200)] fn f(&self, id: Option<u8>) -> F;",
            "api_parameter `id` stands in the path, so it is always there",
        ),
        (
            "#[get(\"/v1/x\")] #[responds(200 => Missing)] fn f(&self) -> F;",
            "unresolved_type no type `Missing` is found from here",
        ),
    ] {
        let scan = lib(&format!(
            "#[derive(Contract)] struct Filter {{ a: u8 }} #[contractual::api] trait T {{ {operation} }}"
        ));
        let found: Vec<String> = scan
            .diagnostics()
            .map(|d| format!("{} {}", d.code, d.headline))
            .collect();
        assert!(
            found.first().is_some_and(|f| f.starts_with(expected)),
            "{operation}\nfound {found:#?}"
        );
    }
}

#[test]
fn the_outline_changes_with_what_the_model_depends_on_only() {
    let outline = |text: &str| {
        let text = text.to_owned();
        let read = move |path: &str| (path == "src/lib.rs").then(|| text.clone());
        let options = Options {
            crate_name: "acme".into(),
            roots: vec!["src/lib.rs".into()],
            ..Options::default()
        };
        Outline::read(&read, &options).text()
    };
    let base = "#[derive(Contract)] struct A { #[serde(default = \"f\")] x: u8 } fn f() -> u8 { 1 } fn g() { 2; } type T = u8;";
    assert_eq!(
        outline(base),
        outline(&base.replace("{ 2; }", "{ 3; /* more */ }"))
    );
    for (from, to) in [
        ("{ 1 }", "{ 2 }"),
        ("x: u8", "x: u16"),
        ("T = u8", "T = u9"),
        ("fn g", "struct B; fn g"),
    ] {
        assert_ne!(outline(base), outline(&base.replace(from, to)), "{to}");
    }
}

#[test]
fn lints_are_warnings_that_can_be_silenced_with_a_reason() {
    let scan = lib(r#"
        #[derive(Contract)] #[contract(version = 1)] pub struct A {
            x: u64, #[contract(max = 9007199254740991)] y: u64, z: i64,
            #[contract(allow(wide_integer, reason = "an opaque id"))] q: u64,
            bytes: Vec<u8>,
            #[serde(rename = "$ref")] r: u8,
            #[contract(pattern = "^a|b$")] p: String,
        }
        /// Documented.
        #[derive(Contract)] #[contract(version = 1)] #[serde(untagged)] pub enum B { C { a: u8 }, D { b: std::collections::BTreeMap<u8, u8> }, E(bool) }
        #[derive(Contract)] #[serde(tag = "t")] #[contract(allow(nested_tag, reason = "as it was"))] pub enum F { G(H) }
        #[derive(Contract)] pub enum H { I, J(u8) }
    "#);
    assert!(!scan.has_errors());
    let found: Vec<String> = faults(&scan)
        .iter()
        .map(|f| f.replacen("src/lib.rs:", "", 1))
        .collect();
    let starts = [
        "missing_docs 2:65",
        "wide_integer 3:13",
        "wide_integer 3:65",
        "bytes_as_numbers 5:13",
        "awkward_name 6:39",
        "loose_pattern 7:44",
        "untagged_objects 10:",
        "buffered_keys 10:",
    ];
    assert_eq!(found.len(), starts.len(), "{found:#?}");
    for (found, start) in found.iter().zip(starts) {
        assert!(found.starts_with(start), "{found}, expected {start}");
    }
}
