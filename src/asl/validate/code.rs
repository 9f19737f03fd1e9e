//! The codes of diagnostics, as ValidateStateMachineDefinition writes them.

use std::fmt;

/// How bad it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Severity {
    /// The definition works, but perhaps not as it was meant.
    Warning,
    /// No state machine can be made of the definition.
    Error,
}

impl Severity {
    /// `ERROR` or `WARNING`
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Error => "ERROR",
            Self::Warning => "WARNING",
        }
    }
}

macro_rules! codes {
    ($($(#[doc = $meaning:literal])+ $variant:ident = $name:literal, $severity:ident;)*) => {
        /// What kind of fault it is. (API Reference, `ValidateStateMachineDefinitionDiagnostic`;
        /// those on expressions and variables are not listed there, but were measured.)
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub enum Code {
            $($(#[doc = $meaning])+ $variant,)*
        }

        impl Code {
            /// All codes, in the order of the reference page.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];

            /// As the service writes it.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$variant => $name,)*
                }
            }

            /// What it says about a definition.
            #[must_use]
            pub fn meaning(self) -> &'static str {
                match self {
                    $(Self::$variant => concat!($($meaning),+).trim_ascii(),)*
                }
            }

            /// Whether a state machine can be made all the same.
            #[must_use]
            pub fn severity(self) -> Severity {
                match self {
                    $(Self::$variant => Severity::$severity,)*
                }
            }
        }
    };
}

codes! {
    /// The text is no JSON.
    InvalidJsonDescription = "INVALID_JSON_DESCRIPTION", Error;
    /// A field is missing, is not allowed where it stands, or has a value it cannot have.
    SchemaValidationFailed = "SCHEMA_VALIDATION_FAILED", Error;
    /// A transition names no state of its scope, or nothing leads to a state.
    MissingTransitionTarget = "MISSING_TRANSITION_TARGET", Error;
    /// No state ends the workflow, a branch or the work on an item.
    MissingEndState = "MISSING_END_STATE", Error;
    /// Two states have one name; names are unique in the whole definition.
    DuplicateStateName = "DUPLICATE_STATE_NAME", Error;
    /// A state's name is empty or too long.
    InvalidStateName = "INVALID_STATE_NAME", Error;
    /// Two Map states have one label.
    DuplicateLabelName = "DUPLICATE_LABEL_NAME", Error;
    /// A label is empty, too long or has characters it cannot have.
    InvalidLabelName = "INVALID_LABEL_NAME", Error;
    /// A variable's name is too long or has characters it cannot have.
    InvalidVariableName = "INVALID_VARIABLE_NAME", Error;
    /// `states` is assigned.
    ReservedVariableName = "RESERVED_VARIABLE_NAME", Error;
    /// An inner scope assigns a variable that an outer one has assigned before.
    DuplicateVariableName = "DUPLICATE_VARIABLE_NAME", Error;
    /// The text of an expression is no JSONata.
    InvalidJsonataExpression = "INVALID_JSONATA_EXPRESSION", Error;
    /// An expression reads what there is not at its place.
    UnsupportedJsonataExpression = "UNSUPPORTED_JSONATA_EXPRESSION", Error;
    /// Values or states are nested too deeply.
    TooDeeplyNested = "TOO_DEEPLY_NESTED", Error;
    /// A value looks like a path or a call, but its key does not end in `.$`.
    NoDollar = "NO_DOLLAR", Warning;
    /// A value looks like a path, but the name of its field does not end in `Path`.
    NoPath = "NO_PATH", Warning;
    /// A path stands in the `Result` of a Pass, where nothing evaluates it.
    PassResultIsStatic = "PASS_RESULT_IS_STATIC", Warning;
    /// A call is given an argument that it does not take, as far as the catalog of services knows.
    UnknownParameter = "UNKNOWN_PARAMETER", Warning;
    /// A call of the SDK, or an object in its arguments, lacks what it cannot do without, as far as the
    /// catalog of services knows.
    MissingParameter = "MISSING_PARAMETER", Warning;
    /// An argument that is written out has a type or a value that it cannot have, as far as the catalog of
    /// services knows.
    InvalidParameter = "INVALID_PARAMETER", Warning;
}

impl fmt::Display for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
