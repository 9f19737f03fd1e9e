//! Reads sources and writes output.

use std::cell::RefCell;
use std::collections::BTreeMap;
use std::fs::{self, OpenOptions};
use std::io::{self, Read, Write};
use std::path::{Component, Path, PathBuf};
use std::time::SystemTime;

use crate::cli::exit::Stop;
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

/// `./a.flow` as `a.flow`: one file has one path, however it was typed.
pub fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
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
    let mut written = Vec::new();
    for (path, text) in files {
        match Temporary::write(path, text) {
            Ok(temporary) => written.push(temporary),
            Err(error) => return Err(cannot_write(path, &error)),
        }
    }
    for temporary in written {
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
        let name = target.file_name().unwrap_or_default().to_string_lossy();
        let path = target.with_file_name(format!(".{name}.{}.tmp", std::process::id()));
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path)?;
        let temporary = Self { path, target: target.to_owned() };
        file.write_all(text.as_bytes())?;
        file.flush()?;
        Ok(temporary)
    }

    fn persist(self) -> io::Result<()> {
        fs::rename(&self.path, &self.target)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        // After `persist` there is nothing left to remove.
        let _ = fs::remove_file(&self.path);
    }
}
