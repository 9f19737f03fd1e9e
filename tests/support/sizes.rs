//! Programs of any size, for benchmarks and for tests of size.

use std::fmt::Write;

use serde_json::{Map, Value, json};

const DECLARATIONS: &str = "\
type Item = { id: string, size: number }
type Input = { id: string, total: number, items: [Item] }
error TooLarge
lambda Step(x: any) -> { id: string, total: number } = \"step\"
";

/// A workflow around `body`, its parameter called `input`.
pub fn workflow(body: &str) -> String {
    format!("{DECLARATIONS}workflow Main(input: Input) {{\n{body}}}\n")
}

/// About `states` states in one workflow: calls, conditions, loops and handlers by turns.
pub fn states(states: usize) -> String {
    workflow(&rounds(states))
}

/// About `states` states in workflows of at most 1,000: many more would pass what a definition may hold.
pub fn project(states: usize) -> String {
    let mut text = DECLARATIONS.to_owned();
    for first in (0..states).step_by(1_000) {
        let body = rounds((states - first).min(1_000));
        let _ =
            write!(text, "\n/// Part {first}.\nworkflow Part{first}(input: Input) {{\n{body}}}\n");
    }
    text
}

/// Statements of about `states` states.
fn rounds(states: usize) -> String {
    let mut body = String::new();
    // A round makes ten states.
    for round in 0..states.div_ceil(10) {
        let _ = write!(
            body,
            r#"    let r{round} = Step({{ order: input.id, round: {round}, label: "round {round} of ${{input.id}}" }})
    var n{round} = r{round}.total + 1
    if n{round} > 10 && input.total > {round} {{
        n{round} = Step(n{round}).total
        wait 5s
    }} else if n{round} == {round} {{
        fail TooLarge("${{input.id}} has ${{n{round}}}")
    }}
    for item in input.items {{
        if item.size > n{round} {{ continue }}
        Step({{ id: item.id, size: item.size * 2 }})
    }}
    try {{
        Step({{ n: n{round} }})
    }} catch TooLarge as e {{
        Step({{ cause: e.Cause }})
    }}
"#
        );
    }
    body
}

/// Loops over one list, one in the other, around a task.
pub fn nested_loops(depth: usize) -> String {
    let mut body = String::new();
    for level in 0..depth {
        let _ = writeln!(body, "for x{level} in input.items {{");
    }
    let _ = writeln!(body, "Step({{ id: x0.id, last: x{}.id }})", depth - 1);
    body.push_str(&"}\n".repeat(depth));
    workflow(&body)
}

/// One `if` with a task after the other.
pub fn ifs_in_a_row(count: usize) -> String {
    let body = (0..count)
        .map(|at| format!("if input.total > {at} {{ Step({{ at: {at} }}) }}\n"))
        .collect::<String>();
    workflow(&body)
}

/// One task after the other, each with the result of the one before.
pub fn tasks_in_a_row(count: usize) -> String {
    let mut body = String::from("let r0 = Step(input)\n");
    for at in 1..count {
        let _ = writeln!(body, "let r{at} = Step({{ id: r{}.id, at: {at} }})", at - 1);
    }
    workflow(&body)
}

/// One chain of `else if`.
pub fn else_ifs(count: usize) -> String {
    let mut body = String::new();
    for at in 0..count {
        let word = if at == 0 { "if" } else { " else if" };
        let _ = write!(body, "{word} input.total == {at} {{ Step({{ at: {at} }}) }}");
    }
    body.push_str(" else { Step({ at: \"none\" }) }\n");
    workflow(&body)
}

/// What stands in a first program: an order that is charged and shipped.
pub const EXAMPLE: &str = r#"type Item = { sku: string, quantity: number }
type Order = { id: string, items: [Item], total: number }

error OutOfStock

retry transient
    on Lambda.ServiceException | Lambda.TooManyRequestsException
    every 2s attempts 6 backoff 2

lambda Charge(order: Order) -> { receiptId: string } = "charge" retry transient
lambda Ship(item: Item) -> { tracking: string } = "ship" retry transient

/// Reserve, charge and ship one order.
workflow Fulfill(order: Order) {
    for item in order.items {
        try {
            aws.dynamodb.updateItem(
                TableName: "Stock",
                Key: { sku: { S: item.sku } },
                UpdateExpression: "SET quantity = quantity - :n",
                ExpressionAttributeValues: { ":n": { N: "${item.quantity}" } },
            )
        } catch DynamoDb.ConditionalCheckFailedException {
            fail OutOfStock("${item.sku} is out of stock")
        }
    }
    let payment = Charge(order)
    let tracking = map item in order.items concurrency 5 { Ship(item).tracking }
    { order: order.id, receipt: payment.receiptId, tracking }
}
"#;

/// The definition of a state machine: tasks that a handler catches, choices that skip or go back, a map now and then.
pub fn definition(states: usize) -> Value {
    let name = |at: usize| format!("State {}", at.min(states - 1));
    let mut all = Map::new();
    for at in 0..states - 2 {
        let state = match at % 10 {
            3 => json!({
                "Type": "Choice",
                "Choices": [
                    { "Condition": "{% $n > 3 %}", "Next": name(at + 4) },
                    { "Condition": "{% $again %}", "Next": name(at.saturating_sub(2)) },
                ],
                "Default": name(at + 1),
            }),
            7 => json!({
                "Type": "Map",
                "ItemProcessor": {
                    "StartAt": format!("Inner {at}"),
                    "States": { format!("Inner {at}"): { "Type": "Pass", "End": true } },
                },
                "Next": name(at + 1),
            }),
            _ => json!({
                "Type": "Task",
                "Resource": "arn:aws:states:::aws-sdk:sqs:listQueues",
                "Catch": [{ "ErrorEquals": ["States.ALL"], "Next": name(states - 2 + (at % 2)) }],
                "Next": name(at + 1),
            }),
        };
        all.insert(name(at), state);
    }
    all.insert(name(states - 2), json!({ "Type": "Fail" }));
    all.insert(name(states - 1), json!({ "Type": "Succeed" }));
    json!({ "QueryLanguage": "JSONata", "StartAt": name(0), "States": all })
}
