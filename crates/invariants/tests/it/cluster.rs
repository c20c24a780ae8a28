//! A PostgreSQL server to try things on: one named by `CONTRACTUAL_TEST_PG_URL` (a superuser of a scratch server), else a private
//! cluster on loopback, made from the server binaries of this machine. Uses the standard library only: benches share this file.

use std::fs;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

/// A server; a private one ends with the value.
pub(crate) struct Cluster {
    /// The URL of a superuser.
    pub(crate) url: String,
    private: Option<(PathBuf, PathBuf)>,
}

impl Cluster {
    /// The named server, or a private one in `folder`, which must be empty. `extra` are further options of the server: with some
    /// it is always a private one. `prepare` gets the data folder before the server starts.
    ///
    /// # Errors
    /// There is no server on this machine, or it does not start.
    pub(crate) fn start(
        folder: &Path,
        extra: &str,
        prepare: impl Fn(&Path),
    ) -> Result<Self, String> {
        if let Ok(url) = std::env::var("CONTRACTUAL_TEST_PG_URL")
            && extra.is_empty()
        {
            return Ok(Self { url, private: None });
        }
        let bin = server_binaries()?;
        let data = folder.join("data");
        let password = folder.join("password");
        let fault = |why: std::io::Error| format!("{}: {why}", folder.display());
        fs::write(&password, "pw-K7!x:/@z").map_err(fault)?;
        let _ = run_as_owner(Command::new("chmod").arg("755").arg(folder));
        give_away(folder);
        let words = "-A scram-sha-256 -U inv -E UTF8 --locale=C";
        run_as_owner(
            Command::new(bin.join("initdb"))
                .args(words.split(' '))
                .arg("-D")
                .arg(&data)
                .arg(format!("--pwfile={}", password.display())),
        )?;
        prepare(&data);
        give_away(folder);
        let listener = TcpListener::bind("127.0.0.1:0").map_err(fault)?;
        let port = listener.local_addr().map_err(fault)?.port();
        drop(listener);
        let options = format!(
            "-p {port} -c listen_addresses=127.0.0.1 -c unix_socket_directories={} -c fsync=off {extra}",
            folder.display()
        );
        run_as_owner(
            Command::new(bin.join("pg_ctl"))
                .args(["-w", "-t", "30", "-l"])
                .arg(folder.join("log"))
                .arg("-D")
                .arg(&data)
                .arg("-o")
                .arg(options)
                .arg("start"),
        )?;
        Ok(Self {
            url: format!("postgres://inv:pw-K7%21x%3A%2F%40z@127.0.0.1:{port}/postgres"),
            private: Some((data, bin)),
        })
    }
}

impl Drop for Cluster {
    fn drop(&mut self) {
        if let Some((data, bin)) = &self.private {
            let mut command = Command::new(bin.join("pg_ctl"));
            command.args(["-m", "immediate", "-D"]).arg(data);
            let _ = run_as_owner(command.arg("stop"));
        }
    }
}

fn server_binaries() -> Result<PathBuf, String> {
    let mut found: Vec<PathBuf> = fs::read_dir("/usr/lib/postgresql")
        .into_iter()
        .flatten()
        .flatten()
        .map(|entry| entry.path().join("bin"))
        .collect();
    found.sort();
    let paths = std::env::var_os("PATH").unwrap_or_default();
    found.extend(std::env::split_paths(&paths));
    found.extend(["/opt/homebrew/bin", "/usr/local/bin"].map(PathBuf::from));
    let best = found
        .into_iter()
        .rev()
        .find(|bin| bin.join("initdb").is_file() && bin.join("pg_ctl").is_file());
    best.ok_or_else(|| {
        "no PostgreSQL server on this machine: install one (`apt-get install postgresql`), or set CONTRACTUAL_TEST_PG_URL to a \
         superuser's URL of a scratch server"
            .to_owned()
    })
}

fn is_root() -> bool {
    let id = Command::new("id").arg("-u").output();
    id.is_ok_and(|o| o.stdout.trim_ascii() == b"0")
}

/// PostgreSQL refuses to run as root; then it runs as the user that its package made.
fn run_as_owner(command: &mut Command) -> Result<(), String> {
    let mut command = if is_root() {
        let mut wrapped = Command::new("runuser");
        wrapped
            .args(["-u", "postgres", "--"])
            .arg(command.get_program())
            .args(command.get_args());
        wrapped
    } else {
        let mut same = Command::new(command.get_program());
        same.args(command.get_args());
        same
    };
    // The server inherits these; pipes would never end.
    let status = command
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status();
    match status {
        Ok(status) if status.success() => Ok(()),
        other => Err(format!("{command:?}: {other:?}")),
    }
}

fn give_away(folder: &Path) {
    if is_root() {
        let _ = Command::new("chown")
            .args(["-R", "postgres"])
            .arg(folder)
            .status();
    }
}
