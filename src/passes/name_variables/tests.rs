use super::*;
use crate::ir::machine::{Kind, Template};
use crate::ir::sample::*;
use crate::ir::verify;
use crate::jsonata::{BinaryOp, Expr};

fn named(mut machine: Machine) -> String {
    assert_eq!(verify(&machine), Ok(()));
    run(&mut machine);
    assert_eq!(verify(&machine), Ok(()), "{}", machine.print());
    machine.print()
}

/// A machine of one Pass with the output.
fn output(expr: Expr) -> Machine {
    let mut machine = machine();
    machine.add(pass("p", out(end(), Value::sure(expr))));
    machine
}

fn printed(expr: Expr) -> String {
    let text = named(output(expr));
    let line = text.lines().last().expect("there is an output").trim().to_owned();
    line.trim_start_matches("output {% ").trim_end_matches(" %}").to_owned()
}

/// Writes `first`, reads it, writes `second`, reads it.
fn in_a_row(first: &str, second: &str) -> Machine {
    let mut machine = machine();
    machine.add(pass("a", set(to(1), first, Value::literal(1))));
    machine.add(pass("b", out(to(2), var(first))));
    machine.add(pass("c", set(to(3), second, Value::literal(2))));
    machine.add(pass("d", out(end(), var(second))));
    machine
}

#[test]
fn names_are_those_of_the_source() {
    let text = named(in_a_row("order#1", "total#2"));
    assert!(text.contains("$order := 1") && text.contains("output {% $order %}"), "{text}");
    assert!(text.contains("$total := 2") && text.contains("output {% $total %}"), "{text}");
}

#[test]
fn variables_that_are_not_needed_at_once_share_a_name() {
    let text = named(in_a_row("item#1", "item#2"));
    assert!(text.contains("$item := 2") && !text.contains("item_2"), "{text}");
}

#[test]
fn variables_that_are_needed_at_once_do_not() {
    let mut machine = in_a_row("item#1", "item#2");
    let both = Template::Array(vec![var("item#1").template, var("item#2").template]);
    machine.state_mut(StateId(3)).next = Some(out(end(), template(both)));
    let text = named(machine);
    assert!(text.contains("output [{% $item %}, {% $item_2 %}]"), "{text}");
}

#[test]
fn a_loop_keeps_what_its_next_round_needs() {
    let mut machine = in_a_row("item#1", "item#2");
    machine.state_mut(StateId(3)).next = Some(to(1));
    let text = named(machine);
    assert!(text.contains("$item_2 := 2"), "{text}");
}

#[test]
fn an_edge_that_writes_both_keeps_both() {
    let mut machine = machine();
    let first = set(set(to(1), "x#1", Value::literal(1)), "x#2", Value::literal(2));
    machine.add(pass("a", first));
    machine.add(pass("b", out(end(), var("x#2"))));
    let text = named(machine);
    assert!(text.contains("$x := 1") && text.contains("$x_2 := 2"), "{text}");
}

/// A Map whose body writes `inner#2`, behind a Pass that writes `x#1`.
fn nested(inner: &str) -> Machine {
    let mut machine = machine();
    machine.add(pass("first", set(to(1), "x#1", Value::literal(1))));
    let body = machine.add_scope(scope(Some(StateId(1)), StateId(2)));
    let each = Kind::Map(Box::new(map(Value::literal(serde_json::json!([1])), body)));
    machine.add(state(Machine::ROOT, "each", each, Some(set(end(), "late#5", var("x#1")))));
    machine.add(state(body, "in", Kind::Pass, Some(set(to(3), inner, Value::literal(2)))));
    machine.add(state(body, "out", Kind::Pass, Some(out(end(), var(inner)))));
    machine
}

#[test]
fn inner_names_give_way_to_those_of_all_scopes_around() {
    assert!(named(nested("x#2")).contains("$x_2 := 2"));
    assert!(named(nested("late#2")).contains("$late_2 := 2"));
    assert!(named(nested("y#2")).contains("$y := 2"));
}

#[test]
fn functions_are_not_hidden() {
    let mut machine = in_a_row("string#1", "states#2");
    let call = Value::sure(Expr::call("string", vec![Expr::variable("string#1")]));
    machine.state_mut(StateId(1)).next = Some(out(to(2), call));
    let text = named(machine);
    assert!(text.contains("$string_ := 1") && text.contains("$string($string_)"), "{text}");
    assert!(text.contains("$states_ := 2"), "{text}");
}

#[test]
fn functions_that_nobody_calls_give_their_names() {
    assert!(named(in_a_row("count#1", "max#2")).contains("$count := 1"));
}

#[test]
fn names_bound_inside_are_short_and_hide_nothing() {
    let square = |name: &str| {
        let product = Expr::binary(BinaryOp::Multiply, Expr::variable(name), Expr::variable(name));
        Expr::function(vec![name.into()], product)
    };
    let states = || Expr::variable("states").field("input");
    let inner = Expr::call("map", vec![states(), square("v#1")]);
    let outer = Expr::call("map", vec![inner, square("v#2")]);
    assert_eq!(
        printed(outer),
        "$map($map($states.input, function($v) { $v * $v }), function($v) { $v * $v })"
    );
    let within = Expr::function(
        vec!["v#1".into()],
        Expr::call("map", vec![Expr::variable("v#1"), square("v#2")]),
    );
    assert_eq!(
        printed(Expr::call("map", vec![states(), within])),
        "$map($states.input, function($v) { $map($v, function($v_2) { $v_2 * $v_2 }) })"
    );
    let bind = Expr::Bind("map#7".into(), Box::new(states()));
    let block =
        Expr::Block(vec![bind, Expr::call("map", vec![Expr::variable("map#7"), square("v#1")])]);
    assert_eq!(printed(block), "($map_2 := $states.input; $map($map_2, function($v) { $v * $v }))");
}

#[test]
fn names_bound_inside_avoid_variables() {
    let mut machine = in_a_row("v#1", "w#2");
    let sum = Expr::binary(BinaryOp::Add, Expr::variable("v#1"), Expr::variable("v#9"));
    let call =
        Expr::Call(Box::new(Expr::function(vec!["v#9".into()], sum)), vec![Expr::integer(1)]);
    machine.state_mut(StateId(1)).next = Some(out(to(2), Value::sure(call)));
    let text = named(machine);
    assert!(text.contains("function($v_2) { $v + $v_2 }(1)"), "{text}");
}

#[test]
fn names_bound_by_the_user_capture_nothing() {
    let mut machine = in_a_row("y#1", "z#2");
    let own = Expr::Bind("y".into(), Box::new(Expr::integer(1)));
    let sum = Expr::binary(BinaryOp::Add, Expr::variable("y"), Expr::variable("y#1"));
    machine.state_mut(StateId(1)).next = Some(out(to(2), Value::sure(Expr::Block(vec![own, sum]))));
    let text = named(machine);
    assert!(text.contains("($y := 1; $y + $y_2)") && text.contains("$y_2 := 1"), "{text}");
}

#[test]
fn names_are_valid_and_fit() {
    let long = "x".repeat(200);
    let text = named(in_a_row(&format!("{long}#1"), "1-a#2"));
    assert!(text.contains(&format!("${} := 1", "x".repeat(70))), "{text}");
    assert!(text.contains("$_1_a := 2"), "{text}");
}

#[test]
fn many_variables_of_one_name_are_quick() {
    let count = 10_000;
    let mut machine = machine();
    for at in 0..count {
        let name = format!("item#{at}");
        let read = if at == 0 { Value::literal(0) } else { var(&format!("item#{}", at / 2)) };
        machine.add(pass("p", out(set(to(at + 1), &name, read.clone()), read)));
    }
    machine.add(pass("last", end()));
    run(&mut machine);
    assert_eq!(verify(&machine), Ok(()));
}
