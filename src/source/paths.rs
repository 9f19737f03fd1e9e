//! Where an import points to.

use std::path::{Component, Path, PathBuf};

/// The path of the file that `from` imports as `import`: relative to the directory of `from`,
/// without `.` and with `..` taken where the part before it is known.
#[must_use]
pub fn import_path(from: &Path, import: &str) -> PathBuf {
    let mut path = tidy(from.parent().unwrap_or(Path::new("")));
    for part in Path::new(import).components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if ends_in_name(&path) => {
                path.pop();
            }
            part => path.push(part),
        }
    }
    path
}

/// `./a.flow` as `a.flow`: one file has one path, however it was typed.
#[must_use]
pub fn tidy(path: &Path) -> PathBuf {
    path.components().filter(|part| *part != Component::CurDir).collect()
}

fn ends_in_name(path: &Path) -> bool {
    matches!(path.components().next_back(), Some(Component::Normal(_)))
}

#[cfg(test)]
mod tests {
    use super::import_path;
    use std::path::Path;

    #[test]
    fn imports_are_beside_the_importing_file() {
        let of = |from: &str, import: &str| import_path(Path::new(from), import);
        assert_eq!(of("a.flow", "./b.flow"), Path::new("b.flow"));
        assert_eq!(of("./a.flow", "b.flow"), Path::new("b.flow"));
        assert_eq!(of("dir/a.flow", "b.flow"), Path::new("dir/b.flow"));
        assert_eq!(of("dir/a.flow", "../b.flow"), Path::new("b.flow"));
        assert_eq!(of("a.flow", "../lib/b.flow"), Path::new("../lib/b.flow"));
        assert_eq!(of("../a.flow", "../b.flow"), Path::new("../../b.flow"));
        assert_eq!(of("/x/a.flow", "/lib/b.flow"), Path::new("/lib/b.flow"));
    }
}
