//! A small validator over the documents as they are written. It shares nothing with the decision procedure but patterns and
//! formats, so that a witness is judged by somebody else.

mod parts;
mod scalars;
mod validator;

pub(crate) use validator::{ANYTHING, Validator, Verdict};
