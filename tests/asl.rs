//! State machines of others, read and written.

use flowc::asl;

use crate::support::corpus;

#[test]
fn definitions_of_others_are_read_and_written_without_loss() {
    for definition in corpus::definitions("valid") {
        let json = definition.json().expect("a valid definition is JSON");
        let machine =
            asl::read(json).unwrap_or_else(|error| panic!("{}: {error}", definition.name));
        assert_eq!(&asl::write(machine), json, "{}", definition.name);
    }
}

#[test]
fn fields_come_in_the_order_of_the_documentation() {
    let json = serde_json::json!({
        "States": { "A": { "End": true, "Output": 1, "Assign": { "x": 1 }, "Comment": "c", "Type": "Pass" } },
        "StartAt": "A",
        "QueryLanguage": "JSONata",
        "Comment": "all",
    });
    let written = asl::write(asl::read(&json).expect("it is a definition")).to_string();
    assert_eq!(
        written,
        r#"{"Comment":"all","QueryLanguage":"JSONata","StartAt":"A","States":{"A":{"Type":"Pass","Comment":"c","Assign":{"x":1},"Output":1,"End":true}}}"#
    );
}

#[test]
fn what_does_not_fit_is_named_with_its_place() {
    let json = serde_json::json!({
        "StartAt": "P",
        "States": { "P": { "Type": "Parallel", "End": true, "Branches": [
            { "StartAt": "A", "States": { "A": { "Type": "Pass", "Ende": true } } },
        ] } },
    });
    let error = asl::read(&json).expect_err("`Ende` is no field");
    assert_eq!(
        error.to_string(),
        "the field `Ende` is not supported at /States/P/Branches[0]/States/A"
    );
}
