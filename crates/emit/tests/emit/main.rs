//! Emission as its callers see it: model in, files out, checked by the tools that read them.
#![allow(
    unreachable_pub,
    missing_docs,
    reason = "a test binary has no readers outside"
)]

mod examples;
mod extend;
mod golden;
mod job_api;
mod memory;
mod oddities;
mod reference;
mod speed;
mod support;
mod tools;
mod versions;
