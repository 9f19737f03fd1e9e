//! Reads sources and writes output.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use crate::cli::exit::Stop;
use crate::parallel;
use crate::source::Loader;

/// The argument that stands for standard input.
pub const STDIN: &str = "-";

/// The path standard input goes by in messages; its imports are found beside the working directory.
pub const STDIN_SHOWN: &str = "<stdin>";

/// What can be seen of a file without reading it; `None` where it cannot be found.
pub type Stamp = Option<(SystemTime, u64)>;

/// The present stamp of `path`.
pub fn stamp(path: &Path) -> Stamp {
    let data = fs::metadata(path).ok()?;
    Some((data.modified().ok()?, data.len()))
}

/// The disk, with a memory of every file asked for, so that all of them can be watched.
#[derive(Debug, Default)]
pub struct Disk {
    asked: RefCell<BTreeMap<PathBuf, Stamp>>,
}

impl Disk {
    /// Every path asked for, those that could not be read too, with its stamp before it was read.
    pub fn into_asked(self) -> BTreeMap<PathBuf, Stamp> {
        self.asked.into_inner()
    }
}

impl Loader for Disk {
    fn load(&self, path: &Path) -> Result<String, String> {
        self.asked.borrow_mut().entry(path.to_owned()).or_insert_with(|| stamp(path));
        let bytes = fs::read(path).map_err(|error| reason(path, &error))?;
        text(bytes)
    }
}

/// All of standard input.
pub fn read_stdin() -> Result<String, String> {
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).map_err(|error| error.to_string())?;
    text(bytes)
}

/// Why `path` cannot be read or written, as a person would say it.
fn reason(path: &Path, error: &io::Error) -> String {
    match error.kind() {
        _ if path.is_dir() => "it is a directory".to_owned(),
        io::ErrorKind::NotFound => "there is no such file".to_owned(),
        io::ErrorKind::PermissionDenied => "permission is denied".to_owned(),
        _ => error.to_string(),
    }
}

/// Spans count bytes in 32 bits.
const MAX_BYTES: usize = u32::MAX as usize;

fn text(bytes: Vec<u8>) -> Result<String, String> {
    if bytes.len() >= MAX_BYTES {
        return Err("it is larger than 4 GiB".to_owned());
    }
    String::from_utf8(bytes).map_err(|error| {
        let good = &error.as_bytes()[..error.utf8_error().valid_up_to()];
        let line = 1 + good.iter().filter(|byte| **byte == b'\n').count();
        format!("it is not UTF-8 text (line {line})")
    })
}

/// Writes all `files`, or none where one cannot be written: each goes to a temporary file beside
/// its place first, and moves only when all are there.
pub fn write_all(files: &[(PathBuf, String)]) -> Result<(), Stop> {
    let write = |(path, text): &(PathBuf, String)| {
        Temporary::write(path, text).map_err(|error| cannot_write(path, &error))
    };
    let written: Result<Vec<_>, Stop> = parallel::map(files, write).into_iter().collect();
    for temporary in written? {
        let target = temporary.target.clone();
        temporary.persist().map_err(|error| cannot_write(&target, &error))?;
    }
    Ok(())
}

fn cannot_write(path: &Path, error: &io::Error) -> Stop {
    Stop::because(format!("cannot write `{}`: {}", path.display(), reason(path, error)))
}

/// Makes the directory for output.
pub fn make_dir(dir: &Path) -> Result<(), Stop> {
    fs::create_dir_all(dir).map_err(|error| {
        let why = match error.kind() {
            io::ErrorKind::AlreadyExists | io::ErrorKind::NotADirectory => {
                "there is a file in its place".to_owned()
            }
            _ => error.to_string(),
        };
        Stop::because(format!("cannot make the directory `{}`: {why}", dir.display()))
    })
}

/// A file beside its target, removed unless it takes the target's place.
struct Temporary {
    path: PathBuf,
    target: PathBuf,
}

impl Temporary {
    fn write(target: &Path, text: &str) -> io::Result<Self> {
        if target.is_dir() {
            return Err(io::ErrorKind::IsADirectory.into());
        }
        let (mut file, path) = create_beside(target)?;
        let temporary = Self { path, target: target.to_owned() };
        if let Ok(replaced) = fs::metadata(target) {
            fs::set_permissions(&temporary.path, replaced.permissions())?;
        }
        file.write_all(text.as_bytes())?;
        file.flush()?;
        Ok(temporary)
    }

    fn persist(self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)
    }
}

/// Opens a new file in the directory of `target`. A name may be taken: process ids come again, and
/// a process that was killed leaves its file behind.
fn create_beside(target: &Path) -> io::Result<(fs::File, PathBuf)> {
    let name = target.file_name().unwrap_or_default().to_string_lossy();
    let process = std::process::id();
    let mut number = 0;
    loop {
        let path = target.with_file_name(format!(".{name}.{process}-{number}.tmp"));
        match OpenOptions::new().write(true).create_new(true).open(&path) {
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists && number < 1000 => {
                number += 1;
            }
            opened => return opened.map(|file| (file, path)),
        }
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After `persist` there is nothing left to remove.
        let _ = fs::remove_file(&self.path);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A directory of its own, removed at the end of the test.
    struct Dir(PathBuf);

    impl Dir {
        fn new(name: &str) -> Self {
            let dir = std::env::temp_dir().join(format!("flowc-{name}-{}", std::process::id()));
            fs::create_dir_all(&dir).expect("it can be made");
            Self(dir)
        }

        fn names(&self) -> Vec<String> {
            let entries = fs::read_dir(&self.0).expect("it can be listed");
            let name = |entry: io::Result<fs::DirEntry>| entry.expect("an entry").file_name();
            let mut names: Vec<String> =
                entries.map(|entry| name(entry).to_string_lossy().into_owned()).collect();
            names.sort();
            names
        }
    }

    impl Drop for Dir {
        fn drop(&mut self) {
            let _ = fs::remove_dir_all(&self.0);
        }
    }

    #[test]
    fn all_files_are_replaced() {
        let dir = Dir::new("replace");
        let files = [(dir.0.join("a"), "1".to_owned()), (dir.0.join("b"), "2".to_owned())];
        for _ in 0..2 {
            assert!(write_all(&files).is_ok());
            assert_eq!(dir.names(), ["a", "b"]);
        }
        assert_eq!(fs::read_to_string(dir.0.join("b")).expect("it is there"), "2");
    }

    #[test]
    fn nothing_is_written_where_one_file_cannot_be() {
        let dir = Dir::new("refuse");
        fs::create_dir_all(dir.0.join("taken")).expect("it can be made");
        let files = [(dir.0.join("a"), "1".to_owned()), (dir.0.join("taken"), "2".to_owned())];
        let Err(Stop::CouldNotRun(messages)) = write_all(&files) else {
            panic!("a directory was replaced")
        };
        assert!(messages[0].ends_with("taken`: it is a directory"), "{messages:?}");
        assert_eq!(dir.names(), ["taken"]);
    }

    #[test]
    fn names_left_behind_are_passed_over() {
        let dir = Dir::new("left");
        let target = dir.0.join("a");
        let (_, first) = create_beside(&target).expect("it can be made");
        let (_, second) = create_beside(&target).expect("it can be made");
        assert_ne!(first, second);
    }
}
