use super::*;
use crate::ir::machine::Task;
use crate::ir::sample::*;
use crate::jsonata::Expr;

fn broken(machine: &Machine) -> String {
    verify(machine).expect_err("a rule is broken")
}

fn condition() -> Expr {
    Expr::variable("states").field("input").field("ok")
}

#[test]
fn a_right_machine_is_right() {
    let mut machine = machine();
    machine.add(task("call", set(to(1), "x#1", states("result"))));
    machine.add(choice("x?", Expr::variable("x#1"), set(to(2), "y#1", var("x#1")), to(3)));
    machine.add(pass("then", out(end(), var("y#1"))));
    let mut last = pass("else", out(end(), Value::literal(1)));
    last.comment = Some("nothing".to_owned());
    machine.add(last);
    assert_eq!(verify_finished(&machine), Ok(()));
    let lines: Vec<String> = machine.print().lines().map(str::to_owned).collect();
    assert_eq!(
        lines,
        [
            "machine Sample",
            "  start -> s0",
            "  s0 task \"call\"",
            "    resource arn:aws:states:::lambda:invoke",
            "    next -> s1",
            "      $x#1 := {% $states.result %}",
            "  s1 choice \"x?\"",
            "    if {% $x#1 %} -> s2",
            "      $y#1 := {% $x#1 %}",
            "    else -> s3",
            "  s2 pass \"then\"",
            "    next -> end",
            "      output {% $y#1 %}",
            "  s3 pass \"else\"",
            "    comment \"nothing\"",
            "    next -> end",
            "      output 1",
        ]
    );
}

#[test]
fn targets_are_there_and_of_the_same_scope() {
    let mut machine = machine();
    machine.add(pass("a", to(7)));
    assert_eq!(broken(&machine), "state 0 `a`: goes to state 7, which is not there");
    machine.state_mut(StateId(0)).next = Some(Edge::to(Target::Open));
    assert_eq!(broken(&machine), "state 0 `a`: goes nowhere yet");

    let body = machine.add_scope(scope(Some(StateId(0)), StateId(1)));
    machine.state_mut(StateId(0)).kind = Kind::Parallel { branches: vec![body], arguments: None };
    machine.state_mut(StateId(0)).next = Some(to(1));
    machine.add(state(body, "inner", Kind::Pass, Some(to(0))));
    assert_eq!(
        broken(&machine),
        "state 0 `a`: goes to state 1 `inner` of another scope\n\
         state 1 `inner`: goes to state 0 `a` of another scope"
    );
}

#[test]
fn every_state_has_what_its_kind_needs() {
    let mut machine = machine();
    let mut first = state(Machine::ROOT, "a", Kind::Choice(Vec::new()), Some(end()));
    first.catchers.push(catch_all(end()));
    machine.add(first);
    assert_eq!(
        broken(&machine),
        "state 0 `a`: retries or catches, which its kind cannot\n\
         state 0 `a`: chooses between nothing\n\
         state 0 `a`: ends by a rule or default, which needs a state to go to\n\
         state 0 `a`: ends by a catcher, which needs a state to go to"
    );
    machine.states[0] = Some(state(Machine::ROOT, "b", Kind::Pass, None));
    assert_eq!(broken(&machine), "state 0 `b`: has no way on");
    machine.states[0] = Some(state(Machine::ROOT, "c", Kind::Succeed(None), Some(end())));
    assert_eq!(broken(&machine), "state 0 `c`: goes on behind its end");
}

#[test]
fn every_state_of_a_finished_machine_is_reachable() {
    let mut machine = machine();
    machine.add(pass("a", end()));
    machine.add(pass("b", to(1)));
    assert_eq!(verify(&machine), Ok(()));
    assert_eq!(verify_finished(&machine), Err("state 1 `b`: cannot be reached".to_owned()));
    machine.states[1] = None;
    assert_eq!(verify_finished(&machine), Ok(()));
}

#[test]
fn results_and_errors_are_read_where_they_are() {
    let mut machine = machine();
    let mut first = task("call", set(to(1), "e#1", states("errorOutput")));
    first.catchers.push(catch_all(out(to(1), states("result"))));
    let arguments = Some(states("result"));
    first.kind = Kind::Task(Box::new(Task { arguments, ..call("x") }));
    machine.add(first);
    machine.add(pass("p", out(end(), states("result"))));
    let all = broken(&machine);
    let lines: Vec<&str> = all.lines().collect();
    assert_eq!(
        lines,
        [
            "state 0 `call`: reads `$states.result`, which is not there: $states.result",
            "state 0 `call`: reads `$states.errorOutput`, which is not there: $states.errorOutput",
            "state 0 `call`: reads `$states.result`, which is not there: $states.result",
            "state 1 `p`: reads `$states.result`, which is not there: $states.result",
        ]
    );
}

/// A Choice, one or both arms of which write `x#1`, and a Pass behind both that reads it.
fn diamond(both: bool) -> Machine {
    let mut machine = machine();
    machine.add(choice("c", condition(), to(1), to(2)));
    machine.add(pass("then", set(to(3), "x#1", Value::literal(1))));
    let otherwise = if both { set(to(3), "x#1", Value::literal(2)) } else { to(3) };
    machine.add(pass("else", otherwise));
    machine.add(pass("read", out(end(), var("x#1"))));
    machine
}

#[test]
fn variables_are_written_on_every_way() {
    assert_eq!(verify(&diamond(true)), Ok(()));
    assert_eq!(
        broken(&diamond(false)),
        "state 3 `read`: reads `x#1`, which is not written on every way to it"
    );
}

#[test]
fn an_edge_reads_what_was_before_it() {
    let mut machine = machine();
    let next = set(set(end(), "a#1", Value::literal(1)), "b#1", var("a#1"));
    machine.add(pass("p", next));
    assert_eq!(
        broken(&machine),
        "state 0 `p`: reads `a#1`, which is not written on every way to it"
    );
}

#[test]
fn a_catcher_does_not_see_what_the_way_on_writes() {
    let mut machine = machine();
    let mut first = task("call", set(to(1), "x#1", states("result")));
    first.catchers.push(catch_all(to(1)));
    machine.add(first);
    machine.add(pass("read", out(end(), var("x#1"))));
    assert_eq!(
        broken(&machine),
        "state 1 `read`: reads `x#1`, which is not written on every way to it"
    );
}

/// A Pass that writes `x#1`, then a Map whose body reads it and writes `name`.
fn nested(isolated: bool, name: &str) -> Machine {
    let mut machine = machine();
    machine.add(pass("first", set(to(1), "x#1", Value::literal(1))));
    let body = machine.add_scope(scope(Some(StateId(1)), StateId(2)));
    machine.scopes[1].isolated = isolated;
    let each = Kind::Map(Box::new(map(states("input"), body)));
    machine.add(state(Machine::ROOT, "each", each, Some(end())));
    machine.add(state(body, "inner", Kind::Pass, Some(set(end(), name, var("x#1")))));
    machine
}

#[test]
fn inner_scopes_read_outer_variables_unless_isolated() {
    assert_eq!(verify(&nested(false, "y#1")), Ok(()));
    assert_eq!(
        broken(&nested(true, "y#1")),
        "state 2 `inner`: reads `x#1`, which is not written on every way to it"
    );
}

#[test]
fn inner_scopes_write_no_outer_variables() {
    assert_eq!(
        broken(&nested(false, "x#1")),
        "scope 1: writes `x#1`, which a scope around it writes"
    );
}

#[test]
fn what_a_branch_writes_stays_in_it() {
    let mut machine = nested(false, "y#1");
    machine.state_mut(StateId(1)).next = Some(out(end(), var("y#1")));
    assert_eq!(
        broken(&machine),
        "state 1 `each`: reads `y#1`, which is not written on every way to it"
    );
}

#[test]
fn a_finished_machine_begins_with_a_state() {
    let mut machine = machine();
    machine.add(pass("a", end()));
    machine.scopes[0].start = set(to(0), "x#1", Value::literal(1));
    assert_eq!(verify(&machine), Ok(()));
    assert_eq!(verify_finished(&machine), Err("scope 0: does not begin with a state".to_owned()));
}

#[test]
fn large_machines_are_quick() {
    let count = 30_000;
    let mut machine = machine();
    for at in 0..count {
        let mut state = task("t", set(to(at + 1), &format!("x#{at}"), states("result")));
        state.catchers.push(catch_all(to(count)));
        if at > 0 {
            let arguments = Some(var(&format!("x#{}", at / 2)));
            state.kind = Kind::Task(Box::new(Task { arguments, ..call("x") }));
        }
        machine.add(state);
    }
    machine.add(pass("last", end()));
    assert_eq!(verify(&machine), Ok(()));
}
