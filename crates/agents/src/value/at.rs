//! Where a value was written.

/// Where a value was written: file, line and column in eight bytes. Values that no file holds have the default place.
#[derive(Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct At(u64);

/// Bits of a line and of a column; the file has the other 16.
const PLACE_BITS: u32 = 24;
const PLACE_MASK: u64 = (1 << PLACE_BITS) - 1;

impl At {
    /// The place in a file. Lines and columns over 16 million are shown as that; a file number over 65,535 as none.
    pub fn new(file: u32, line: u32, column: u32) -> Self {
        let file = u16::try_from(file).map_or(0, u64::from);
        let [line, column] = [line, column].map(|one| u64::from(one).min(PLACE_MASK));
        Self(file << (2 * PLACE_BITS) | line << PLACE_BITS | column)
    }

    /// Number of the file in the [`Sources`](crate::load::Sources), from one; zero means no file.
    pub fn file(self) -> u32 {
        self.part(2)
    }

    /// Line, from one.
    pub fn line(self) -> u32 {
        self.part(1)
    }

    /// Column in characters, from one.
    pub fn column(self) -> u32 {
        self.part(0)
    }

    fn part(self, at: u32) -> u32 {
        u32::try_from(self.0 >> (at * PLACE_BITS) & PLACE_MASK).unwrap_or_default()
    }
}

impl std::fmt::Debug for At {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{}:{}:{}", self.file(), self.line(), self.column())
    }
}
