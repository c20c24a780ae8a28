//! Answers of operations: what the response enums of `#[contractual::api]` turn into.

use serde::Serialize;

use crate::described::Described;
use crate::to_json::to_json;
use crate::violation::{Violation, Violations};

/// A response enum made by `#[contractual::api]`: everything that one operation may answer.
pub trait Respond {
    /// The answer as it goes to the caller.
    fn answer(&self) -> Answer;
}

/// An answer: status, headers and a JSON body, each checked against the contract when it was made.
#[derive(Debug, Clone)]
pub struct Answer {
    status: u16,
    headers: Vec<(&'static str, String)>,
    body: Option<Result<String, Violations>>,
}

impl Answer {
    #[doc(hidden)]
    pub fn new(status: u16) -> Self {
        Self {
            status,
            headers: Vec::new(),
            body: None,
        }
    }

    #[doc(hidden)]
    #[must_use]
    pub fn body<T: Body + ?Sized>(mut self, body: &T) -> Self {
        self.body = Some(body.text());
        self
    }

    #[doc(hidden)]
    #[must_use]
    pub fn header<T: Serialize + ?Sized>(mut self, name: &'static str, value: &T) -> Self {
        use contractual_model::json::{Json, to_line};
        match to_json(value) {
            Ok(Json::Null) | Err(_) => {}
            Ok(Json::String(text)) => self.headers.push((name, text)),
            Ok(other) => self.headers.push((name, to_line(&other))),
        }
        self
    }

    /// Status code.
    pub fn status(&self) -> u16 {
        self.status
    }

    /// Headers by name, in the order of the contract. Optional headers without a value are not among them.
    pub fn headers(&self) -> &[(&'static str, String)] {
        &self.headers
    }

    /// The body as JSON text; `None` for an answer without one.
    ///
    /// # Errors
    /// If the value does not meet its own contract: it must not be sent.
    pub fn json(&self) -> Option<Result<&str, &Violations>> {
        self.body
            .as_ref()
            .map(|body| body.as_ref().map(String::as_str))
    }
}

/// A value that can be the body of an answer.
#[doc(hidden)]
pub trait Body {
    /// Its JSON text, if it meets its contract.
    fn text(&self) -> Result<String, Violations>;
}

impl<T: Described + Serialize + ?Sized> Body for T {
    fn text(&self) -> Result<String, Violations> {
        if !self.holds() {
            crate::read::check(crate::entry::entry::<T>(), self)?;
        }
        serde_json::to_string(self).map_err(|error| {
            let found = Violation::new("", "serde", "a value that JSON can say", error.to_string());
            Violations::new("body", vec![found])
        })
    }
}
