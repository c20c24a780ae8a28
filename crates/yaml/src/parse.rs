//! The doors: text or bytes in, documents or all problems out.

use contractual_diag::{Diagnostic, SourceLoc};
use granit_parser::{Event, Parser};

use crate::build::Builder;
use crate::{Document, Documents, Options};

/// Reads bytes as UTF-8 and parses them; `file` is only a name, for the messages.
///
/// # Errors
/// All problems found, sorted by place.
pub fn parse_bytes(
    bytes: &[u8],
    file: &str,
    options: &Options,
) -> Result<Vec<Document>, Vec<Diagnostic>> {
    if bytes.len() > options.limits.max_bytes {
        return Err(vec![too_large(bytes.len(), file, options)]);
    }
    match std::str::from_utf8(bytes) {
        Ok(text) => parse(text, file, options),
        Err(error) => {
            let good = std::str::from_utf8(&bytes[..error.valid_up_to()]).unwrap_or("");
            let byte = bytes.get(error.valid_up_to()).copied().unwrap_or(0);
            Err(vec![
                Diagnostic::error("yaml_utf8", format!("byte {byte:#04x} is not UTF-8"))
                    .at(SourceLoc::of_offset(file, good, good.len()))
                    .fix("save the file as UTF-8"),
            ])
        }
    }
}

/// Parses one text into its documents; `file` is only a name, for the messages. An empty text is one null document.
///
/// # Errors
/// All problems found, sorted by place. A syntax error ends the reading, other problems do not.
pub fn parse(text: &str, file: &str, options: &Options) -> Result<Vec<Document>, Vec<Diagnostic>> {
    if text.len() > options.limits.max_bytes {
        return Err(vec![too_large(text.len(), file, options)]);
    }
    let (text, skipped) = match text.strip_prefix('\u{feff}') {
        Some(rest) => (rest, 3),
        None => (text, 0),
    };
    let nesting = options.limits.max_depth.min(250) + 2;
    let parser_options = granit_parser::options! {
        emit_unresolved_aliases: true,
        emit_comments: false,
        flow_nesting_limit: nesting,
        block_nesting_limit: nesting,
    };
    let mut builder = Builder::new(file, options, skipped);
    let mut parser = Parser::new_from_str_with_options(text, parser_options);
    while let Some(next) = parser.next_event() {
        match next {
            Ok((Event::StreamEnd, _)) => break,
            Ok((event, span)) => {
                if !builder.event(event, span) {
                    break;
                }
            }
            Err(error) => {
                let mark = error.marker();
                let at = SourceLoc::new(
                    file,
                    u32::try_from(mark.line()).unwrap_or(u32::MAX),
                    u32::try_from(mark.col() + 1).unwrap_or(u32::MAX),
                );
                if *error.kind() == granit_parser::ErrorKind::RecursionLimitExceeded {
                    builder.too_deep(at);
                    break;
                }
                let mut found = Diagnostic::error("yaml_syntax", lower_first(&error.info())).at(at);
                let line = text.lines().nth(mark.line().saturating_sub(1));
                if line.is_some_and(|line| line.trim_start_matches(' ').starts_with('\t')) {
                    found = found.fix("indent with spaces; YAML allows no tab there");
                }
                builder.report(found);
                break;
            }
        }
    }
    builder.finish()
}

/// Parses a text that holds one document.
///
/// # Errors
/// All problems found, sorted by place; a second document is one.
pub fn parse_one(text: &str, file: &str, options: &Options) -> Result<Document, Vec<Diagnostic>> {
    let options = Options {
        documents: Documents::One,
        ..*options
    };
    let mut documents = parse(text, file, &options)?;
    documents.pop().ok_or_else(Vec::new)
}

fn too_large(bytes: usize, file: &str, options: &Options) -> Diagnostic {
    let limit = options.limits.max_bytes;
    Diagnostic::error(
        "yaml_too_large",
        format!("the file has {bytes} bytes; {limit} are allowed"),
    )
    .at(SourceLoc::file(file))
    .why("the limit keeps a wrong file from using up the memory")
    .fix("split the file")
}

fn lower_first(text: &str) -> String {
    let mut chars = text.chars();
    let Some(first) = chars.next() else {
        return "the text is not YAML".to_owned();
    };
    let acronym = chars.clone().next().is_some_and(char::is_uppercase);
    let text = text.trim_end_matches('.');
    if acronym {
        return text.to_owned();
    }
    first.to_lowercase().chain(text.chars().skip(1)).collect()
}
