//! Names: serde's own case rules, and the names of artifacts. The only copy in the workspace.

/// serde's `rename_all` rules, to the letter.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[allow(missing_docs, reason = "the names are serde's own, see `name`")]
pub enum Case {
    Lower,
    Upper,
    Pascal,
    Camel,
    Snake,
    ScreamingSnake,
    Kebab,
    ScreamingKebab,
}

impl Case {
    /// All rules, in the order in which serde lists them.
    pub const ALL: [Case; 8] = [
        Self::Lower,
        Self::Upper,
        Self::Pascal,
        Self::Camel,
        Self::Snake,
        Self::ScreamingSnake,
        Self::Kebab,
        Self::ScreamingKebab,
    ];

    /// The text in `rename_all = "..."`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Lower => "lowercase",
            Self::Upper => "UPPERCASE",
            Self::Pascal => "PascalCase",
            Self::Camel => "camelCase",
            Self::Snake => "snake_case",
            Self::ScreamingSnake => "SCREAMING_SNAKE_CASE",
            Self::Kebab => "kebab-case",
            Self::ScreamingKebab => "SCREAMING-KEBAB-CASE",
        }
    }

    /// The rule of that name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|case| case.name() == name)
    }

    /// What serde makes of a variant's name (written in `PascalCase`).
    ///
    /// ```
    /// use contractual_model::naming::Case;
    /// assert_eq!(Case::Snake.variant("URLPath"), "u_r_l_path");
    /// assert_eq!(Case::Camel.variant("URLPath"), "uRLPath");
    /// assert_eq!(Case::Kebab.variant("RoyalMail2"), "royal-mail2");
    /// ```
    pub fn variant(self, name: &str) -> String {
        match self {
            Self::Pascal => name.to_owned(),
            Self::Lower => name.to_ascii_lowercase(),
            Self::Upper => name.to_ascii_uppercase(),
            Self::Camel => first(name, |c| c.to_ascii_lowercase()),
            Self::Snake => {
                let mut out = String::new();
                for (at, c) in name.char_indices() {
                    if at > 0 && c.is_uppercase() {
                        out.push('_');
                    }
                    out.push(c.to_ascii_lowercase());
                }
                out
            }
            Self::ScreamingSnake => Self::Snake.variant(name).to_ascii_uppercase(),
            Self::Kebab => Self::Snake.variant(name).replace('_', "-"),
            Self::ScreamingKebab => Self::ScreamingSnake.variant(name).replace('_', "-"),
        }
    }

    /// What serde makes of a field's name (written in `snake_case`).
    ///
    /// ```
    /// use contractual_model::naming::Case;
    /// assert_eq!(Case::Camel.field("line_1"), "line1");
    /// assert_eq!(Case::Camel.field("_lead"), "lead");
    /// ```
    pub fn field(self, name: &str) -> String {
        match self {
            Self::Lower | Self::Snake => name.to_owned(),
            Self::Upper | Self::ScreamingSnake => name.to_ascii_uppercase(),
            Self::Pascal => {
                let mut out = String::new();
                let mut capital = true;
                for c in name.chars() {
                    if c == '_' {
                        capital = true;
                    } else if capital {
                        out.push(c.to_ascii_uppercase());
                        capital = false;
                    } else {
                        out.push(c);
                    }
                }
                out
            }
            Self::Camel => first(&Self::Pascal.field(name), |c| c.to_ascii_lowercase()),
            Self::Kebab => name.replace('_', "-"),
            Self::ScreamingKebab => Self::ScreamingSnake.field(name).replace('_', "-"),
        }
    }
}

fn first(name: &str, change: fn(char) -> char) -> String {
    let mut chars = name.chars();
    chars.next().map(change).into_iter().chain(chars).collect()
}

/// A contract name in kebab case, as file names carry it: `JobSubmitRequest` is `job-submit-request`, `HTTPError2` is
/// `http-error2`, `PageOfNode` is `page-of-node`. Words end before a capital that follows a small letter or a digit, and before
/// the last capital of a run that is followed by a small letter.
///
/// ```
/// use contractual_model::naming::kebab;
/// assert_eq!(kebab("JobSubmitRequest"), "job-submit-request");
/// assert_eq!(kebab("HTTPError2"), "http-error2");
/// assert_eq!(kebab("background_mode"), "background-mode");
/// ```
pub fn kebab(name: &str) -> String {
    words(name, '-')
}

/// The same words joined by underscores: `JobSubmitRequest` is `job_submit_request`.
pub fn snake(name: &str) -> String {
    words(name, '_')
}

fn words(name: &str, joint: char) -> String {
    let chars: Vec<char> = name.chars().collect();
    let mut out = String::new();
    for (at, &c) in chars.iter().enumerate() {
        if !c.is_alphanumeric() {
            if !out.is_empty() && !out.ends_with(joint) {
                out.push(joint);
            }
            continue;
        }
        if c.is_uppercase() && at > 0 {
            let before = chars[at - 1];
            let after_small = before.is_lowercase() || before.is_numeric();
            let ends_run =
                before.is_uppercase() && chars.get(at + 1).is_some_and(|n| n.is_lowercase());
            if (after_small || ends_run) && !out.ends_with(joint) {
                out.push(joint);
            }
        }
        out.extend(c.to_lowercase());
    }
    out.trim_end_matches(joint).to_owned()
}

/// The name of an entity in file names: contract name in kebab case and major version, such as `job-response-v1`.
pub fn entity(name: &str, major: u32) -> String {
    format!("{}-v{major}", kebab(name))
}
