//! One module for each family of constructs. `cases/<Type>.accept.jsonl` and `.reject.jsonl` list values, one to a line, with the
//! verdict that the runtime, the schema file, the component, the Pydantic model and the TypeScript check must all give.
#![forbid(unsafe_code)]

pub mod bodies;
pub mod constraints;
pub mod conversions;
pub mod directions;
pub mod enums;
pub mod flatten;
pub mod generics;
pub mod ledger;
pub mod maps;
pub mod names;
pub mod newtypes;
pub mod numbers;
pub mod presence;
pub mod relations;
pub mod standard;
