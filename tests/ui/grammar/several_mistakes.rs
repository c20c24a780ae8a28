//! All mistakes of an item are reported at once, and the implementations are there all the same.
use contractual::Contract;

#[derive(Contract)]
#[contract(verison = 1)]
pub struct Record {
    #[contract(min_lenght = 1)]
    pub name: String,
    #[contract(pattern = "^[a-z]+(?=x)$")]
    pub code: String,
    #[contract(max = "9")]
    pub level: u8,
    #[contract(multiple_of = 0)]
    pub step: i32,
}

fn needs<T: Contract>() {}

fn main() {
    needs::<Record>();
}
