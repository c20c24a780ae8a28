//! The template language: Handlebars 4.7 as existing projects use it (specification 16), with bounds.
//!
//! This is an implementation of its own, because templates of existing projects must render to the same bytes: the
//! well-kept Rust crate differs from Handlebars 4.7 in escaping, in standalone lines, in what is false, in block
//! parameters, in how values print and in which templates are refused. Text becomes a tree ([`parse`]), the tree loses
//! its insignificant white space, and a renderer walks it. Templates cannot read files; steps, depth and output are
//! bounded ([`Bounds`]).

mod ast;
mod helpers;
mod lexer;
mod parse;
mod render;
mod whitespace;

pub use parse::{Template, TemplateError};
pub(crate) use render::Val;
pub use render::{Bounds, RenderOptions};
