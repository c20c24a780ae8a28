//! Drift findings, on the part that changed.

use contractual_model::handshake::FindingClass;
use proc_macro2::TokenStream;
use quote::quote_spanned;

use crate::input::{Complaint, Input};
use crate::verify::{Standing, findings};

/// An error is a `compile_error!` on the part. A warning uses a deprecated constant there, the one way to a warning of rustc's that
/// works on the stable compiler. It stays a warning where the crate denies warnings: what a build wrote must not fail it.
///
/// ```text
/// #[warn(warnings, deprecated)]
/// const _: () = {
///     #[deprecated(note = "email: new optional field")]
///     const CONTRACT_DRIFT: () = ();
///     CONTRACT_DRIFT
/// };
/// ```
pub(super) fn drift(input: &Input, standing: &Standing) -> TokenStream {
    let Standing::Proven(candidates) = standing else {
        return TokenStream::new();
    };
    let mut out = TokenStream::new();
    for finding in findings(candidates, FindingClass::Error) {
        let complaint = Complaint::new(input.span_of_name(&finding.place), &finding.text);
        out.extend(complaint.to_tokens());
    }
    for finding in findings(candidates, FindingClass::Warning) {
        let note = &finding.text;
        let span = input.span_of_name(&finding.place).start;
        out.extend(quote_spanned! {span=>
            #[warn(warnings, deprecated)]
            const _: () = {
                #[deprecated(note = #note)]
                const CONTRACT_DRIFT: () = ();
                CONTRACT_DRIFT
            };
        });
    }
    out
}
