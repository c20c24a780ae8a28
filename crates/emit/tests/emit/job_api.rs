//! The job API of the worked example, whole.

use crate::support::{emitted, jobs::jobs};
use crate::tools;

#[test]
fn python_and_openapi_tools_accept_it() {
    let folder = tools::written_out(&emitted(&jobs()), "job-api");
    tools::check_project(&folder);
}
