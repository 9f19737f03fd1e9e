//! The programs in Markdown texts.

/// A fenced block and where it begins.
pub struct Block {
    /// The line of the text behind the opening fence, from 1.
    pub line: usize,
    /// What stands between the fences.
    pub text: String,
}

/// Every block of `markdown` whose fence is exactly "```flow".
pub fn flow_blocks(markdown: &str) -> Vec<Block> {
    let mut blocks = Vec::new();
    let mut open: Option<(bool, Block)> = None;
    for (number, line) in (1..).zip(markdown.lines()) {
        let fence = line.trim_start().strip_prefix("```");
        match (fence, &mut open) {
            (Some(language), None) => {
                let block = Block { line: number + 1, text: String::new() };
                open = Some((language.trim() == "flow", block));
            }
            (Some(_), Some(_)) => {
                blocks.extend(open.take().filter(|(flow, _)| *flow).map(|(_, block)| block));
            }
            (None, Some((_, block))) => {
                block.text.push_str(line);
                block.text.push('\n');
            }
            (None, None) => {}
        }
    }
    assert!(open.is_none(), "a fenced block is never closed:\n{markdown}");
    blocks
}

#[test]
fn only_flow_blocks_are_taken() {
    let blocks = flow_blocks("a\n```flow\nlet x\n```\n```text\nno\n```\n");
    assert_eq!(blocks.len(), 1);
    assert_eq!((blocks[0].line, blocks[0].text.as_str()), (3, "let x\n"));
}
