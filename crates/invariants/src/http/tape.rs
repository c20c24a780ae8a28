//! Recording and replaying answers of HTTP steps: one JSON file per request, named after method, URL and body.

use super::client::{Call, Reply};
use crate::answer::parse_answer;
use crate::context::Context;
use crate::value::Value;

/// The recorded answer, when the run replays; `None` when it does not.
pub(crate) fn replayed(call: &Call, ctx: &Context<'_>) -> Option<Result<(Reply, u32), String>> {
    let folder = ctx.settings.options.replay.as_ref()?;
    let path = folder.join(name_of(call));
    let read = || -> Result<(Reply, u32), String> {
        let bytes = crate::files::read_bytes(&path, crate::files::MAX_FILE_BYTES * 8)
            .map_err(|e| format!("nothing was recorded for this request: {e}"))?;
        let text =
            String::from_utf8(bytes).map_err(|_| format!("{} is not UTF-8", path.display()))?;
        let value = parse_answer(&text)
            .map_err(|e| format!("{}: {e}", path.display()))?
            .value;
        let status = match value.get("status") {
            Some(Value::Number(n)) => n.as_u64().and_then(|s| u16::try_from(s).ok()),
            _ => None,
        };
        let headers = match value.get("headers") {
            Some(Value::List(items)) => items
                .iter()
                .filter_map(|pair| {
                    Some((
                        pair.get("name")?.as_str()?.to_owned(),
                        pair.get("value")?.as_str()?.to_owned(),
                    ))
                })
                .collect(),
            _ => Vec::new(),
        };
        let body = value
            .get("body")
            .and_then(Value::as_str)
            .unwrap_or_default();
        let status =
            status.ok_or_else(|| format!("{} is not a recorded answer", path.display()))?;
        Ok((
            Reply {
                status,
                headers,
                body: body.as_bytes().to_vec(),
            },
            1,
        ))
    };
    Some(read())
}

/// Writes the answer down, when the run records. Secrets are masked; so are the values of cookies.
///
/// # Errors
/// The file cannot be written.
pub(crate) fn record(call: &Call, reply: &Reply, ctx: &Context<'_>) -> Result<(), String> {
    let Some(folder) = &ctx.settings.options.record else {
        return Ok(());
    };
    let text = |t: &str| Value::String(ctx.masker.mask(t));
    let headers = reply
        .headers
        .iter()
        .filter(|(n, _)| n != "set-cookie" && n != "content-encoding" && n != "content-length")
        .map(|(n, v)| {
            Value::Map(vec![
                ("name".to_owned(), text(n)),
                ("value".to_owned(), text(v)),
            ])
        })
        .collect();
    let tape = Value::Map(vec![
        ("method".to_owned(), text(call.method.as_str())),
        ("url".to_owned(), text(&call.url.text())),
        ("status".to_owned(), Value::Number(reply.status.into())),
        ("headers".to_owned(), Value::List(headers)),
        (
            "body".to_owned(),
            text(&String::from_utf8_lossy(&reply.body)),
        ),
    ]);
    let content = contractual_model::json::to_pretty(&tape.to_json());
    crate::files::write_atomically(&folder.join(name_of(call)), &content)
}

/// The host is no part of the name, so that a recording can be replayed for another target.
fn name_of(call: &Call) -> String {
    // FNV-1a, 64 bits: names, not security.
    let mut hash: u64 = 0xcbf2_9ce4_8422_2325;
    let body = call.body.as_deref().unwrap_or_default();
    for byte in call
        .method
        .as_str()
        .bytes()
        .chain(*b" ")
        .chain(call.url.target().bytes())
        .chain(*b"\n")
        .chain(body.iter().copied())
    {
        hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    let slug: String = call
        .url
        .path
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .take(40)
        .collect();
    format!(
        "{}{slug}-{hash:016x}.json",
        call.method.as_str().to_lowercase()
    )
}
