//! What one mistake costs: its neighbours are read as if it were not there.

use flowc::syntax::ast::ItemKind;

use super::{parse, statements};
use crate::support::{files_below, read, root};

/// The statements of a body with as many faults as given.
fn recovered(body: &str, faults: usize) -> Vec<String> {
    let (statements, codes) = statements(body);
    assert_eq!(codes.len(), faults, "{body}: {codes:?}");
    statements
}

#[test]
fn a_bad_argument_costs_itself() {
    assert_eq!(recovered("let a = F(Key: , b: 2)", 1), ["let a = F(Key: <bad>, b: 2)"]);
    assert_eq!(recovered("G(x y, z)", 1), ["G(<bad>, z)"]);
    assert_eq!(
        recovered("F(\n  A: 1\n  B: 2,\n  C: 3)", 1),
        ["F(A: 1, B: 2, C: 3)"],
        "a missing comma costs nothing"
    );
    assert_eq!(recovered("[1, 2 3, 4]", 1), ["[1, <bad>, 4]"]);
    assert_eq!(recovered("{ a: , b: 2, 3, ...c }", 2), ["{ a: <bad>, b: 2, <bad>, ...c }"]);
    assert_eq!(recovered("F((1 + ), xs[1 2], \"${a b}\")", 3), ["F((1), xs[1], \"${a}\")"]);
}

#[test]
fn a_missing_name_keeps_the_tree() {
    assert_eq!(recovered("let b = order.\nlet c = 1", 1), ["let b = order.", "let c = 1"]);
}

#[test]
fn a_bad_statement_costs_itself() {
    assert_eq!(
        recovered("let let = 4\nfor {\n}\nlet h = )\nlet g = [1, 2\nlet i = 1", 4),
        ["<bad>", "<bad>", "<bad>", "<bad>", "let i = 1"]
    );
    assert_eq!(
        recovered("let a = 1\nupdateItem(\n  T: t,\n  Key: {},\nlet b = 2", 1),
        ["let a = 1", "<bad>", "let b = 2"]
    );
    assert_eq!(
        recovered("let s = \"open\nlet t = {% open\nlet u = 1", 2),
        ["<bad>", "<bad>", "let u = 1"]
    );
    assert_eq!(recovered("/// Doc.\n@name(\"x\")\nlet = 4\nb", 1), ["<bad>", "b"]);
    assert_eq!(recovered("wait 5 m; b", 1), ["<bad>", "b"]);
}

#[test]
fn a_bad_head_keeps_the_block() {
    assert_eq!(recovered("if a = 1 {\n    b\n}", 1), ["if <bad> {\n    b\n}"]);
    assert_eq!(
        recovered("while a := {\n    let = 1\n    c\n}", 2),
        ["while <bad> {\n    <bad>\n    c\n}"]
    );
    assert_eq!(recovered("for (x) {\n    b\n}", 1), ["for x in <bad> {\n    b\n}"]);
}

#[test]
fn bad_arms_and_branches_cost_themselves() {
    assert_eq!(
        recovered("match x {\n    1 => a\n    2 -> b\n    _ => c\n}", 1),
        ["match x {\n    1 => a\n    <bad> => { }\n    _ => c\n}"]
    );
    assert_eq!(
        recovered("parallel {\n    a: F(x)\n    5: b\n    c: d\n}", 1),
        ["parallel {\n    a: F(x)\n    _: {\n        <bad>\n    }\n    c: d\n}"]
    );
}

/// Whether each declaration was understood, and the number of faults.
fn items(source: &str) -> (Vec<bool>, usize) {
    let (file, faults) = parse(source);
    let good = file.items.iter().map(|item| !matches!(item.kind, ItemKind::Bad)).collect();
    (good, faults.len())
}

#[test]
fn a_bad_declaration_costs_itself() {
    assert_eq!(
        items("workflow A() {\n    x\n}\n}\nworkflow B() { }"),
        (vec![true, false, true], 1)
    );
    assert_eq!(items("wrkflow C(x) {\n    x\n}\nworkflow B() { }"), (vec![false, true], 1));
    assert_eq!(items("type T = { a: string\ntype U = string"), (vec![false, true], 1));
    assert_eq!(items("wrkflow C(x) { }\nwrkflow D(x) { }\nerror E"), (vec![false, false, true], 2));
    assert_eq!(items("type T = { a: , b: string }\nerror E"), (vec![true, true], 1));
    assert_eq!(items("fn f(a: , b) = 1\nerror E"), (vec![true, true], 1));
    assert_eq!(items("let x = 1\nif x { }\nerror E"), (vec![false, false, true], 2));
}

#[test]
fn one_missing_brace_is_one_fault() {
    let source = "workflow A() {\n    if a {\n        match b {\n            1 => {\n                x\n\nworkflow B() { }";
    assert_eq!(items(source), (vec![true, true], 1));
}

/// Whatever is cut out of a program or put into it, the parser returns.
#[test]
fn any_text_is_read() {
    let source = "/// D\n@a(1)\nworkflow W({ a }: T) {\n  let b = map x in xs tolerate 5% { \"s ${x[0]}\" } catch E as e { fail e }\n  match b { 1 | \"x\" if c => { d } _ => {% $e %} }\n}\n";
    for at in source.char_indices().map(|(at, _)| at).step_by(3) {
        parse(&source[..at]);
        parse(&source[at..]);
        for piece in
            ["(", ")", "{", "}", "[", "\"", "${", "{%", "//", "\n", "é", "'", "if ", "=>", "@"]
        {
            parse(&format!("{}{piece}{}", &source[..at], &source[at..]));
        }
    }
}

/// Numbers that look random and are the same each time.
pub struct Dice(pub u64);

impl Dice {
    pub fn below(&mut self, limit: usize) -> usize {
        self.0 =
            self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("31 bits fit") % limit
    }
}

/// A text with a word or sign of it dropped, doubled or put elsewhere.
fn damaged(text: &str, dice: &mut Dice) -> String {
    let is_word = |piece: char| piece.is_alphanumeric() || piece == '_';
    let mut pieces: Vec<&str> = text.split_inclusive(|piece| !is_word(piece)).collect();
    let at = dice.below(pieces.len());
    match dice.below(3) {
        0 => {
            pieces.remove(at);
        }
        1 => pieces.insert(at, pieces[at]),
        _ => {
            let other = dice.below(pieces.len());
            pieces.swap(at, other);
        }
    }
    pieces.concat()
}

#[test]
fn damaged_programs_are_read() {
    let mut dice = Dice(1);
    for path in files_below(&root("examples"), "flow") {
        let source = read(&path);
        for _ in 0..10 {
            let text = damaged(&source, &mut dice);
            let (file, faults) = parse(&text);
            for fault in &faults {
                for label in &fault.labels {
                    assert!(text.get(label.span.range()).is_some(), "{fault:?} in\n{text}");
                }
            }
            let kept = file.items.iter().filter(|item| !matches!(item.kind, ItemKind::Bad)).count();
            assert!(
                kept > 0 || file.items.len() < 3,
                "one word costs every declaration of\n{text}"
            );
        }
    }
}
