//! OpenAPI documents as contracts of messages: what a request or an answer may be, compared operation by operation.

mod compare;
mod hooks;
mod message;
mod model;
mod operations;
mod parameters;
mod read;
mod responses;
mod security;
mod spelling;

pub use compare::compare_openapi;
