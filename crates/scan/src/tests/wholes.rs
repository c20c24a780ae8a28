//! A whole API, generics, and files that several roots share.

use contractual_model::TypeId;

use super::{clean, fields, ids, lib, scan, scan_with};

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
