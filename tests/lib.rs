//! This package is its tests (`main.rs`). The library holds what only rustdoc can test: the examples of the first page and of the guide.
#![forbid(unsafe_code)]

macro_rules! pages {
    ($($page:ident: $path:literal,)*) => {$(
        #[cfg(doctest)]
        #[doc = include_str!($path)]
        mod $page {}
    )*};
}

pages! {
    readme: "../README.md",
    first: "../docs/guide/src/contracts/README.md",
    types: "../docs/guide/src/contracts/types.md",
    presence: "../docs/guide/src/contracts/presence.md",
    constraints: "../docs/guide/src/contracts/constraints.md",
    rules: "../docs/guide/src/contracts/rules.md",
}
