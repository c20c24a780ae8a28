//! The table of the build script, read once per compiler process.

use std::collections::HashMap;
use std::fs;
use std::sync::{Mutex, OnceLock, PoisonError};

use contractual_model::handshake::{self, Line, Table};

use super::surroundings::{Surroundings, TableAt};

/// Largest table that is read: a million entries.
const MAX_BYTES: u64 = 1 << 30;

/// A table in memory, for as long as the process lives.
#[derive(Debug)]
pub(crate) struct Loaded {
    table: Table<'static>,
    roots: Vec<String>,
    by_ident: HashMap<&'static str, Vec<usize>>,
    /// Files are told by the end of their path.
    by_end: bool,
}

/// Why there is no table although one was announced.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Problem(pub(crate) String);

impl Loaded {
    /// Reads a table. The text is leaked: a compiler process reads one table, and needs it to its end.
    pub(crate) fn read(text: String) -> Result<Self, Problem> {
        let text: &'static str = String::leak(text);
        let broken =
            |what: String| Problem(format!("the table of the build script is damaged: {what}"));
        let table = Table::read(text).map_err(|error| broken(error.to_string()))?;
        let roots = table.roots().map_err(|error| broken(error.to_string()))?;
        let mut by_ident: HashMap<_, Vec<usize>> = HashMap::new();
        for (at, line) in table.entries.iter().enumerate() {
            by_ident.entry(line.ident).or_default().push(at);
        }
        Ok(Self {
            table,
            roots,
            by_ident,
            by_end: false,
        })
    }

    /// Name of the library that the table was made for.
    pub(crate) fn crate_name(&self) -> &str {
        self.table.crate_name
    }

    /// True if the file stands in or below the folder of a scanned root.
    pub(crate) fn covers(&self, file: &str) -> bool {
        self.by_end
            || self.roots.iter().any(|root| {
                root == file
                    || root
                        .rsplit_once('/')
                        .is_some_and(|(folder, _)| file.starts_with(&format!("{folder}/")))
            })
    }

    /// The entries of items of that name in that file, or anywhere if the file is not known.
    pub(crate) fn entries(&self, file: Option<&str>, ident: &str) -> Vec<Line<'static>> {
        let known = self
            .by_ident
            .get(ident)
            .map(Vec::as_slice)
            .unwrap_or_default();
        known
            .iter()
            .filter_map(|at| self.table.entries.get(*at))
            .filter(|line| file.is_none_or(|file| self.is_file(line.file, file)))
            .copied()
            .collect()
    }

    fn is_file(&self, listed: &str, asked: &str) -> bool {
        listed == asked || (self.by_end && asked.ends_with(&format!("/{listed}")))
    }
}

/// The table of this compilation: `None` if none was announced.
pub(crate) fn load(around: &Surroundings) -> Option<Result<&'static Loaded, Problem>> {
    type Known = Mutex<HashMap<String, Result<&'static Loaded, Problem>>>;
    static KNOWN: OnceLock<Known> = OnceLock::new();
    let at = around.table.as_ref()?;
    let key = format!("{at:?} {:?}", around.handshake);
    let mut known = KNOWN
        .get_or_init(Known::default)
        .lock()
        .unwrap_or_else(PoisonError::into_inner);
    let loaded = known.entry(key).or_insert_with(|| {
        open(at, around.handshake.as_deref()).map(|loaded| &*Box::leak(Box::new(loaded)))
    });
    Some(loaded.clone())
}

fn open(at: &TableAt, announced: Option<&str>) -> Result<Loaded, Problem> {
    let (TableAt::OutDir(path) | TableAt::Named(path)) = at;
    let unreadable = |what: String| {
        Problem(format!(
            "the table of the build script, {}, cannot be read: {what}",
            path.display()
        ))
    };
    let size = fs::metadata(path)
        .map_err(|error| unreadable(error.to_string()))?
        .len();
    if size > MAX_BYTES {
        return Err(unreadable(format!(
            "{size} bytes are more than the {MAX_BYTES} allowed"
        )));
    }
    let text = fs::read_to_string(path).map_err(|error| unreadable(error.to_string()))?;
    if !Table::is_whole(&text) {
        return Err(Problem(
            "the table of the build script was changed after it was written".to_owned(),
        ));
    }
    let mut loaded = Loaded::read(text)?;
    match at {
        TableAt::Named(_) => loaded.by_end = true,
        TableAt::OutDir(_) => {
            let found = handshake::variable(loaded.table.generation);
            if announced != Some(found.as_str()) {
                return Err(Problem(format!(
                    "the table of the build script is of another run: it is {found}, announced was {}",
                    announced.unwrap_or("none")
                )));
            }
        }
    }
    Ok(loaded)
}

#[cfg(test)]
mod tests {
    use contractual_model::handshake::{Entry, Handshake};

    use super::*;

    /// The table of one item, its announced variable, and the problem of opening what `change` makes of its text.
    fn problem(change: impl FnOnce(&str, &str) -> (String, String)) -> Option<String> {
        let entry = Entry {
            file: "src/lib.rs".into(),
            ident: "Job".into(),
            module: String::new(),
            digest: 1,
            id: "acme::Job".into(),
            test_only: false,
            meaning: None,
            slots: Vec::new(),
            findings: Vec::new(),
            canonical: "{}".into(),
        };
        let (text, generation) = Handshake {
            crate_name: "acme".into(),
            entries: vec![entry],
            ..Handshake::default()
        }
        .write();
        let (text, announced) = change(&text, &handshake::variable(generation));
        let number = std::thread::current().id();
        let path = std::env::temp_dir().join(format!(
            "contractual-table-{}-{number:?}",
            std::process::id()
        ));
        fs::write(&path, text).expect("the temporary folder can be written");
        let opened = open(&TableAt::OutDir(path.clone()), Some(&announced));
        let _ = fs::remove_file(path);
        opened.err().map(|problem| problem.0)
    }

    #[test]
    fn a_table_of_this_build_is_read() {
        assert_eq!(
            problem(|text, announced| (text.to_owned(), announced.to_owned())),
            None
        );
    }

    #[test]
    fn a_stale_table_is_refused() {
        let stale = problem(|text, _| {
            (
                text.to_owned(),
                "1:00000000000000000000000000000007".to_owned(),
            )
        });
        let stale = stale.expect("another generation was announced");
        assert!(
            stale.contains("of another run") && stale.contains("announced was 1:0000"),
            "{stale}"
        );
    }

    #[test]
    fn a_damaged_table_is_refused() {
        let changed = problem(|text, announced| (text.replace("Job", "Bob"), announced.to_owned()));
        assert!(
            changed
                .expect("it was changed")
                .contains("changed after it was written")
        );
        let cut =
            problem(|text, announced| (text[..text.len() / 2].to_owned(), announced.to_owned()));
        assert!(cut.is_some());
        let missing = open(&TableAt::OutDir("/nowhere/handshake".into()), None);
        assert!(
            missing
                .expect_err("there is no such file")
                .0
                .contains("cannot be read")
        );
    }
}
