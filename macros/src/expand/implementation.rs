//! The implementations of the runtime's traits.

use std::fmt::Write as _;

use contractual_model::digest::identity;
use proc_macro2::TokenStream;
use quote::quote;

use super::{checks, defaults, fields, printed, proof};
use crate::generics::Argument;
use crate::input::Input;
use crate::verify::{Candidate, Standing};

/// ```text
/// impl Described for Job {
///     const IDENTITY: u128 = 0x1234;
///     const MEANING: u128 = 0x5678;
///     const ABOUT: Registration<'static> = Registration::of("acme::api::Job", "{..}", &_CONTRACTUAL_TYPES);
///     /* holds, seen */
/// }
/// impl Contract for Job {}
/// ```
///
/// Most of it has no place of its own that a message could name, and is printed as text: what rustc's lexer makes of a text costs a tenth
/// of the same tokens made one by one, in a macro that Cargo compiles without optimisation.
pub(super) fn implementation(input: &Input, standing: &Standing) -> TokenStream {
    let this = input.this();
    let declared = input.generics.declared();
    let demanded = input.generics.demanded(&quote!(_contractual::Described));
    let faulty = matches!(standing, Standing::Faulty);
    let mut text = constants(input, standing);
    if !faulty {
        text += &checks::checks(input);
    }
    let body = printed(&text);
    let instances = proof::of_instances(input, standing);
    let types = (input.is_generic() && !faulty).then(|| {
        let types = proof::described(input);
        quote!(const TYPES: &'static [_contractual::Describe] = &[#(#types),*];)
    });
    let describe = describe(input, faulty, !instances.is_empty());
    let schemars = schemars(&this, &declared, &demanded);
    quote! {
        #[automatically_derived]
        impl #declared _contractual::Described for #this #demanded {
            #body
            #types
            #instances
            #describe
        }

        #[automatically_derived]
        impl #declared _contractual::Contract for #this #demanded {}

        #schemars
    }
}

/// `describe`, where something has to be looked at whenever it is compiled.
fn describe(input: &Input, faulty: bool, instances: bool) -> TokenStream {
    let evaluate = instances.then(|| quote!(const { Self::PROOF };));
    let fields = match faulty {
        true => TokenStream::new(),
        false => fields::fields(input),
    };
    if evaluate.is_none() && fields.is_empty() {
        return TokenStream::new();
    }
    quote! {
        fn describe(into: &mut _contractual::Describer) -> _contractual::Type {
            #evaluate
            #fields
            into.contract(&Self::ABOUT)
        }
    }
}

/// `IDENTITY`, `MEANING` and `ABOUT`.
fn constants(input: &Input, standing: &Standing) -> String {
    let path = path(input, standing);
    let mut text = String::new();
    // Writing to a String cannot fail.
    let _ = match (standing, input.is_generic()) {
        (Standing::Proven(candidates), false) => {
            let own = |one: &Candidate| format!("{}u128", identity(&one.id, &[]));
            let identity = chosen(candidates, own);
            write!(text, "const IDENTITY: u128 = {identity}; ")
        }
        _ => {
            let arguments = arguments(input, |argument| match argument {
                Argument::Type(name) => format!("<{name} as _contractual::Described>::IDENTITY"),
                Argument::Const(name) => format!("_contractual::constant({name} as i128)"),
            });
            write!(
                text,
                "const IDENTITY: u128 = _contractual::identity({path}, &[{arguments}]); "
            )
        }
    };
    if let Some(meaning) = meaning(input, standing) {
        let _ = write!(text, "const MEANING: u128 = {meaning}; ");
    }
    let item = &input.canonical;
    let (types, defaults) = match input.is_generic() {
        true => ("Self::TYPES", "&[]"),
        false => ("&_CONTRACTUAL_TYPES", defaults::list(input, standing)),
    };
    let arguments = arguments(input, |argument| match argument {
        Argument::Type(name) => {
            format!("_contractual::Argument::Type(<{name} as _contractual::Described>::describe)")
        }
        Argument::Const(name) => format!("_contractual::Argument::Const({name} as i128)"),
    });
    let _ = write!(text, "const ABOUT: _contractual::Registration<'static> = ");
    let _ = match (arguments.as_str(), defaults) {
        ("", "&[]") => write!(
            text,
            "_contractual::Registration::of({path}, {item:?}, {types}); "
        ),
        _ => write!(
            text,
            "_contractual::Registration {{ path: {path}, item: {item:?}, slots: {types}, arguments: &[{arguments}], defaults: {defaults} }}; "
        ),
    };
    text
}

/// The arguments of an instance as the elements of a list.
fn arguments(input: &Input, print: impl Fn(Argument<'_>) -> String) -> String {
    let all: Vec<String> = input.generics.arguments().map(print).collect();
    all.join(", ")
}

/// What the candidate that stands here says, as [`proof::chosen`].
fn chosen(candidates: &[Candidate], of: impl Fn(&Candidate) -> String) -> String {
    match candidates {
        [one] => of(one),
        many => {
            let all: Vec<String> = many.iter().map(of).collect();
            format!("[{}][_CONTRACTUAL_AT]", all.join(", "))
        }
    }
}

/// The path of the item, a constant expression. Where it stands is proven beside the implementation.
fn path(input: &Input, standing: &Standing) -> String {
    match standing {
        Standing::Proven(candidates) => chosen(candidates, |one| format!("{:?}", one.id)),
        Standing::Free | Standing::Faulty => {
            let name = input.ident.to_string();
            let name = name.strip_prefix("r#").unwrap_or(&name);
            format!("::core::concat!(::core::module_path!(), \"::{name}\")")
        }
    }
}

/// What the type means, as the build script read it: what dependents compare with the model that they read. An instance of a generic type
/// means what its arguments mean.
fn meaning(input: &Input, standing: &Standing) -> Option<String> {
    if input.is_generic() {
        let mut sum = "0_u128".to_owned();
        for argument in input.generics.arguments() {
            if let Argument::Type(name) = argument {
                sum += &format!(".wrapping_add(<{name} as _contractual::Described>::MEANING)");
            }
        }
        return Some(sum);
    }
    match standing {
        Standing::Proven(candidates) => {
            Some(chosen(candidates, |one| format!("{}u128", one.meaning)))
        }
        Standing::Free | Standing::Faulty => None,
    }
}

/// `impl JsonSchema`, if the facade was built with the feature `schemars1`.
fn schemars(this: &TokenStream, declared: &TokenStream, demanded: &TokenStream) -> TokenStream {
    if !cfg!(feature = "schemars") {
        return TokenStream::new();
    }
    quote! {
        #[automatically_derived]
        impl #declared _contractual::schemars::JsonSchema for #this #demanded {
            fn schema_name() -> _contractual::Cow<'static, str> {
                _contractual::schema_name(<Self as _contractual::Contract>::__entry())
            }

            fn schema_id() -> _contractual::Cow<'static, str> {
                _contractual::schema_id(<Self as _contractual::Contract>::__entry())
            }

            fn json_schema(
                generator: &mut _contractual::schemars::SchemaGenerator,
            ) -> _contractual::schemars::Schema {
                _contractual::json_schema(<Self as _contractual::Contract>::__entry(), generator)
            }
        }
    }
}
