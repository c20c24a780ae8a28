//! What a step can see while it runs.

use crate::run::settings::Settings;

/// Around one step.
pub(crate) struct Context<'a> {
    pub(crate) settings: &'a Settings,
    pub(crate) masker: &'a crate::secrets::Masker,
    /// The step captures something.
    pub(crate) captures_any: bool,
    /// The step captures something out of JSON.
    pub(crate) captures_json: bool,
    #[cfg(feature = "http")]
    pub(crate) client: &'a crate::http::Client,
    #[cfg(feature = "postgres")]
    pub(crate) idle: &'a crate::sql::Idle,
}
