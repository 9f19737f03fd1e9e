//! `flowc graph`: draws a workflow, or any state machine.

mod read;

use std::io::{self, IsTerminal};
use std::path::Path;

use crate::cli::args::{GraphArgs, GraphFormat, ThemeArg};
use crate::cli::exit::{Exit, Stop};
use crate::cli::report::Stream;
use crate::cli::{files, print, report};
use crate::diagnostic::suggest;
use crate::graph::{self, Chart, Overlay, Terminal, Theme};

/// Draws the state machine the arguments name.
pub fn run(args: &GraphArgs) -> Result<Exit, Stop> {
    let Some(drawables) = read::load(args)? else { return Ok(Exit::FaultsFound) };
    let drawable = chosen(args, &drawables)?;
    let chart = drawable.chart()?;
    let overlay = args.overlay.as_deref().map(|path| overlay(path, &chart)).transpose()?;
    let text = drawn(args, &chart, overlay.as_ref());
    match &args.out {
        None => print(&text)?,
        Some(path) => files::write_all(&[(path.clone(), text)])?,
    }
    Ok(Exit::Done)
}

/// The one to draw.
fn chosen<'d>(args: &GraphArgs, all: &'d [read::Drawable]) -> Result<&'d read::Drawable, Stop> {
    let names = || all.iter().map(|one| one.name.as_str());
    let Some(name) = &args.workflow else {
        return match all {
            [one] => Ok(one),
            [] => {
                Err(Stop::because(format!("there is nothing to draw in `{}`", args.file.display())))
            }
            _ => {
                let list: Vec<String> = names().map(|name| format!("`{name}`")).collect();
                let list = list.join(", ");
                Err(Stop::because(format!("say which workflow with `--workflow`: {list}")))
            }
        };
    };
    all.iter().find(|one| one.name == *name).ok_or_else(|| {
        let near = suggest::nearest(name, names());
        let hint = near.map(|near| format!("; did you mean `{near}`?")).unwrap_or_default();
        Stop::because(format!("there is no workflow `{name}`{hint}"))
    })
}

/// The run of a history; one that visits no state of the chart is of another machine.
fn overlay(path: &Path, chart: &Chart) -> Result<Overlay, Stop> {
    let shown = path.display();
    let json = crate::cli::run::document(path)?;
    let overlay = Overlay::read(&json)
        .map_err(|error| Stop::because(format!("`{shown}` is no history: {error}")))?;
    if chart.nodes.iter().any(|node| overlay.visits(&node.name).is_some()) {
        Ok(overlay)
    } else {
        Err(Stop::because(format!(
            "`{shown}` is not of `{}`: it visits none of its states",
            chart.name
        )))
    }
}

fn drawn(args: &GraphArgs, chart: &Chart, overlay: Option<&Overlay>) -> String {
    match format(args) {
        GraphFormat::Svg => graph::svg(chart, theme(args.theme), overlay),
        GraphFormat::Html => graph::html(chart, overlay),
        GraphFormat::Mermaid => graph::mermaid(chart),
        GraphFormat::Dot => graph::dot(chart),
        GraphFormat::Text => graph::text(chart, terminal(args), overlay),
    }
}

/// As wide as `--width` or the terminal says. A file or another program breaks no lines, so nothing is cut for it.
fn terminal(args: &GraphArgs) -> Terminal {
    const ELSE: usize = 100;
    let in_terminal = args.out.is_none() && io::stdout().is_terminal();
    let own = || {
        let variable = std::env::var("COLUMNS").ok().and_then(|columns| columns.parse().ok());
        let real = || terminal_size::terminal_size_of(io::stdout()).map(|(width, _)| width.0);
        variable.or_else(real).filter(|_| in_terminal).map(usize::from)
    };
    let columns = args.width.map(usize::from).or_else(own).unwrap_or(ELSE);
    Terminal {
        colour: args.out.is_none() && report::colour(args.color, Stream::Out),
        columns: Some(columns),
        cut: in_terminal || args.width.is_some(),
    }
}

fn theme(theme: ThemeArg) -> Theme {
    match theme {
        ThemeArg::Light => Theme::Light,
        ThemeArg::Dark => Theme::Dark,
        ThemeArg::Auto => Theme::Auto,
    }
}

fn format(args: &GraphArgs) -> GraphFormat {
    let of_name = |path: &Path| match path.extension()?.to_str()? {
        "html" | "htm" => Some(GraphFormat::Html),
        "mmd" | "mermaid" => Some(GraphFormat::Mermaid),
        "dot" | "gv" => Some(GraphFormat::Dot),
        "txt" => Some(GraphFormat::Text),
        _ => None,
    };
    args.format.or_else(|| args.out.as_deref().and_then(of_name)).unwrap_or_else(|| {
        let in_terminal = args.out.is_none() && io::stdout().is_terminal();
        if in_terminal { GraphFormat::Text } else { GraphFormat::Svg }
    })
}
