//! The colours of a picture, light and dark.

use std::fmt::Write as _;

/// Which colours a picture has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Theme {
    /// Dark on light.
    Light,
    /// Light on dark.
    Dark,
    /// As whoever looks at it prefers.
    Auto,
}

/// The tips of the lines.
pub(super) const ARROWS: &str = concat!(
    "<defs>",
    "<marker id=\"tip\" class=\"tip\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker>",
    "<marker id=\"tip-catch\" class=\"tip catch\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker>",
    "<marker id=\"tip-back\" class=\"tip back\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker>",
    "<marker id=\"tip-taken\" class=\"tip taken\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker>",
    "<marker id=\"tip-caught\" class=\"tip caught\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker>",
    "<marker id=\"tip-idle\" class=\"tip idle\" viewBox=\"0 0 8 8\" refX=\"7\" refY=\"4\" markerWidth=\"8\" markerHeight=\"8\" markerUnits=\"userSpaceOnUse\" orient=\"auto\"><path d=\"M0 0L8 4L0 8Z\"/></marker>",
    "</defs>\n"
);

/// What does not depend on light and dark.
const SHAPES: &str = "\
.flow text{font-family:Arial,\"Liberation Sans\",\"Helvetica Neue\",Helvetica,sans-serif;white-space:pre}
.flow .t{font-size:13px;font-weight:bold}
.flow .h{font-size:18px}
.flow .m{font-size:11px}
.flow .c{font-size:11px;font-family:\"Liberation Mono\",Menlo,Consolas,\"DejaVu Sans Mono\",monospace}
.flow .box{stroke-width:1.2}
.flow .outer{stroke-width:1.4}
.flow .hit{fill:none;pointer-events:all}
.flow .region{stroke-dasharray:2 3}
.flow .edge{fill:none;stroke-width:1.4}
.flow .edge.catch{stroke-dasharray:5 4}
.flow .edge.taken{stroke-width:2.6}
.flow .glyph{fill:none;stroke:#fff;stroke-width:1.8;stroke-linecap:round;stroke-linejoin:round}
.flow .node.idle,.flow .mark.idle,.flow .label.idle text{opacity:.55}
.flow .label.idle rect{stroke-opacity:.4}
";

/// The colours of a theme; the kinds of states have a strong and a weak one each.
struct Palette {
    ground: &'static str,
    text: &'static str,
    soft: &'static str,
    boxes: &'static str,
    region: &'static str,
    region_line: &'static str,
    edge: &'static str,
    catch: &'static str,
    back: &'static str,
    idle: &'static str,
    ok: [&'static str; 2],
    caught: [&'static str; 2],
    broken: [&'static str; 2],
    running: [&'static str; 2],
    badge: [&'static str; 2],
    retry: [&'static str; 2],
    rule: [&'static str; 2],
    kinds: [(&'static str, &'static str, &'static str); 9],
}

const LIGHT: Palette = Palette {
    ground: "#ffffff",
    text: "#16202c",
    soft: "#5b6876",
    boxes: "#ffffff",
    region: "#f6f8fa",
    region_line: "#c9d2db",
    edge: "#6b7885",
    catch: "#c2410c",
    back: "#4f5fd0",
    idle: "#ccd3da",
    ok: ["#16833f", "#e9f8ee"],
    caught: ["#c77700", "#fff5e0"],
    broken: ["#c81e2e", "#fdebec"],
    running: ["#1d6fd1", "#e8f2fd"],
    badge: ["#43505e", "#eef1f4"],
    retry: ["#7a4a00", "#fdf0d5"],
    rule: ["#3b3168", "#f3f0fd"],
    kinds: [
        ("task", "#d9661f", "#efc7ab"),
        ("choice", "#6a4fd0", "#c9bff0"),
        ("pass", "#6b7885", "#cbd3da"),
        ("wait", "#b3810a", "#e6d29a"),
        ("parallel", "#0f7f8c", "#a6d5da"),
        ("map", "#1d6fd1", "#b1d0f3"),
        ("distributed", "#1d4ed8", "#b4c4f7"),
        ("succeed", "#16833f", "#a9dcbb"),
        ("fail", "#c81e2e", "#f1b3b8"),
    ],
};

const DARK: Palette = Palette {
    ground: "#10161d",
    text: "#e6edf3",
    soft: "#98a5b3",
    boxes: "#1a222c",
    region: "#141b23",
    region_line: "#36424f",
    edge: "#8592a0",
    catch: "#f0813f",
    back: "#8e9bf5",
    idle: "#37424d",
    ok: ["#46c373", "#12301e"],
    caught: ["#f0ad3e", "#352710"],
    broken: ["#f4656f", "#3a181c"],
    running: ["#61a8f5", "#12293f"],
    badge: ["#b9c4cf", "#27313c"],
    retry: ["#f0c878", "#372b14"],
    rule: ["#cfc6f8", "#282343"],
    kinds: [
        ("task", "#d9661f", "#7a4524"),
        ("choice", "#7c63dd", "#4f4391"),
        ("pass", "#6b7885", "#434d58"),
        ("wait", "#a87b14", "#6b5419"),
        ("parallel", "#128692", "#1f5a61"),
        ("map", "#2a78d6", "#254e7f"),
        ("distributed", "#3d66e0", "#2d4489"),
        ("succeed", "#1f8f49", "#22603a"),
        ("fail", "#d03542", "#7c2a31"),
    ],
};

/// The style sheet of a picture.
#[must_use]
pub fn css(theme: Theme) -> String {
    match theme {
        Theme::Light => SHAPES.to_owned() + &colours(&LIGHT, ".flow"),
        Theme::Dark => SHAPES.to_owned() + &colours(&DARK, ".flow"),
        Theme::Auto => {
            let (light, dark) = (colours(&LIGHT, ".flow"), colours(&DARK, ".flow"));
            format!("{SHAPES}{light}@media (prefers-color-scheme:dark){{\n{dark}}}\n")
        }
    }
}

/// The style sheet of a picture in a page that says by itself whether it is dark.
#[must_use]
pub fn page_css() -> String {
    let (light, dark) = (colours(&LIGHT, ".flow"), colours(&DARK, "[data-theme=dark] .flow"));
    format!("{SHAPES}{light}{dark}")
}

fn colours(palette: &Palette, under: &str) -> String {
    let mut css = String::new();
    let mut rule = |selector: &str, body: String| {
        let all: Vec<String> = selector.split(',').map(|one| format!("{under} {one}")).collect();
        let _ = writeln!(css, "{}{{{body}}}", all.join(","));
    };
    rule(".ground", format!("fill:{}", palette.ground));
    rule("text", format!("fill:{}", palette.text));
    rule(".sub,.comment", format!("fill:{}", palette.soft));
    rule(".box", format!("fill:{}", palette.boxes));
    rule(".region", format!("fill:{};stroke:{}", palette.region, palette.region_line));
    for (kind, strong, weak) in palette.kinds {
        rule(&format!(".box.{kind}"), format!("stroke:{weak}"));
        rule(&format!(".{kind} .tile"), format!("fill:{strong}"));
    }
    lines(palette, &mut rule);
    let pair = |[strong, weak]: [&str; 2]| (format!("fill:{strong}"), format!("fill:{weak}"));
    for (name, colours) in [
        ("badge", palette.badge),
        ("badge.retry", palette.retry),
        ("badge.ran", palette.running),
        ("badge.failed", palette.broken),
    ] {
        let (strong, weak) = pair(colours);
        rule(&format!(".{name} text"), strong);
        rule(&format!(".{name} rect"), weak);
    }
    runs(palette, &mut rule);
    css
}

fn lines(palette: &Palette, rule: &mut dyn FnMut(&str, String)) {
    for (class, colour) in [("", palette.edge), (".back", palette.back), (".catch", palette.catch)]
    {
        rule(&format!(".edge{class}"), format!("stroke:{colour}"));
        rule(&format!(".tip{class}"), format!("fill:{colour}"));
    }
    rule(".label.rule rect", format!("fill:{};stroke:{}", palette.rule[1], palette.kinds[1].2));
    rule(".label.rule text", format!("fill:{}", palette.rule[0]));
    rule(".label.else rect", format!("fill:{};stroke:{}", palette.badge[1], palette.region_line));
    rule(".label.else text", format!("fill:{}", palette.soft));
    rule(".label.error rect", format!("fill:{};stroke:{}", palette.ground, palette.catch));
    rule(".label.error text", format!("fill:{}", palette.catch));
    rule(".mark rect", format!("fill:{};stroke:{}", palette.badge[1], palette.edge));
    rule(".dot", format!("fill:{}", palette.edge));
}

fn runs(palette: &Palette, rule: &mut dyn FnMut(&str, String)) {
    let ok = palette.ok[0];
    rule(".edge.idle", format!("stroke:{}", palette.idle));
    rule(".tip.idle", format!("fill:{}", palette.idle));
    rule(".edge.taken", format!("stroke:{ok}"));
    rule(".tip.taken", format!("fill:{ok}"));
    rule(".edge.catch.taken", format!("stroke:{}", palette.caught[0]));
    rule(".tip.caught", format!("fill:{}", palette.caught[0]));
    rule(".mark.taken rect", format!("stroke:{ok};fill:{}", palette.ok[1]));
    for (outcome, [strong, weak]) in [
        ("ok", palette.ok),
        ("caught", palette.caught),
        ("broken", palette.broken),
        ("running", palette.running),
    ] {
        rule(&format!(".box.{outcome}"), format!("stroke:{strong};stroke-width:2;fill:{weak}"));
    }
    rule(".box.aborted", format!("stroke:{};stroke-dasharray:4 3", palette.running[0]));
    rule(".box.idle", format!("stroke:{}", palette.idle));
}
