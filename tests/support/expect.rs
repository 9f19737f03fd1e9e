//! Files that hold what a test expects.

use std::{env, fs, path::Path};

/// Compares `actual` with the file at `path`; with `UPDATE_EXPECT=1` writes it there instead.
///
/// # Panics
/// Where they differ, showing the first line that does.
pub fn expect_file(path: &Path, actual: &str) {
    if updating() {
        if let Some(dir) = path.parent() {
            fs::create_dir_all(dir).expect("the directory can be made");
        }
        return fs::write(path, actual).expect("the file can be written");
    }
    let expected = fs::read_to_string(path).unwrap_or_default().replace("\r\n", "\n");
    if expected != actual {
        let shown = path.display();
        panic!(
            "{shown} differs{}; UPDATE_EXPECT=1 rewrites it",
            first_difference(&expected, actual)
        );
    }
}

/// Whether the files are to be rewritten.
pub fn updating() -> bool {
    env::var_os("UPDATE_EXPECT").is_some()
}

fn first_difference(expected: &str, actual: &str) -> String {
    let mut actual = actual.lines();
    let mut expected = expected.lines();
    for number in 1.. {
        match (expected.next(), actual.next()) {
            (None, None) => break,
            (left, right) if left == right => {}
            (left, right) => {
                let side = |line: Option<&str>| line.unwrap_or("(the end)").to_owned();
                return format!(
                    " in line {number}\n  expected: {}\n  actual:   {}\n",
                    side(left),
                    side(right)
                );
            }
        }
    }
    " in its last line end".to_owned()
}
