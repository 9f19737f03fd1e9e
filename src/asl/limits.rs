//! What Step Functions accepts: sizes, lengths, names. Each with where it is said.

use std::io;

use serde_json::Value;

/// Bytes of a definition as compact JSON. (Developer Guide, "Step Functions service quotas".)
pub const DEFINITION_BYTES: usize = 1_048_576;

/// Characters of a state's name. (States Language, "States"; Developer Guide, "States".)
pub const STATE_NAME_CHARS: usize = 80;

/// Characters of a variable's name. (Developer Guide, "Passing data between states with variables".)
pub const VARIABLE_NAME_CHARS: usize = 80;

/// Characters of a state machine's name. (API Reference, `CreateStateMachine`.)
pub const MACHINE_NAME_CHARS: usize = 80;

/// Characters of a distributed map's label. (Developer Guide, "Distributed mode".)
pub const LABEL_CHARS: usize = 40;

/// Seconds of a wait or of a timeout. (Developer Guide, "Wait workflow state", "Task workflow state".)
pub const SECONDS: u32 = 99_999_999;

/// Attempts of a retrier. (Developer Guide, "Handling errors".)
pub const MAX_ATTEMPTS: u32 = 99_999_999;

/// What `MaxDelaySeconds` may be at most. (Developer Guide, "Handling errors".)
pub const MAX_DELAY_SECONDS: u32 = 31_622_400;

/// Items that a distributed map reads. (Developer Guide, "ReaderConfig".)
pub const MAX_ITEMS: u64 = 100_000_000;

/// Bytes of a state's input, output, result and of one variable. (Service quotas.)
pub const PAYLOAD_BYTES: usize = 262_144;

/// The variable that holds input, result and context; it cannot be assigned.
pub const RESERVED_VARIABLE: &str = "states";

/// What a label may not hold besides white space and control characters.
/// (Developer Guide, "Distributed mode".)
pub const LABEL_FORBIDDEN: &str = "?*<>{}[]:;,\\|^~$#%&\"`";

/// What a state machine's name may not hold besides white space and control characters.
/// (API Reference, `CreateStateMachine`.)
pub const MACHINE_NAME_FORBIDDEN: &str = "?*<>{}[]\"#%\\^|~`$&,;:/";

/// Whether `name` can be the name of a workflow variable.
/// (States Language, "Variables": Unicode identifiers.)
#[must_use]
pub fn is_variable_name(name: &str) -> bool {
    let mut chars = name.chars();
    chars.next().is_some_and(is_variable_start)
        && chars.all(is_variable_part)
        && name.chars().count() <= VARIABLE_NAME_CHARS
        && name != RESERVED_VARIABLE
}

/// Whether a variable's name can begin with `c`.
#[must_use]
pub fn is_variable_start(c: char) -> bool {
    c.is_alphabetic() || c == '_'
}

/// Whether `c` can stand in a variable's name.
#[must_use]
pub fn is_variable_part(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether `label` can be the `Label` of a distributed map.
#[must_use]
pub fn is_label(label: &str) -> bool {
    !label.is_empty()
        && label.chars().count() <= LABEL_CHARS
        && label.chars().all(|c| is_plain(c) && !LABEL_FORBIDDEN.contains(c))
}

/// Whether `name` can be the name of a state machine.
#[must_use]
pub fn is_machine_name(name: &str) -> bool {
    !name.is_empty()
        && name.chars().count() <= MACHINE_NAME_CHARS
        && name.chars().all(|c| is_plain(c) && !MACHINE_NAME_FORBIDDEN.contains(c))
}

fn is_plain(c: char) -> bool {
    !c.is_whitespace() && !c.is_control()
}

/// Bytes of `value` as compact JSON.
#[must_use]
pub fn byte_len(value: &Value) -> usize {
    let mut counter = Counter(0);
    serde_json::to_writer(&mut counter, value).expect("counting cannot fail");
    counter.0
}

/// Counts the bytes written to it.
struct Counter(usize);

impl io::Write for Counter {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.0 += bytes.len();
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.0 += bytes.len();
        Ok(())
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_variables() {
        assert!(is_variable_name("order_2"));
        assert!(is_variable_name("größe"));
        assert!(!is_variable_name("2nd"));
        assert!(!is_variable_name("a-b"));
        assert!(!is_variable_name(""));
        assert!(!is_variable_name("states"));
        assert!(is_variable_name(&"x".repeat(80)));
        assert!(!is_variable_name(&"x".repeat(81)));
    }

    #[test]
    fn labels_and_machines() {
        assert!(is_label("Import-1"));
        assert!(!is_label("two words"));
        assert!(!is_label("a:b"));
        assert!(!is_label(&"x".repeat(41)));
        assert!(is_machine_name("Order"));
        assert!(!is_machine_name("a/b"));
    }
}
