//! Coverage as the tracefile of lcov: lines with states, and the branches of Choices and catchers.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::FileReport;
use super::coverage::{Part, WorkflowCoverage};
use crate::sim::Reach;

/// What is known of a source file.
#[derive(Default)]
struct Record {
    /// Workflows: line, name, how often their first state was entered.
    functions: Vec<(usize, String, u64)>,
    /// How often each line was reached: its state that was reached most.
    lines: BTreeMap<usize, u64>,
    /// By line, the branches of its states: how often the state was entered, and each way taken.
    branches: BTreeMap<usize, Vec<(u64, Vec<u64>)>>,
}

/// The tracefile of all files.
pub fn text(reports: &[FileReport]) -> String {
    let mut records: BTreeMap<&str, Record> = BTreeMap::new();
    for workflow in reports.iter().flat_map(|report| &report.coverage) {
        add(workflow, &mut records);
    }
    let mut text = String::new();
    for (file, record) in &records {
        write(&mut text, file, record);
    }
    text
}

fn add<'r>(workflow: &'r WorkflowCoverage, records: &mut BTreeMap<&'r str, Record>) {
    let runs = workflow.parts.first().map_or(0, |part| part.count);
    let record = records.entry(&workflow.place.file).or_default();
    record.functions.push((workflow.place.line, workflow.name.clone(), runs));
    for Part { place, reach, count, .. } in &workflow.parts {
        let record = records.entry(&place.file).or_default();
        let branches = record.branches.entry(place.line).or_default();
        match reach {
            Reach::State => {
                let line = record.lines.entry(place.line).or_default();
                *line = (*line).max(*count);
                branches.push((*count, Vec::new()));
            }
            Reach::Next | Reach::Choice(_) | Reach::Default | Reach::Catcher(_) => {
                if let Some((_, ways)) = branches.last_mut() {
                    ways.push(*count);
                }
            }
            Reach::Retrier(_) => {}
        }
    }
}

fn write(text: &mut String, file: &str, record: &Record) {
    let _ = writeln!(text, "TN:\nSF:{file}");
    for (line, name, _) in &record.functions {
        let _ = writeln!(text, "FN:{line},{name}");
    }
    for (_, name, count) in &record.functions {
        let _ = writeln!(text, "FNDA:{count},{name}");
    }
    let run = record.functions.iter().filter(|(.., count)| *count > 0).count();
    let _ = writeln!(text, "FNF:{}\nFNH:{run}", record.functions.len());
    let (mut found, mut hit) = (0, 0);
    for (line, states) in &record.branches {
        // A single way on is no branch.
        let states = states.iter().filter(|(_, ways)| ways.len() > 1).enumerate();
        for (block, (entered, ways)) in states {
            for (branch, count) in ways.iter().enumerate() {
                let taken = if *entered == 0 { "-".to_owned() } else { count.to_string() };
                let _ = writeln!(text, "BRDA:{line},{block},{branch},{taken}");
                found += 1;
                hit += usize::from(*count > 0);
            }
        }
    }
    let _ = writeln!(text, "BRF:{found}\nBRH:{hit}");
    for (line, count) in &record.lines {
        let _ = writeln!(text, "DA:{line},{count}");
    }
    let reached = record.lines.values().filter(|count| **count > 0).count();
    let _ = writeln!(text, "LF:{}\nLH:{reached}\nend_of_record", record.lines.len());
}
