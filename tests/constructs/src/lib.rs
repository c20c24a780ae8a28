//! One module for each family of constructs. `cases/<Type>.accept.jsonl` and `.reject.jsonl` list values, one to a line, with the
//! verdict that the runtime, the schema file, the component, the Pydantic model and the TypeScript check must all give.
#![forbid(unsafe_code)]

pub mod abroad;
pub mod bodies;
pub mod constraints;
pub mod conversions;
pub mod directions;
pub mod enums;
pub mod fitted;
pub mod flatten;
pub mod foreign;
pub mod generics;
pub mod ledger;
pub mod maps;
pub mod names;
pub mod newtypes;
pub mod numbers;
pub mod presence;
pub mod relations;
pub mod shapes;
pub mod standard;
pub mod validators;

/// Every entity: its contract name, and a generic function for its type.
#[macro_export]
macro_rules! entities {
    ($of:ident) => {
        vec![
            ("ChronoTimes", $of::<$crate::foreign::ChronoTimes>),
            ("JiffTimes", $of::<$crate::foreign::JiffTimes>),
            ("Parts", $of::<$crate::foreign::Parts>),
            ("TimeTimes", $of::<$crate::foreign::TimeTimes>),
            ("Amount", $of::<$crate::enums::Amount>),
            ("ByGarde", $of::<$crate::validators::ByGarde>),
            ("ByValidator", $of::<$crate::validators::ByValidator>),
            ("Cart", $of::<$crate::constraints::Cart>),
            ("Colour", $of::<$crate::enums::Colour>),
            ("Command", $of::<$crate::enums::Command>),
            ("Contact", $of::<$crate::names::Contact>),
            ("Converted", $of::<$crate::conversions::Converted>),
            ("Counters", $of::<$crate::flatten::Counters>),
            ("Counts", $of::<$crate::standard::Counts>),
            ("Courier", $of::<$crate::enums::Courier>),
            ("CustomerId", $of::<$crate::newtypes::CustomerId>),
            ("Directory", $of::<$crate::maps::Directory>),
            ("Doubled", $of::<$crate::constraints::Doubled>),
            ("Endpoint", $of::<$crate::standard::Endpoint>),
            ("Event", $of::<$crate::enums::Event>),
            ("Expression", $of::<$crate::generics::Expression>),
            ("Fitted", $of::<$crate::fitted::Fitted>),
            ("Folder", $of::<$crate::generics::Folder>),
            ("Forms", $of::<$crate::constraints::Forms>),
            ("Handover", $of::<$crate::enums::Handover>),
            ("Held", $of::<$crate::standard::Held>),
            ("Ledger", $of::<$crate::ledger::Ledger>),
            ("Limits", $of::<$crate::constraints::Limits>),
            ("Chosen", $of::<$crate::constraints::Chosen>),
            ("Login", $of::<$crate::validators::Login>),
            ("Loose", $of::<$crate::enums::Loose>),
            ("Offer", $of::<$crate::enums::Offer>),
            ("Outcome", $of::<$crate::standard::Outcome>),
            ("Packed", $of::<$crate::fitted::Packed>),
            ("Palette", $of::<$crate::bodies::Palette>),
            ("Parcel", $of::<$crate::flatten::Parcel>),
            ("Payment", $of::<$crate::enums::Payment>),
            ("Profile", $of::<$crate::directions::Profile>),
            ("Queues", $of::<$crate::standard::Queues>),
            ("Reading", $of::<$crate::numbers::Reading>),
            ("Receipt", $of::<$crate::newtypes::Receipt>),
            ("Received", $of::<$crate::conversions::Received>),
            ("Report", $of::<$crate::relations::Report>),
            ("Settings", $of::<$crate::directions::Settings>),
            ("Shapes", $of::<$crate::shapes::Shapes>),
            ("Shelf", $of::<$crate::generics::Shelf>),
            ("Shipment", $of::<$crate::flatten::Shipment>),
            ("Shipped", $of::<$crate::conversions::Shipped>),
            ("Signup", $of::<$crate::validators::Signup>),
            ("Spans", $of::<$crate::standard::Spans>),
            ("Stock", $of::<$crate::maps::Stock>),
            ("Storage", $of::<$crate::generics::Storage>),
            ("Terms", $of::<$crate::presence::Terms>),
            ("TermsPatch", $of::<$crate::presence::TermsPatch>),
            ("Timing", $of::<$crate::standard::Timing>),
            ("Watch", $of::<$crate::abroad::Watch>),
        ]
    };
}
