//! Undoing content codings within a size limit.

use std::io::Read;

/// The decoded body.
///
/// # Errors
/// What is wrong with the data; `None` stands for a body beyond the limit.
pub(crate) fn decode(
    body: Vec<u8>,
    codings: &str,
    limit: usize,
) -> Result<Vec<u8>, Option<String>> {
    let mut body = body;
    for coding in codings
        .split(',')
        .map(|c| c.trim().to_ascii_lowercase())
        .rev()
    {
        if body.is_empty() {
            break;
        }
        body = match coding.as_str() {
            "gzip" | "x-gzip" => read(flate2::read::MultiGzDecoder::new(&body[..]), "gzip", limit)?,
            "deflate" => {
                let zlib = read(flate2::read::ZlibDecoder::new(&body[..]), "deflate", limit);
                match zlib {
                    Err(Some(_)) => read(
                        flate2::read::DeflateDecoder::new(&body[..]),
                        "deflate",
                        limit,
                    )?,
                    other => other?,
                }
            }
            "br" => read(
                brotli_decompressor::Decompressor::new(&body[..], 64 * 1024),
                "br",
                limit,
            )?,
            // Unknown codings are left alone, as browsers do.
            _ => return Ok(body),
        };
    }
    Ok(body)
}

fn read(reader: impl Read, name: &str, limit: usize) -> Result<Vec<u8>, Option<String>> {
    let mut out = Vec::new();
    reader
        .take(limit as u64 + 1)
        .read_to_end(&mut out)
        .map_err(|_| {
            Some(format!(
                "the body is not {name} data, although the answer says so"
            ))
        })?;
    if out.len() > limit {
        Err(None)
    } else {
        Ok(out)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::io::Write;

    #[test]
    fn codings_are_undone_within_bounds() {
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
        gzip.write_all(&[b'a'; 100_000]).unwrap();
        let gzip = gzip.finish().unwrap();
        assert_eq!(
            decode(gzip.clone(), "gzip", 100_000).unwrap().len(),
            100_000
        );
        assert_eq!(decode(gzip.clone(), "GZIP", 99_999), Err(None));
        assert!(matches!(
            decode(gzip[..50].to_vec(), "gzip", 100_000),
            Err(Some(_))
        ));
        assert!(matches!(decode(b"plain".to_vec(), "br", 10), Err(Some(_))));
        assert_eq!(decode(b"x".to_vec(), "identity", 10).unwrap(), b"x");
        let mut raw = flate2::write::DeflateEncoder::new(Vec::new(), flate2::Compression::fast());
        raw.write_all(b"raw").unwrap();
        assert_eq!(
            decode(raw.finish().unwrap(), "deflate", 10).unwrap(),
            b"raw"
        );
    }
}
