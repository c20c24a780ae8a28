//! The job API of the worked example.

use contractual_model::{
    Api, Format, Header, Int, Method, Model, Operation, Parameter, ParameterPlace, Response, Type,
    TypeId,
};

use super::*;

pub fn jobs() -> Model {
    let outputs = with(list(reference("Output")), |c| {
        c.min_items = Some(1);
        c.unique = true;
    });
    let attempts = with(int(Int::U8), |c| {
        c.min = bound(1);
        c.max = bound(8);
    });
    let request = structure(
        "JobSubmitRequest",
        vec![
            field(
                "schema_version",
                with(text(), |c| c.constant = Some("1.0.0".into())),
            ),
            field(
                "name",
                with(text(), |c| {
                    c.min_length = Some(1);
                    c.max_length = Some(80);
                }),
            ),
            default("outputs", outputs, r#"["log"]"#),
            default("attempts", attempts, "1"),
            option("run_after", reference("Timestamp")),
            option("deadline", reference("Timestamp")),
        ],
    );
    let links = with(list(matching("^https://[!-~]+$")), |c| {
        c.min_items = Some(1);
        c.unique = true;
    });
    let mut model = model(vec![
        entity(docs(
            rule(request, "not_before_deadline", "run_after <= deadline"),
            "A request to run a job.",
        )),
        words(
            "Output",
            &[("Log", "log"), ("CoverageReport", "coverage_report")],
        ),
        alias("Timestamp", written(Format::Timestamp)),
        structure(
            "JobResponse",
            vec![
                field("job_id", reference("JobId")),
                field("state", reference("JobState")),
                option("error", reference("ErrorResponse")),
            ],
        ),
        alias("JobId", matching("^job_[0-9a-z]{4}$")),
        words(
            "JobState",
            &[
                ("Queued", "queued"),
                ("Running", "running"),
                ("Succeeded", "succeeded"),
                ("Failed", "failed"),
            ],
        ),
        structure(
            "ErrorResponse",
            vec![
                field("code", matching("^[A-Z][A-Z0-9_]+$")),
                field("message", with(text(), |c| c.min_length = Some(1))),
                field("retryable", Type::new(contractual_model::Kind::Bool)),
            ],
        ),
        structure(
            "ArtifactLinksResponse",
            vec![field("job_id", reference("JobId")), field("links", links)],
        ),
    ]);
    model.apis.push(api());
    model
}

fn api() -> Api {
    let job_id = || Parameter {
        ident: "job_id".to_owned(),
        name: "job_id".to_owned(),
        place: ParameterPlace::Path,
        ty: reference("JobId"),
        required: true,
        docs: "The job's identifier.".to_owned(),
    };
    let submit = operation(
        Method::Post,
        "/v1/jobs",
        "submit_job",
        "Submit a job",
        vec![
            response(202, "Accepted", "Accepted.", "JobResponse"),
            response(
                422,
                "Invalid",
                "The request does not satisfy the contract.",
                "ErrorResponse",
            ),
        ],
    );
    let location = Header {
        name: "Location".to_owned(),
        ty: written(Format::UriReference),
        required: true,
        description: "Where the job can be read.".to_owned(),
    };
    let mut submit = Operation {
        body: Some(reference("JobSubmitRequest")),
        ..submit
    };
    submit.responses[0].headers.push(location);
    let get = operation(
        Method::Get,
        "/v1/jobs/{job_id}",
        "get_job",
        "Read a job",
        vec![
            response(200, "Ok", "The job.", "JobResponse"),
            response(404, "NotFound", "No such job.", "ErrorResponse"),
        ],
    );
    let artifact = operation(
        Method::Get,
        "/v1/jobs/{job_id}/artifact",
        "get_job_artifact",
        "Links to what the job produced",
        vec![
            response(200, "Ok", "The links.", "ArtifactLinksResponse"),
            response(
                202,
                "Accepted",
                "The job has not finished.",
                "ErrorResponse",
            ),
            response(404, "NotFound", "No such job.", "ErrorResponse"),
        ],
    );
    Api {
        id: TypeId("acme::Jobs".to_owned()),
        name: "Jobs".to_owned(),
        major: 1,
        release: None,
        title: None,
        docs: "Submit jobs and fetch what they produce.".to_owned(),
        servers: Vec::new(),
        tags: vec![("jobs".to_owned(), "Job management".to_owned())],
        operations: vec![
            submit,
            Operation {
                parameters: vec![job_id()],
                ..get
            },
            Operation {
                parameters: vec![job_id()],
                ..artifact
            },
        ],
    }
}

pub fn operation(
    method: Method,
    path: &str,
    ident: &str,
    summary: &str,
    responses: Vec<Response>,
) -> Operation {
    Operation {
        ident: ident.to_owned(),
        method,
        path: path.to_owned(),
        tags: vec!["jobs".to_owned()],
        summary: summary.to_owned(),
        description: String::new(),
        parameters: Vec::new(),
        body: None,
        responses,
        public: false,
        deprecated: None,
    }
}

pub fn response(status: u16, variant: &str, description: &str, body: &str) -> Response {
    Response {
        status,
        variant: variant.to_owned(),
        description: description.to_owned(),
        body: Some(reference(body)),
        headers: Vec::new(),
    }
}
