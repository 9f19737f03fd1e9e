//! What documents show of the command is what it prints. A block of `console` holds commands and, below the
//! last, what that printed; `UPDATE_EXPECT=1` writes it anew.

use super::Project;
use crate::support::expect::expect_file;
use crate::support::flow_blocks::flow_blocks;
use crate::support::{read, root};

#[test]
fn the_page_on_deploying_shows_what_is_printed() {
    hold("docs/deploy.md");
}

#[test]
fn the_page_on_the_cdk_shows_what_is_printed() {
    hold("docs/cdk.md");
}

/// Both pages are about one program.
const PROGRAM: &str = "docs/deploy.md";

fn hold(page: &str) {
    let project = Project::new();
    let deploy = read(&root(PROGRAM));
    let program = flow_blocks(&deploy).into_iter().next().expect("the page has a program").text;
    project.write("nightly.flow", &program);
    let path = root(page);
    expect_file(&path, &shown(&read(&path), &project));
}

/// The page with the outputs of its commands; a block `yaml NAME` is a file.
fn shown(page: &str, project: &Project) -> String {
    let mut out = String::new();
    let mut rest = page;
    while let Some(at) = rest.find("\n```") {
        let (before, block) = rest.split_at(at + 1);
        out.push_str(before);
        let end = block[3..].find("\n```\n").expect("the block ends") + 3;
        let (head, body) = block[..end].split_once('\n').unwrap_or((&block[..end], ""));
        match head.strip_prefix("```").and_then(|info| info.split_once(' ')) {
            Some(("yaml", name)) => project.write(name, &format!("{body}\n")),
            _ if head == "```console" => {
                out.push_str(&format!("{head}\n{}```\n", ran(body, project)));
                rest = &block[end + 5..];
                continue;
            }
            _ => {}
        }
        out.push_str(&block[..end + 5]);
        rest = &block[end + 5..];
    }
    out + rest
}

/// The commands, and what the last of them prints.
fn ran(body: &str, project: &Project) -> String {
    let mut out = String::new();
    let mut printed = String::new();
    for line in body.lines() {
        let Some(command) = line.strip_prefix("$ ") else { continue };
        out.push_str(&format!("{line}\n"));
        let words: Vec<&str> = command.split_whitespace().collect();
        printed = match words.as_slice() {
            ["flowc", args @ ..] => {
                let ran = project.run(args);
                assert_eq!((ran.exit, ran.err.as_str()), (0, ""), "{command}");
                ran.out
            }
            ["cat", file] => project.read(file),
            ["head", "-n", count, file] => {
                let count = count.parse().expect("a number");
                project.read(file).lines().take(count).map(|line| format!("{line}\n")).collect()
            }
            _ => panic!("{command} is not known here"),
        };
    }
    out + &printed
}
