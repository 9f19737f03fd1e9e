//! What may be typed after `flowc`.

use std::path::{Path, PathBuf};

use clap::{ArgAction, ArgMatches, FromArgMatches, Parser, Subcommand, ValueEnum};

use crate::diagnostic::render::Format;
use crate::diagnostic::{Code, Levels, Severity, codes, suggest};
use crate::value::{Form, Timestamp};

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "flowc", version, about = "Compiles Flow to Amazon States Language")]
pub struct Args {
    #[command(subcommand)]
    pub command: Option<Command>,
}

/// The subcommands.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Compile workflows to state machine definitions
    Build(BuildArgs),
    /// Report every mistake, write nothing
    Check(CheckArgs),
    /// Lay out Flow files in the one style, in place
    Fmt(FmtArgs),
    /// Report what Step Functions would refuse in state machine definitions
    Validate(ValidateArgs),
    /// Run a workflow or a state machine here, in virtual time
    Run(Box<RunArgs>),
    /// Run the tests of Flow files here, in virtual time
    Test(TestsArgs),
    /// Draw a workflow or a state machine
    Graph(GraphArgs),
    /// Say what a diagnostic code means; without one, list them all
    Explain(ExplainArgs),
    /// Say what services can be called, what an action takes, answers and fails with
    Services(ServicesArgs),
    /// Write a small project to start from
    Init(InitArgs),
    /// Print a completion script for a shell
    Completions(CompletionsArgs),
}

/// `flowc build`
#[derive(Debug, clap::Args)]
pub struct BuildArgs {
    #[command(flatten)]
    pub source: SourceArgs,

    /// Write <Workflow>.asl.json here, or what else is asked for; without it, the one workflow goes to
    /// standard output
    #[arg(short, long = "out", value_name = "DIR")]
    pub out: Option<PathBuf>,

    /// What is written; the definitions, if not said
    #[arg(long, value_enum, value_name = "WHAT")]
    pub emit: Option<Emit>,

    /// Put what the workflows need into this CloudFormation template, in YAML or JSON: what was put there
    /// before is updated or removed, the rest stays as it is
    #[arg(
        long,
        value_name = "TEMPLATE",
        conflicts_with_all = ["emit", "out", "template_format", "minify"]
    )]
    pub into: Option<PathBuf>,

    /// How a template is written
    #[arg(long, value_enum, default_value = "yaml", value_name = "FORMAT")]
    pub template_format: TemplateFormat,

    /// Name the definitions in the template by their places here, and write them beside it
    #[arg(long, requires = "out", value_name = "BUCKET[/PREFIX]", value_parser = bucket)]
    pub definition_s3: Option<String>,

    /// Write the definitions beside the template, which names them there
    #[arg(long, requires = "out", conflicts_with = "definition_s3")]
    pub definition_files: bool,

    /// Write JSON without blanks and line ends
    #[arg(long)]
    pub minify: bool,

    /// Write <Workflow>.asl.map.json too: state names to places in the source
    #[arg(long, requires = "out")]
    pub source_map: bool,

    /// Keep the states of each construct apart
    #[arg(long)]
    pub no_optimize: bool,
}

impl BuildArgs {
    /// What is written.
    pub fn emit(&self) -> Emit {
        let usual = if self.into.is_some() { Emit::Snippet } else { Emit::Asl };
        self.emit.unwrap_or(usual)
    }
}

/// What `flowc build` writes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Emit {
    /// The definition of each workflow, in Amazon States Language
    Asl,
    /// What the role of each workflow must allow, as a policy document of IAM
    Policy,
    /// One CloudFormation template with all that the workflows need to run
    Cfn,
    /// The same as a template of the Serverless Application Model
    Sam,
    /// The same as a module of Terraform, in JSON
    Terraform,
    /// The entries of a CloudFormation template to which it belongs: resources, and the parameters and
    /// conditions they need
    Snippet,
}

/// `--template-format`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TemplateFormat {
    /// With the short tags of functions
    Yaml,
    /// With the long names of functions
    Json,
}

/// `flowc check`
#[derive(Debug, clap::Args)]
pub struct CheckArgs {
    #[command(flatten)]
    pub source: SourceArgs,
}

/// `flowc fmt`
#[derive(Debug, clap::Args)]
pub struct FmtArgs {
    /// Flow files, or directories with some; `-` filters standard input to standard output
    #[arg(required = true, value_name = "FILE|DIR")]
    pub files: Vec<PathBuf>,

    /// Write nothing: show what would change, and exit with 1 if anything would
    #[arg(long)]
    pub check: bool,

    /// How faults are shown
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,

    /// Whether faults are coloured
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: When,
}

/// `flowc run`
#[derive(Debug, clap::Args)]
pub struct RunArgs {
    /// A Flow file, or a state machine definition or one state in JSON or YAML; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The workflow to run, where the file has several
    #[arg(long, value_name = "NAME")]
    pub workflow: Option<String>,

    /// The input: JSON, `@file`, or `-` for standard input
    #[arg(short, long, value_name = "JSON", default_value = "{}")]
    pub input: String,

    /// The value of a `param`, or of a `${Name}` of a definition
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = param)]
    pub params: Vec<(String, String)>,

    /// What tasks answer and maps read, in YAML or JSON; `auto` makes up results as the services
    /// describe them, beside a file for what that does not answer
    #[arg(short, long, value_name = "FILE|auto")]
    pub mocks: Vec<PathBuf>,

    /// The test case, of a mock configuration of AWS Step Functions Local
    #[arg(long, value_name = "NAME", requires = "mocks")]
    pub test_case: Option<String>,

    /// Take an execution up again that did not succeed: what `--format json --children` printed of it
    #[arg(long, value_name = "FILE", conflicts_with = "input")]
    pub redrive: Option<PathBuf>,

    /// The type of the state machine; a workflow says its own
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    pub kind: Option<MachineTypeArg>,

    /// The name of the execution
    #[arg(long, value_name = "NAME")]
    pub name: Option<String>,

    /// What random numbers, identifiers, jitter and the order of branches follow from; without it,
    /// branches begin in their order
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,

    /// When the execution begins; if not said, now, and with `--redrive` when it ended
    #[arg(long, value_name = "TIMESTAMP", value_parser = timestamp)]
    pub start: Option<Timestamp>,

    /// Wait for real
    #[arg(long)]
    pub real_time: bool,

    /// What is printed
    #[arg(long, value_enum, default_value = "human")]
    pub format: RunFormat,

    /// With `--format json`, tell what the children of distributed Maps and nested executions did too,
    /// and what became of Map Runs
    #[arg(long)]
    pub children: bool,

    /// Whether the trace is coloured
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: When,

    #[command(flatten)]
    pub test: TestArgs,
}

/// What `flowc run` tests one state with.
#[derive(Debug, clap::Args)]
#[command(next_help_heading = "Tests of one state")]
pub struct TestArgs {
    /// Run this state alone, as the TestState API does; a file that is one state needs no name
    #[arg(long, value_name = "NAME", conflicts_with = "redrive")]
    pub state: Option<String>,

    /// The Context Object: JSON or `@file`
    #[arg(long, value_name = "JSON")]
    pub context: Option<String>,

    /// The variables: JSON or `@file`
    #[arg(long, value_name = "JSON")]
    pub variables: Option<String>,

    /// What the work of the state ends with: `{"result": …}` or `{"errorOutput": {"error", "cause"}}`,
    /// as JSON or `@file`
    #[arg(long, value_name = "JSON")]
    pub mock: Option<String>,

    /// How many retries the state has had
    #[arg(long, value_name = "NUMBER")]
    pub retries: Option<u32>,

    /// How many iterations of a Map have failed
    #[arg(long, value_name = "NUMBER")]
    pub failed_iterations: Option<usize>,

    /// The state of a Map or Parallel that the mocked error comes from
    #[arg(long, value_name = "STATE")]
    pub error_caused_by: Option<String>,

    /// The object that the `ItemReader` of a Map reads: its text or `@file`
    #[arg(long, value_name = "TEXT")]
    pub item_reader_data: Option<String>,

    /// How much is shown; `debug` for people, else `info`
    #[arg(long, value_enum, value_name = "LEVEL")]
    pub inspect: Option<InspectArg>,
}

impl TestArgs {
    /// The first option that is given.
    pub fn first(&self) -> Option<&'static str> {
        let given = [
            ("--state", self.state.is_some()),
            ("--context", self.context.is_some()),
            ("--variables", self.variables.is_some()),
            ("--mock", self.mock.is_some()),
            ("--retries", self.retries.is_some()),
            ("--failed-iterations", self.failed_iterations.is_some()),
            ("--error-caused-by", self.error_caused_by.is_some()),
            ("--item-reader-data", self.item_reader_data.is_some()),
            ("--inspect", self.inspect.is_some()),
        ];
        given.into_iter().find(|(_, given)| *given).map(|(option, _)| option)
    }
}

/// `--inspect`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum InspectArg {
    /// How the state ends
    Info,
    /// The steps of the data flow too
    Debug,
    /// As `debug`; of the API also what an HTTP task sends and receives
    Trace,
}

/// `--format` of `flowc run`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum RunFormat {
    /// What happens as it happens, then the result
    Human,
    /// One JSON object with status, output or error, and the history; of a state that is tested, the
    /// response of the TestState API
    Json,
    /// The output alone
    None,
}

/// `flowc test`
#[derive(Debug, clap::Args)]
pub struct TestsArgs {
    /// Flow files, or directories to look for them in
    #[arg(required = true, value_name = "FILE|DIR")]
    pub paths: Vec<PathBuf>,

    /// Run the tests with this in their names
    #[arg(long, value_name = "TEXT")]
    pub filter: Option<String>,

    /// The value of a `param`
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = param)]
    pub params: Vec<(String, String)>,

    /// What random numbers, identifiers, jitter and the order of branches follow from; without it,
    /// branches begin in their order
    #[arg(long, value_name = "NUMBER")]
    pub seed: Option<u64>,

    /// Tell which states, transitions, catchers and retriers of the workflows the tests reach
    #[arg(long)]
    pub coverage: bool,

    /// Write the lines and branches of the sources that the tests reach to a tracefile of lcov
    #[arg(long, value_name = "FILE")]
    pub lcov: Option<PathBuf>,

    /// Write what each run of a workflow did, as `flowc run --format json` prints it, to a file of this
    /// directory, with the definition that ran
    #[arg(long, value_name = "DIR")]
    pub histories: Option<PathBuf>,

    /// What is printed
    #[arg(long, value_enum, default_value = "human")]
    pub format: TestFormat,

    /// Whether the report is coloured
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: When,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// Run again whenever a file of the tests changes
    #[arg(long)]
    pub watch: bool,
}

impl TestsArgs {
    /// Whether it is to be known what the tests reach.
    pub fn wants_coverage(&self) -> bool {
        self.coverage || self.lcov.is_some()
    }
}

/// `--format` of `flowc test`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TestFormat {
    /// A line for each test, and what was not as expected
    Human,
    /// One JSON object
    Json,
    /// XML as JUnit writes it
    Junit,
}

/// `flowc graph`
#[derive(Debug, clap::Args)]
pub struct GraphArgs {
    /// A Flow file, a state machine definition in JSON or YAML, or a CloudFormation or SAM template with
    /// some; `-` is standard input
    #[arg(value_name = "FILE")]
    pub file: PathBuf,

    /// The workflow to draw, where the file has several; of a template the logical name
    #[arg(long, value_name = "NAME")]
    pub workflow: Option<String>,

    /// What is drawn; without it what the name of the output ends in, else svg, and text in a terminal
    #[arg(long, value_enum, value_name = "FORMAT")]
    pub format: Option<GraphFormat>,

    /// Write it here instead of to standard output
    #[arg(short, long = "out", value_name = "FILE")]
    pub out: Option<PathBuf>,

    /// Show what a run did: what `flowc run --format json` printed, or AWS's `GetExecutionHistory`
    #[arg(long, value_name = "FILE")]
    pub overlay: Option<PathBuf>,

    /// The colours of an SVG
    #[arg(long, value_enum, default_value = "light", value_name = "THEME")]
    pub theme: ThemeArg,

    /// How many columns a text picture has; without it as many as the terminal, and else 100
    #[arg(long, value_name = "COLUMNS", value_parser = clap::value_parser!(u16).range(20..))]
    pub width: Option<u16>,

    /// The value of a `param`
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = param)]
    pub params: Vec<(String, String)>,

    /// Keep the states of each construct apart
    #[arg(long)]
    pub no_optimize: bool,

    /// Whether text is coloured
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: When,
}

/// `--format` of `flowc graph`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum GraphFormat {
    /// A picture for documents
    Svg,
    /// A page to move, enlarge, search and ask
    Html,
    /// A flowchart of Mermaid
    Mermaid,
    /// A graph of Graphviz
    Dot,
    /// Boxes and lines of characters
    Text,
}

/// `--theme`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ThemeArg {
    /// Dark on light
    Light,
    /// Light on dark
    Dark,
    /// As whoever looks at it prefers
    Auto,
}

/// `flowc validate`
#[derive(Debug, clap::Args)]
pub struct ValidateArgs {
    /// Definitions in JSON or YAML, or CloudFormation and SAM templates with some; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// The type of the state machines; without it what a template says, else standard
    #[arg(long = "type", value_enum, value_name = "TYPE")]
    pub kind: Option<MachineTypeArg>,

    /// The least that is reported
    #[arg(long, value_enum, default_value = "warning", value_name = "SEVERITY")]
    pub severity: SeverityArg,

    /// How faults are shown
    #[arg(long, value_enum, default_value = "human")]
    pub format: ValidateFormat,

    /// Whether faults are coloured
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: When,
}

/// `--type`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum MachineTypeArg {
    /// Standard workflows
    Standard,
    /// Express workflows
    Express,
}

/// `--severity`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SeverityArg {
    /// What makes a definition unusable
    Error,
    /// Warnings too
    Warning,
}

/// `--format` of `validate`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ValidateFormat {
    /// Lines of the file with the places marked
    Human,
    /// A line each
    Short,
    /// One JSON object
    Json,
}

/// What is compiled and how its faults are shown.
#[derive(Debug, clap::Args)]
pub struct SourceArgs {
    /// Flow files; `-` is standard input
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,

    /// Write this value instead of `${Name}`
    #[arg(long = "param", value_name = "NAME=VALUE", value_parser = param)]
    pub params: Vec<(String, String)>,

    /// How faults are shown
    #[arg(long, value_enum, default_value = "human")]
    pub format: FormatArg,

    /// Whether faults are coloured
    #[arg(long, value_enum, default_value = "auto", value_name = "WHEN")]
    pub color: When,

    #[command(flatten)]
    pub levels: LevelArgs,

    /// Run again whenever a file of the compilation changes
    #[arg(long)]
    pub watch: bool,
}

impl SourceArgs {
    /// One file, with its faults as they are shown and judged unless asked otherwise.
    pub fn only(file: &Path, params: &[(String, String)], color: When) -> Self {
        Self {
            files: vec![file.to_owned()],
            params: params.to_vec(),
            format: FormatArg::Human,
            color,
            levels: LevelArgs::default(),
            watch: false,
        }
    }
}

/// `--format`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum FormatArg {
    /// Source lines with the places marked
    Human,
    /// A line each
    Short,
    /// One JSON object
    Json,
    /// SARIF 2.1.0
    Sarif,
}

impl From<FormatArg> for Format {
    fn from(format: FormatArg) -> Self {
        match format {
            FormatArg::Human => Self::Human,
            FormatArg::Short => Self::Short,
            FormatArg::Json => Self::Json,
            FormatArg::Sarif => Self::Sarif,
        }
    }
}

/// `--color`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    /// On a terminal, unless `NO_COLOR` or `CLICOLOR=0` is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// `flowc services`
#[derive(Debug, clap::Args)]
pub struct ServicesArgs {
    /// A service: `sqs` is its optimized integration, `aws.sqs` all of it
    #[arg(value_name = "SERVICE")]
    pub service: Option<String>,

    /// One of its actions
    #[arg(value_name = "ACTION")]
    pub action: Option<String>,

    /// How it is shown
    #[arg(long, value_enum, default_value = "human")]
    pub format: ServicesFormat,
}

impl ServicesArgs {
    /// The words that are given.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.service.iter().chain(&self.action).map(String::as_str)
    }
}

/// `--format` of `flowc services`
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum ServicesFormat {
    /// Lists and indented members
    Human,
    /// One JSON object
    Json,
}

/// `flowc explain`
#[derive(Debug, clap::Args)]
pub struct ExplainArgs {
    /// A code, such as F0101
    #[arg(value_name = "CODE")]
    pub code: Option<String>,
}

/// `flowc init`
#[derive(Debug, clap::Args)]
pub struct InitArgs {
    /// Where; it is made if it does not exist
    #[arg(default_value = ".", value_name = "DIR")]
    pub dir: PathBuf,
}

/// `flowc completions`
#[derive(Debug, clap::Args)]
pub struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    pub shell: clap_complete::Shell,
}

/// `2026-01-31T12:00:00Z`
fn timestamp(text: &str) -> Result<Timestamp, String> {
    Timestamp::parse(text, Form::Lenient)
        .ok_or_else(|| format!("write a timestamp such as `2026-01-31T12:00:00Z`, not `{text}`"))
}

/// A bucket, and a prefix behind it.
fn bucket(text: &str) -> Result<String, String> {
    let bucket = text.split('/').next().unwrap_or_default();
    let sign = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '.' | '-');
    if (3..=63).contains(&bucket.len()) && bucket.chars().all(sign) {
        Ok(text.to_owned())
    } else {
        Err(format!("`{bucket}` is no name of a bucket; write `my-bucket/some/prefix`"))
    }
}

/// `Name=value`
fn param(text: &str) -> Result<(String, String), String> {
    match text.split_once('=') {
        Some((name, value)) if !name.is_empty() => Ok((name.to_owned(), value.to_owned())),
        _ => Err(format!("write the name and the value: `--param {text}=value`")),
    }
}

/// `--deny`, `--warn` and `--allow` as one list, because the last word on a code counts.
#[derive(Clone, Debug, Default)]
pub struct LevelArgs {
    pub levels: Levels,
}

/// What `--deny` may name beside codes.
const ALL_WARNINGS: &str = "warnings";

/// The options and what each makes of a warning.
const LEVELS: [(&str, Option<Severity>, &str); 3] = [
    ("deny", Some(Severity::Error), "Make a warning an error; `warnings` is all of them"),
    ("warn", Some(Severity::Warning), "Make a warning a warning again"),
    ("allow", None, "Silence a warning"),
];

impl clap::Args for LevelArgs {
    fn augment_args(command: clap::Command) -> clap::Command {
        LEVELS.iter().fold(command, |command, (name, level, help)| {
            let parser = if *level == Some(Severity::Error) { denied } else { warning_code };
            command.arg(
                clap::Arg::new(*name)
                    .long(*name)
                    .value_name("CODE")
                    .help(*help)
                    .action(ArgAction::Append)
                    .value_parser(parser),
            )
        })
    }

    fn augment_args_for_update(command: clap::Command) -> clap::Command {
        Self::augment_args(command)
    }
}

impl FromArgMatches for LevelArgs {
    fn from_arg_matches(matches: &ArgMatches) -> Result<Self, clap::Error> {
        let mut words: Vec<(usize, &str, Option<Severity>)> = Vec::new();
        for (name, level, _) in LEVELS {
            let values = matches.get_many::<String>(name).unwrap_or_default();
            let places = matches.indices_of(name).unwrap_or_default();
            words.extend(places.zip(values).map(|(place, word)| (place, word.as_str(), level)));
        }
        words.sort_by_key(|(place, ..)| *place);
        let mut levels = Levels::default();
        for (_, word, level) in words {
            if word == ALL_WARNINGS { levels.deny_warnings() } else { levels.set(word, level) }
        }
        Ok(Self { levels })
    }

    fn update_from_arg_matches(&mut self, matches: &ArgMatches) -> Result<(), clap::Error> {
        *self = Self::from_arg_matches(matches)?;
        Ok(())
    }
}

/// `warnings` or the code of a warning.
fn denied(word: &str) -> Result<String, String> {
    if word == ALL_WARNINGS { Ok(word.to_owned()) } else { warning_code(word) }
}

/// The code of a warning, in capitals.
fn warning_code(word: &str) -> Result<String, String> {
    let code = code(word)?;
    match code.severity {
        Severity::Warning => Ok(code.id.to_owned()),
        Severity::Error => Err(format!("{} is an error ({}) and stays one", code.id, code.title())),
    }
}

/// The code a person means by `word`, or a sentence with the nearest one.
pub fn code(word: &str) -> Result<Code, String> {
    let id = word.to_ascii_uppercase();
    Code::find(&id).ok_or_else(|| {
        let all = codes::all();
        match suggest::nearest(&id, all.iter().map(|code| code.id)) {
            Some(near) => format!("there is no code `{word}`; did you mean `{near}`?"),
            None => format!("there is no code `{word}`; `flowc explain` lists them all"),
        }
    })
}
