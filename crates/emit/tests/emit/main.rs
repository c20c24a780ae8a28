//! Emission as its callers see it: model in, files out, checked by the tools that read them.

mod job_api;
mod support;
