//! What an agent project generates besides its renders: guardrail files of bindings (specification 19) and the team
//! interface (20).

mod bindings;
mod guardrails;
mod interface;
mod patch;
mod renders;

pub use bindings::load_bindings;
pub use guardrails::{Generated, GuardrailInput, generate_guardrails};
pub use interface::{interface_document, interface_drifts, interface_text};
pub use patch::same_data;
