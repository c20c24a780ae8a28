//! What a step saw, for captures and for assertions that do not depend on its kind.

use crate::answer::parse_answer;
use crate::context::Context;
use crate::document::{Capture, CaptureFrom, More};
use crate::json_path::JsonPath;
use crate::judge::Judge;
use crate::pattern::Pattern;
use crate::value::Value;

/// What a step saw.
#[derive(Debug, Clone, Default)]
pub(crate) struct Observed {
    /// The body, or standard output.
    pub(crate) text: String,
    /// The text as JSON, or the rows; `Err` says why there is none.
    pub(crate) json: Option<Result<Value, String>>,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) status: Option<u16>,
}

impl Observed {
    pub(crate) fn of_text(text: &str, as_json: bool) -> Self {
        Self {
            json: as_json
                .then(|| parse_answer(text.trim_start_matches('\u{feff}')).map(|a| a.value)),
            text: text.to_owned(),
            ..Self::default()
        }
    }

    /// The assertions that all kinds of step share.
    pub(crate) fn judge_more(
        &self,
        more: &More,
        root: &str,
        judge: &mut Judge<'_>,
        ctx: &Context<'_>,
    ) {
        if !more.needs_json() {
            return;
        }
        match &self.json {
            Some(Ok(value)) => {
                judge.judge_value(more, value, root);
                self.judge_schemas(more, value, judge, ctx);
            }
            Some(Err(reason)) => judge.fail(
                first_json_key(more),
                &format!("{root} is not JSON: {reason}"),
            ),
            None => judge.fail(first_json_key(more), &format!("{root} is not JSON")),
        }
    }

    fn judge_schemas(&self, more: &More, value: &Value, judge: &mut Judge<'_>, ctx: &Context<'_>) {
        const NONE: &str = "this build of the runner has no schema validator";
        if let Some(schema) = &more.json_schema {
            let outcome = match (&ctx.settings.schemas, read_schema(schema, ctx)) {
                (_, Err(reason)) => Err(reason),
                (Some(source), Ok(schema)) => {
                    source.check_schema(&schema.to_json(), &value.to_json())
                }
                (None, Ok(_)) => Err(NONE.to_owned()),
            };
            judge.violations("json_schema", outcome);
        }
        if let Some(name) = &more.contract {
            let outcome = match &ctx.settings.schemas {
                Some(source) => source.check_contract(name, &value.to_json()),
                None => Err(NONE.to_owned()),
            };
            judge.violations("contract", outcome);
        }
    }

    /// The value of a capture.
    ///
    /// # Errors
    /// Why there is none.
    pub(crate) fn capture(&self, capture: &Capture) -> Result<Value, String> {
        match &capture.from {
            CaptureFrom::Json(path) => {
                let value = match &self.json {
                    Some(Ok(value)) => value,
                    Some(Err(reason)) => {
                        return Err(format!("there is no JSON to take it from: {reason}"));
                    }
                    None => return Err("there is no JSON to take it from".to_owned()),
                };
                match JsonPath::parse(path)?.find(value)[..] {
                    [] => Err(format!("nothing is found at {path}")),
                    [(_, found)] => Ok(found.clone()),
                    ref many => Err(format!(
                        "{} values are found at {path}, which one is meant?",
                        many.len()
                    )),
                }
            }
            CaptureFrom::Header(name) => self
                .headers
                .iter()
                .find(|(n, _)| n.eq_ignore_ascii_case(name))
                .map(|(_, v)| Value::String(v.clone()))
                .ok_or_else(|| format!("there is no header {name}")),
            CaptureFrom::Status => self
                .status
                .map(|s| Value::Number(s.into()))
                .ok_or_else(|| "there is no status code".to_owned()),
            CaptureFrom::Regex(text) => Pattern::new(text)?
                .first_group(&self.text)
                .map(Value::from)
                .ok_or_else(|| format!("`{text}` is not found")),
            CaptureFrom::Text => Ok(Value::from(self.text.trim())),
        }
    }
}

fn first_json_key(more: &More) -> &'static str {
    if !more.asserts.is_empty() {
        "assert"
    } else if more.json_contains.is_some() {
        "json_contains"
    } else if more.json_not.is_some() {
        "json_not"
    } else if more.json_schema.is_some() {
        "json_schema"
    } else {
        "contract"
    }
}

/// A schema that is written in place, or the path of a file relative to the working directory.
fn read_schema(schema: &Value, ctx: &Context<'_>) -> Result<Value, String> {
    let Value::String(path) = schema else {
        return Ok(schema.clone());
    };
    let bytes = crate::files::read_bytes(
        &ctx.settings.options.root.join(path),
        crate::files::MAX_FILE_BYTES,
    )?;
    let text = String::from_utf8(bytes).map_err(|_| format!("`{path}` is not UTF-8"))?;
    parse_answer(&text)
        .map(|a| a.value)
        .map_err(|e| format!("`{path}` is not JSON: {e}"))
}
