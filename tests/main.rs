//! All integration tests: one binary, a module for each subject.

#![allow(clippy::disallowed_methods, reason = "tests read files and run the command")]

mod support;

#[path = "../proof/mod.rs"]
mod proof;

mod asl;
mod asl_check;
mod cli;
mod codes;
mod comments;
mod conformance;
mod deploy;
mod docs;
mod evaluation;
mod examples;
mod expressions;
mod expressions_random;
mod fmt;
mod graph;
mod items;
mod jsonata;
mod jsonata_properties;
mod jsonpath;
mod language;
mod layers;
mod pairs;
mod passes;
mod policies;
mod proofs;
mod properties;
mod redrive;
mod refused;
mod run;
mod scale;
mod service_calls;
mod services;
mod simulator;
mod suite;
mod syntax;
mod teststate;
mod validate;
