//! Not a contract type, outside of every scanned item.
use contractual::Contract;

struct Plain;

fn needs<T: Contract>() {}

fn main() {
    needs::<Plain>();
    needs::<String>();
}
