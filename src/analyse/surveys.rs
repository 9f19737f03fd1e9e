//! What the calls of a loop, a map or a workflow are: which ask about a job, which go to a service.

use super::Analyser;
use super::error::warnings as error;
use crate::ir::parts::{Part, each_part, of_statement};
use crate::ir::program::{
    Block, DeploySource, Entry, Expr, ExprKind, ResourcePart, Statement, StatementKind, Task,
    WorkKind,
};
use crate::source::Span;

/// What is found in a `fn` that is called; made once for each.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Survey {
    /// It waits for a time, outside of its loops.
    waits: bool,
    /// It asks about a job, outside of its loops: the call that waits for the job's end.
    job: Option<&'static str>,
    /// It calls a service.
    service: bool,
    /// It calls a service that takes few calls at once.
    limited: bool,
}

/// Walks over parts of the program.
struct Surveyor<'a> {
    /// Of the `fn`s that may be called.
    functions: &'a [Survey],
    found: Survey,
    /// Inside a loop, whose polling is its own.
    in_loop: bool,
}

impl Surveyor<'_> {
    fn part(&mut self, part: Part<'_>) {
        match part {
            Part::Expr(expr) => self.expr(expr),
            Part::Block(block) => self.block(block),
        }
    }

    fn block(&mut self, block: &Block) {
        block.statements.iter().for_each(|statement| self.statement(statement));
        block.value.iter().for_each(|value| self.expr(value));
    }

    fn statement(&mut self, statement: &Statement) {
        match &statement.kind {
            StatementKind::Wait(_) | StatementKind::WaitUntil(_) => {
                self.found.waits |= !self.in_loop;
                of_statement(statement, &mut |part| self.part(part));
            }
            StatementKind::While { .. } | StatementKind::For { .. } => {
                let outside = std::mem::replace(&mut self.in_loop, true);
                of_statement(statement, &mut |part| self.part(part));
                self.in_loop = outside;
            }
            StatementKind::Let { .. } | StatementKind::Assign { .. } | StatementKind::Expr(_) => {
                of_statement(statement, &mut |part| self.part(part));
            }
        }
    }

    fn expr(&mut self, expr: &Expr) {
        if !expr.steps {
            return;
        }
        let outside = self.in_loop;
        match &expr.kind {
            ExprKind::Work(work) => {
                if let WorkKind::Task(task) = &work.kind {
                    self.task(task);
                }
            }
            ExprKind::Inline { function, .. } => {
                let called = self.functions.get(function.0 as usize).copied().unwrap_or_default();
                self.called(called);
            }
            ExprKind::Loop { .. } => self.in_loop = true,
            _ => {}
        }
        each_part(Part::Expr(expr), &mut |part| self.part(part));
        self.in_loop = outside;
    }

    fn task(&mut self, task: &Task) {
        let resource = resource_text(task);
        let job = POLLED.iter().find(|(asked, _)| resource.ends_with(asked)).map(|(_, job)| *job);
        if let Some(service) = resource.strip_prefix("arn:aws:states:::") {
            let service = service.strip_prefix("aws-sdk:").unwrap_or(service);
            let service = service.split(':').next().unwrap_or_default();
            self.found.service = true;
            self.found.limited |= LIMITED.contains(&service);
        }
        if !self.in_loop {
            self.found.job = self.found.job.or(job);
        }
    }

    fn called(&mut self, called: Survey) {
        let found = &mut self.found;
        found.service |= called.service;
        found.limited |= called.limited;
        if !self.in_loop {
            found.waits |= called.waits;
            found.job = found.job.or(called.job);
        }
    }
}

impl Analyser<'_> {
    fn survey<'p>(&self, parts: impl IntoIterator<Item = Part<'p>>) -> Survey {
        let functions = &self.surveys;
        let mut surveyor = Surveyor { functions, found: Survey::default(), in_loop: false };
        parts.into_iter().for_each(|part| surveyor.part(part));
        surveyor.found
    }

    /// Remembers what a `fn` calls, which is the next of the program.
    pub(super) fn survey_function(&mut self, body: &Block) {
        let survey = self.survey([Part::Block(body)]);
        self.surveys.push(survey);
    }

    /// A loop that waits and asks about a job for whose end Step Functions can wait itself. The test of
    /// the loop may be what asks.
    pub(super) fn warn_polling(&mut self, body: &Block, test: Option<&Expr>, span: Span) {
        let found = self.survey(test.map(Part::Expr).into_iter().chain([Part::Block(body)]));
        if let (true, Some(job)) = (found.waits, found.job) {
            self.warn(error::polling(job, span));
        }
    }

    /// A workflow that waits, asks about a job, and starts itself again.
    pub(super) fn warn_polling_workflow(&mut self, name: &str, body: &Block, span: Span) {
        let found = self.survey([Part::Block(body)]);
        let (true, Some(job)) = (found.waits, found.job) else { return };
        let own = |source: &DeploySource| {
            matches!(source, DeploySource::WorkflowArn(called, file)
                if &**called == name && *file == Some(span.file))
        };
        if starts(Part::Block(body), &own) {
            self.warn(error::polling(job, span));
        }
    }

    /// Whether the body calls a service at all, and one that takes few calls at once.
    pub(super) fn calls_of(&self, body: &Block) -> (bool, bool) {
        let found = self.survey([Part::Block(body)]);
        (found.service, found.limited)
    }
}

/// Whether a value known at deployment of that source is among the arguments of a call.
fn starts(part: Part<'_>, own: &impl Fn(&DeploySource) -> bool) -> bool {
    if let Part::Expr(expr) = part {
        if let ExprKind::Work(work) = &expr.kind
            && let WorkKind::Task(task) = &work.kind
            && let Some(Expr { kind: ExprKind::Object(entries), .. }) = &task.arguments
        {
            let named = |entry: &Entry| match entry {
                Entry::Field { value: Expr { kind: ExprKind::Deploy(value), .. }, .. } => {
                    own(&value.source)
                }
                _ => false,
            };
            if entries.iter().any(named) {
                return true;
            }
        }
        if !expr.steps {
            return false;
        }
    }
    let mut found = false;
    each_part(part, &mut |part| found = found || starts(part, own));
    found
}

/// The `Resource` of a call, without what is known at deployment only.
pub(super) fn resource_text(task: &Task) -> String {
    task.resource
        .iter()
        .map(|part| match part {
            ResourcePart::Text(text) => text.as_str(),
            ResourcePart::Deploy(_) => "",
        })
        .collect()
}

/// Calls that ask about a job, with the call that waits for its end.
const POLLED: &[(&str, &str)] = &[
    ("aws-sdk:glue:getJobRun", "glue.startJobRun.sync"),
    ("aws-sdk:athena:getQueryExecution", "athena.startQueryExecution.sync"),
    (":::athena:getQueryExecution", "athena.startQueryExecution.sync"),
    ("aws-sdk:codebuild:batchGetBuilds", "codebuild.startBuild.sync"),
    ("aws-sdk:batch:describeJobs", "batch.submitJob.sync"),
    ("aws-sdk:ecs:describeTasks", "ecs.runTask.sync"),
    ("aws-sdk:sfn:describeExecution", "states.startExecution.sync2"),
    ("aws-sdk:sagemaker:describeTrainingJob", "sagemaker.createTrainingJob.sync"),
    ("aws-sdk:sagemaker:describeTransformJob", "sagemaker.createTransformJob.sync"),
    ("aws-sdk:sagemaker:describeProcessingJob", "sagemaker.createProcessingJob.sync"),
    ("aws-sdk:mediaconvert:getJob", "mediaconvert.createJob.sync"),
    ("aws-sdk:emr:describeStep", "elasticmapreduce.addStep.sync"),
    ("aws-sdk:databrew:describeJobRun", "databrew.startJobRun.sync"),
];

/// Services that by default refuse some of forty calls at once, and the APIs of others. (Their service
/// quotas: requests a second, or jobs and tasks at a time.)
const LIMITED: &[&str] = &[
    "athena",
    "bedrock",
    "bedrockruntime",
    "cloudformation",
    "codebuild",
    "comprehend",
    "ecs",
    "glue",
    "http",
    "iam",
    "organizations",
    "rekognition",
    "route53",
    "ses",
    "sesv2",
    "ssm",
    "textract",
    "transcribe",
    "translate",
];
