use crate::{ArtifactLinksResponse, ErrorResponse, JobId, JobResponse, JobSubmitRequest};

/// Submit jobs and fetch what they produce.
#[contractual::api(
    version = 1,
    server(url = "http://localhost:8000", description = "Local development"),
    tag(name = "jobs", description = "Job management")
)]
pub trait Jobs {
    /// Submit a job.
    #[post("/v1/jobs", tag = "jobs")]
    #[responds(
        202 => JobResponse {
            description = "Accepted.",
            header("Location", format = "uri-reference", required, description = "Where the job can be read."),
        },
        422 => ErrorResponse { description = "The request does not satisfy the contract." },
    )]
    async fn submit_job(&self, body: JobSubmitRequest) -> SubmitJob;

    /// Read a job.
    #[get("/v1/jobs/{job_id}", tag = "jobs")]
    #[responds(
        200 => JobResponse { description = "The job." },
        404 => ErrorResponse { description = "No such job." },
    )]
    async fn get_job(&self, job_id: JobId) -> GetJob;

    /// Links to what the job produced.
    #[get("/v1/jobs/{job_id}/artifact", tag = "jobs")]
    #[responds(
        200 => ArtifactLinksResponse { description = "The links." },
        202 => ErrorResponse { description = "The job has not finished." },
        404 => ErrorResponse { description = "No such job." },
    )]
    async fn get_job_artifact(&self, job_id: JobId) -> GetJobArtifact;
}
