//! Types of the standard library, in the forms that serde gives them.

use std::borrow::Cow;
use std::cell::{Cell, RefCell};
use std::cmp::Reverse;
use std::collections::{BinaryHeap, HashSet, LinkedList, VecDeque};
use std::marker::PhantomData;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr, SocketAddrV4, SocketAddrV6};
use std::num::{NonZero, NonZeroI8, NonZeroI64, NonZeroU16, Saturating, Wrapping};
use std::ops::{Bound, Range, RangeFrom, RangeInclusive, RangeTo};
use std::rc::Rc;
use std::sync::{Arc, Mutex, RwLock};
use std::time::{Duration, SystemTime};

use contractual::Contract;
use serde::{Deserialize, Serialize};

/// Numbers in wrappers.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Not nothing.
    pub some: NonZeroU16,
    /// The same, as the generic type.
    pub more: NonZero<u8>,
    /// Either side of zero.
    pub shift: NonZeroI8,
    /// Either side of zero, or absent.
    #[contract(allow(wide_integer, reason = "the whole range is part of the cases"))]
    pub jump: Option<NonZeroI64>,
    /// Wraps around in Rust only.
    pub wrapping: Wrapping<u8>,
    /// Stops at its bounds in Rust only.
    pub saturating: Saturating<i16>,
    /// Sorts the other way in Rust only.
    pub reverse: Reverse<u8>,
    /// As wide as the machine, on every machine the same.
    #[contract(max = 9007199254740991)]
    pub size: usize,
    /// Single precision.
    pub ratio: f32,
}

/// Ranges and their ends.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Spans {
    /// Without its end.
    pub lines: Range<u32>,
    /// With its end.
    pub years: RangeInclusive<i16>,
    /// No end.
    pub rest: Option<RangeFrom<u8>>,
    /// No start.
    pub head: Option<RangeTo<u8>>,
    /// One end.
    pub limit: Bound<u8>,
    /// A range of other types.
    pub names: Vec<Range<Option<String>>>,
}

/// Lengths of time and moments, in serde's own form.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Timing {
    /// How long.
    #[contract(allow(rust_form, reason = "the form is part of the cases"))]
    pub took: Duration,
    /// Since when.
    #[contract(allow(rust_form, reason = "the form is part of the cases"))]
    pub since: Option<SystemTime>,
}

/// What came of it.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity, allow(rust_form, reason = "the form is part of the cases"))]
#[serde(deny_unknown_fields)]
pub struct Outcome {
    /// A number, or why there is none.
    pub answer: Result<u8, String>,
}

/// Addresses.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Endpoint {
    /// Four bytes.
    pub v4: Ipv4Addr,
    /// Sixteen bytes.
    pub v6: Ipv6Addr,
    /// Either.
    pub any: IpAddr,
    /// With a port.
    pub socket: Option<SocketAddr>,
    /// With a port.
    pub socket_v4: Option<SocketAddrV4>,
    /// With a port, and a scope if it has one.
    pub socket_v6: Option<SocketAddrV6>,
}

/// Pointers and cells do not show.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Held {
    /// On the heap.
    pub boxed: Box<u8>,
    /// Counted.
    pub shared: Rc<Vec<u16>>,
    /// Counted by all threads.
    #[contract(min_length = 1)]
    pub text: Arc<str>,
    /// Borrowed or not.
    #[contract(max_length = 3)]
    pub cow: Cow<'static, str>,
    /// Replaceable.
    #[contract(max = 9)]
    pub cell: Cell<u8>,
    /// Borrowed at run time.
    #[contract(max_items = 2)]
    pub list: RefCell<Vec<bool>>,
    /// Locked.
    #[contract(min_length = 1)]
    pub locked: Mutex<String>,
    /// Locked by many readers.
    pub read: RwLock<Option<u8>>,
    /// Nothing at all.
    #[serde(skip)]
    pub marker: PhantomData<u8>,
}

/// Lists of other kinds.
#[derive(Debug, Serialize, Deserialize, Contract)]
#[contract(entity)]
#[serde(deny_unknown_fields)]
pub struct Queues {
    /// Both ends.
    #[contract(max_items = 2, items(max = 9))]
    pub ring: VecDeque<u8>,
    /// Linked.
    #[contract(min_items = 1)]
    pub chain: LinkedList<String>,
    /// Sorted on the way out.
    pub heap: BinaryHeap<u16>,
    /// Without repeats.
    #[contract(max_items = 2)]
    pub names: HashSet<String>,
    /// Pairs without repeats.
    pub pairs: HashSet<(u8, bool)>,
}
