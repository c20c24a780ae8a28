//! A union has no JSON form.
#[derive(contractual::Contract)]
pub union Bits {
    pub a: u32,
    pub b: f32,
}

fn main() {}
