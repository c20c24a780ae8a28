//! Each engine reads these in its own way, or not at all.
use contractual::Contract;

#[derive(Contract)]
pub struct Record {
    #[contract(pattern = "^(?!x)[a-z]+$")]
    pub ahead: String,
    #[contract(pattern = "(?<=x)y")]
    pub behind: String,
    #[contract(pattern = r"^(a)\1$")]
    pub again: String,
    #[contract(pattern = "(?i)^abc$")]
    pub flag: String,
    #[contract(pattern = r"^\p{L}+$")]
    pub letters: String,
    #[contract(pattern = r"\Aabc\z")]
    pub ends: String,
    #[contract(pattern = "^[a-z$")]
    pub open: String,
    #[contract(pattern = "a{,3}")]
    pub count: String,
}

fn main() {}
