//! The disk: the only module of this crate that touches it.

use std::io::Write as _;
use std::path::Path;

use crate::load::{FileKind, Files};

/// Files that can also be written.
pub trait Disk: Files {
    /// Writes a file; missing folders are made if `folders` is true.
    ///
    /// # Errors
    /// The reason in words, without the path.
    fn write(
        &self,
        path: &Path,
        content: &[u8],
        executable: bool,
        folders: bool,
    ) -> Result<(), String>;

    /// Removes a file, if there is one.
    ///
    /// # Errors
    /// The reason in words, without the path.
    fn remove(&self, path: &Path) -> Result<(), String>;

    /// This as something to read from.
    fn files(&self) -> &dyn Files;
}

/// The disk of this machine.
#[derive(Debug, Clone, Copy, Default)]
pub struct RealDisk;

impl Files for RealDisk {
    fn kind(&self, path: &Path) -> Option<FileKind> {
        let data = std::fs::metadata(path).ok()?;
        if data.is_file() {
            Some(FileKind::File)
        } else if data.is_dir() {
            Some(FileKind::Folder)
        } else {
            None
        }
    }

    fn read(&self, path: &Path) -> Result<Vec<u8>, String> {
        const LIMIT: u64 = 64 << 20;
        let length = std::fs::metadata(path)
            .map_err(|error| reason(&error))?
            .len();
        if length > LIMIT {
            return Err(format!("the file has {length} bytes; {LIMIT} are allowed"));
        }
        std::fs::read(path).map_err(|error| reason(&error))
    }

    fn list(&self, path: &Path) -> Result<Vec<String>, String> {
        let mut names = Vec::new();
        for entry in std::fs::read_dir(path).map_err(|error| reason(&error))? {
            let entry = entry.map_err(|error| reason(&error))?;
            names.extend(entry.file_name().into_string().ok());
        }
        names.sort();
        Ok(names)
    }
}

impl Disk for RealDisk {
    fn write(
        &self,
        path: &Path,
        content: &[u8],
        executable: bool,
        folders: bool,
    ) -> Result<(), String> {
        if folders && let Some(folder) = path.parent() {
            std::fs::create_dir_all(folder).map_err(|error| reason(&error))?;
        }
        let mut file = std::fs::File::create(path).map_err(|error| reason(&error))?;
        file.write_all(content).map_err(|error| reason(&error))?;
        if executable {
            make_executable(path).map_err(|error| reason(&error))?;
        }
        Ok(())
    }

    fn remove(&self, path: &Path) -> Result<(), String> {
        match std::fs::remove_file(path) {
            Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(reason(&error)),
            _ => Ok(()),
        }
    }

    fn files(&self) -> &dyn Files {
        self
    }
}

#[cfg(unix)]
fn make_executable(path: &Path) -> std::io::Result<()> {
    use std::os::unix::fs::PermissionsExt as _;
    std::fs::set_permissions(path, std::fs::Permissions::from_mode(0o755))
}

#[cfg(not(unix))]
fn make_executable(_: &Path) -> std::io::Result<()> {
    Ok(())
}

fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file or directory".to_owned(),
        std::io::ErrorKind::PermissionDenied => "permission denied".to_owned(),
        _ => error.to_string(),
    }
}

/// A time as `generated_at` writes it: UTC with milliseconds, `2026-01-31T08:00:00.000Z`. Times before 1970 are 1970.
pub fn timestamp(time: std::time::SystemTime) -> String {
    let since = time
        .duration_since(std::time::UNIX_EPOCH)
        .unwrap_or_default();
    let (days, seconds) = (since.as_secs() / 86_400, since.as_secs() % 86_400);
    // Days to a date of the Gregorian calendar, counted in eras of 400 years that begin in March.
    let shifted = days + 719_468;
    let (era, day_of_era) = (shifted / 146_097, shifted % 146_097);
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let month = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * month + 2) / 5 + 1;
    let month = if month < 10 { month + 3 } else { month - 9 };
    let year = year_of_era + era * 400 + u64::from(month <= 2);
    let (hour, minute, second) = (seconds / 3_600, seconds / 60 % 60, seconds % 60);
    let millisecond = since.subsec_millis();
    format!("{year:04}-{month:02}-{day:02}T{hour:02}:{minute:02}:{second:02}.{millisecond:03}Z")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::time::{Duration, UNIX_EPOCH};

    #[test]
    fn timestamps_are_dates() {
        for (seconds, text) in [
            (0, "1970-01-01T00:00:00.500Z"),
            (951_782_400, "2000-02-29T00:00:00.500Z"),
            (1_798_761_599, "2026-12-31T23:59:59.500Z"),
        ] {
            assert_eq!(
                timestamp(UNIX_EPOCH + Duration::from_millis(seconds * 1000 + 500)),
                text
            );
        }
    }
}
