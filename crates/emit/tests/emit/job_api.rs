//! The job API of the worked example, whole.

use crate::support::{emitted, jobs::jobs, written_out};

#[test]
fn dump() {
    let emission = emitted(&jobs());
    written_out(&emission, "job-api");
}
