//! Versions and accepted changes from the outside: the commands edit sources, files and lists, and say what they did.

mod accepted;
mod ends;
mod next;
mod project;
