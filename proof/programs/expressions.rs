//! Expressions.

use super::{Kind, VALUE_KINDS, Writer, type_of};

impl Writer {
    /// An expression of `kind`, nested at most `depth` deep.
    pub(super) fn expr(&mut self, kind: Kind, depth: usize) -> String {
        let known = self.variables(kind);
        let choice = if depth == 0 { 1 } else { self.tape.pick(6) };
        if !known.is_empty() && choice <= 2 {
            return known[self.tape.pick(known.len())].clone();
        }
        // Most of a tape would go into expressions.
        let depth = if choice <= 3 { 0 } else { depth };
        match kind {
            Kind::Num => self.number(depth),
            Kind::Str => self.string(depth),
            Kind::Bool => self.bool(depth),
            Kind::Nums => self.numbers(depth),
            Kind::Rec => self.record(depth),
            Kind::Nest => self.nest(depth),
            Kind::Recs => self.records(depth),
            Kind::Dict => self.dictionary(depth),
            Kind::Any | Kind::Id | Kind::Input | Kind::Caught | Kind::Known => self.any(depth),
        }
    }

    pub(super) fn number(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self
                .tape
                .one_of(&[
                    "0",
                    "1",
                    "2",
                    "3",
                    "input.n",
                    "-1",
                    "2.5",
                    "0.1",
                    "9007199254740991",
                    "(input.nil ?? 7)",
                ])
                .to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(32) {
            0 => self.number(0),
            1 => format!("{} + {}", self.operand(Kind::Num, depth), self.operand(Kind::Num, depth)),
            2 => format!("{} - {}", self.operand(Kind::Num, depth), self.operand(Kind::Num, depth)),
            3 => format!("{}.length()", self.operand(Kind::Nums, depth)),
            4 => format!("{}.sum()", self.operand(Kind::Nums, depth)),
            5 => format!("{}.n", self.operand(Kind::Rec, depth)),
            6 => self.call("Num"),
            7 => format!("ask({})", self.expr(Kind::Num, depth)),
            8 => format!("twice({})", self.expr(Kind::Num, depth)),
            9 => self.conditional(Kind::Num, depth),
            10 => {
                let read = self.tape.one_of(&[
                    "[0]",
                    "[-1]",
                    ".min()",
                    ".max()",
                    ".first()",
                    ".last()",
                    ".average()",
                    ".find(x => x > 1)",
                    ".filter(x => x > 1)[0]",
                ]);
                let list = self.operand(Kind::Nums, depth);
                format!("{list}{read} ?? {}", self.operand(Kind::Num, depth))
            }
            11 => format!("{} + 1", self.likely(depth)),
            12 => self.call_with_catch("Num", Kind::Num, depth),
            13 => {
                let method =
                    self.tape.one_of(&[".round()", ".floor()", ".ceil()", ".abs()", ".round(1)"]);
                format!("{}{method}", self.operand(Kind::Num, depth))
            }
            14 => {
                let rest = self.tape.one_of(&["* 2", "/ 4", "% 3", "* -1", "/ 3"]);
                format!("{} {rest}", self.operand(Kind::Num, depth))
            }
            15 => format!("{}.length()", self.operand(Kind::Str, depth)),
            16 => format!("{}[\"k\"] ?? {}", self.dict(depth), self.operand(Kind::Num, depth)),
            17 => format!("{}[0][1] ?? {}", self.operand(Kind::Nest, depth), self.number(0)),
            18 => {
                let read = self.tape.one_of(&["input.opt.deep.n", "input.nil"]);
                format!("{read} ?? {}", self.operand(Kind::Num, depth))
            }
            19 => {
                let (list, first) = (self.operand(Kind::Nums, depth), self.expr(Kind::Num, depth));
                format!("{list}.reduce((sum, x, i) => sum + x * i, {first})")
            }
            20 => {
                let errors = self.tape.one_of(&["", "Oops | Bang "]);
                let (body, other) = (self.expr(Kind::Num, depth), self.expr(Kind::Num, depth));
                format!("(try {{ {body} }} catch {errors}{{ {other} }})")
            }
            21 => {
                let subject = self.widened(Kind::Num, depth);
                let (one, two) = (self.expr(Kind::Num, depth), self.expr(Kind::Num, depth));
                format!("(match {subject} {{ 0 | 1 => {one}, n if n > 2 => n, _ => {two} }})")
            }
            22 => format!("{}.length()", self.operand(Kind::Nest, depth)),
            23 => format!("{}.length()", self.operand(Kind::Recs, depth)),
            24 => format!("{}.map(r => r.n).sum()", self.operand(Kind::Recs, depth)),
            25 => self
                .tape
                .one_of(&["randomInt(3, 4)", "(if random() < 1 { 1 } else { 2 })"])
                .to_owned(),
            26 => format!("(loop {{ break {} }})", self.expr(Kind::Num, depth)),
            27 => match self.variables(Kind::Nums).first() {
                Some(list) => format!("({{% $sum(${list}) %}} as number)"),
                None => "({% 1 + 1 %} as number)".to_owned(),
            },
            28 => format!("settle({})", self.expr(Kind::Num, depth)),
            29 => format!("{}.map(l => l.sum()).sum()", self.operand(Kind::Nest, depth)),
            30 => format!("[\"12\", \"2.5e1\"].map(t => t.toNumber())[{}] ?? 0", self.tape.pick(3)),
            _ => self.own(Kind::Num, depth),
        }
    }

    /// A call of a function of the program's own that gives `kind`.
    pub(super) fn own(&mut self, kind: Kind, depth: usize) -> String {
        let fitting: Vec<_> =
            self.functions.iter().filter(|it| it.gives == kind).cloned().collect();
        if fitting.is_empty() {
            return self.expr(kind, 0);
        }
        let function = &fitting[self.tape.pick(fitting.len())];
        let mut args = vec!["input".to_owned()];
        args.extend(function.params.iter().map(|param| self.expr(*param, depth)));
        format!("{}({})", function.name, args.join(", "))
    }

    /// A whole number near the ends of a list.
    fn position(&mut self) -> String {
        let lists = self.variables(Kind::Nums);
        match self.tape.pick(4) {
            0 => self.tape.one_of(&["1", "-1", "2", "-2", "0"]).to_owned(),
            1 => "input.xs.length()".to_owned(),
            2 if !lists.is_empty() => format!("(1 - {}.length())", lists[lists.len() - 1]),
            _ => "(input.xs.length() - 1)".to_owned(),
        }
    }

    /// An object of numbers, read by names.
    pub(super) fn dict(&mut self, depth: usize) -> String {
        self.widened(Kind::Dict, depth)
    }

    /// An expression that can stand beside any operator.
    pub(super) fn operand(&mut self, kind: Kind, depth: usize) -> String {
        let text = self.expr(kind, depth);
        let plain = |c: char| c.is_alphanumeric() || c == '.' || c == '_';
        if text.chars().all(plain) { text } else { format!("({text})") }
    }

    /// An operand that may have any value of its kind, so that no test of it is idle.
    pub(super) fn widened(&mut self, kind: Kind, depth: usize) -> String {
        format!("({} as {})", self.operand(kind, depth), type_of(kind))
    }

    pub(super) fn string(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self
                .tape
                .one_of(&[
                    "\"x\"",
                    "\"\"",
                    "\"y z\"",
                    "input.s",
                    "\"$a {%\"",
                    "\"ключ\"",
                    "\"a\\\"\\n\\\\\"",
                    "\"😀é\"",
                ])
                .to_owned();
        }
        let depth = depth - 1;
        let mut caught = self.variables(Kind::Caught);
        caught.extend(self.variables(Kind::Known));
        match self.tape.pick(26) {
            0 => self.string(0),
            1 => format!("\"a ${{{}}}\"", self.expr(Kind::Num, depth)),
            2 => format!("\"${{{}}}-${{{}}}\"", self.expr(Kind::Str, depth), self.dynamic(depth)),
            3 => {
                let method = self.tape.one_of(&[
                    ".upper()",
                    ".lower()",
                    ".trim()",
                    ".reverse()",
                    ".slice(1)",
                    ".slice(0, 2)",
                    ".slice(-2)",
                    ".padStart(4, \"0\")",
                    ".padEnd(3)",
                    ".slice(-3, -1)",
                ]);
                format!("{}{method}", self.operand(Kind::Str, depth))
            }
            4 => self.call("Str"),
            5 => format!("tagged({})", self.expr(Kind::Any, depth)),
            6 if !caught.is_empty() => format!("{}.Error", caught[self.tape.pick(caught.len())]),
            6 => format!("{}.s", self.operand(Kind::Rec, depth)),
            7 => self.conditional(Kind::Str, depth),
            8 => {
                let (text, with) = (self.operand(Kind::Str, depth), self.expr(Kind::Str, depth));
                format!("{text}.replace(\"x\", {with})")
            }
            9 => {
                let by = self.tape.one_of(&["\",\"", "\" \"", "\"\"", "\"x\""]);
                format!("{}.split({by}).join(\"-\")", self.operand(Kind::Str, depth))
            }
            10 => {
                let (a, b) = (self.operand(Kind::Str, depth), self.expr(Kind::Str, depth));
                format!("{a}.concat({b})")
            }
            11 => format!("json.stringify({})", self.expr(Kind::Any, depth)),
            12 => {
                let function = self.tape.one_of(&[
                    "base64.encode",
                    "url.encode",
                    "hash.sha256",
                    "hash.md5",
                    "hash.sha1",
                ]);
                format!("{function}({})", self.expr(Kind::Str, depth))
            }
            13 => format!("{}.join(\",\")", self.operand(Kind::Nums, depth)),
            14 => format!("{}.keys().join(\",\")", self.dict(depth)),
            15 => self.tape.one_of(&["time.add(now(), 90)", "now()", "time.format(0)"]).to_owned(),
            16 => format!("input.opt.note ?? {}", self.operand(Kind::Str, depth)),
            17 => format!("url.decode(url.encode({}))", self.expr(Kind::Str, depth)),
            18 => format!("base64.decode(base64.encode({}))", self.expr(Kind::Str, depth)),
            19 => {
                let subject = self.widened(Kind::Str, depth);
                let (one, two) = (self.expr(Kind::Str, depth), self.expr(Kind::Str, depth));
                format!("(match {subject} {{ \"x\" => {one}, \"\" | \"y\" => \"é\", _ => {two} }})")
            }
            20 => format!("{}.map(r => r.s).join(\"\")", self.operand(Kind::Recs, depth)),
            21 => format!("(try {{ {} }} catch {{ \"caught\" }})", self.expr(Kind::Str, depth)),
            22 => {
                let pattern = self.tape.one_of(&[
                    "\"[a-z]+\"",
                    "\"([a-z])([a-z]?)\"",
                    "\"[0-9]\"",
                    "\"X|Y\", \"i\"",
                    "\"^ +\"",
                    "\"[^a-z]\"",
                ]);
                let with = self.tape.one_of(&["\"<$1>\"", "\"\"", "\"$$\"", "\"-\""]);
                let with = if pattern.contains('(') { "\"$2-$1\"" } else { with };
                let with = if pattern.contains('(') { with } else { &with.replace("$1", "!") };
                format!("{}.replace(regex({pattern}), {with})", self.operand(Kind::Str, depth))
            }
            23 => {
                let pattern = self.tape.one_of(&["\"[ ,]+\"", "\"x\"", "\"[a-z]\""]);
                let text = self.operand(Kind::Str, depth);
                format!("{text}.split(regex({pattern})).join(\"|\")")
            }
            24 => {
                let time = self.tape.one_of(&["now()", "time.add(now(), 3600)", "86399"]);
                let picture = self.tape.one_of(&[
                    "\"[Y0001]-[M01]-[D01]\"",
                    "\"[H01]:[m01]:[s01]\"",
                    "\"[D01].[M01].\"",
                ]);
                format!("time.format({time}, {picture})")
            }
            _ => self.own(Kind::Str, depth),
        }
    }

    pub(super) fn bool(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["true", "false", "input.b"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(27) {
            0 => self.bool(0),
            1 => {
                let sign = self.tape.one_of(&["==", "<", ">=", "!="]);
                let left = self.widened(Kind::Num, depth);
                format!("{left} {sign} {}", self.operand(Kind::Num, depth))
            }
            2 => format!("!{}", self.operand(Kind::Bool, depth)),
            3 => format!(
                "{} && {}",
                self.operand(Kind::Bool, depth),
                self.operand(Kind::Bool, depth)
            ),
            4 => format!(
                "{} || {}",
                self.operand(Kind::Bool, depth),
                self.operand(Kind::Bool, depth)
            ),
            5 => self.call("Bool"),
            6 => "exists(input.any.a)".to_owned(),
            7 => {
                format!("{} in {}", self.widened(Kind::Num, depth), self.operand(Kind::Nums, depth))
            }
            // Of a call: it would narrow a variable, and later tests of that be idle.
            8 => format!("{} is string", self.call("Any")),
            9 => format!("[{}] == [{}]", self.dynamic(depth), self.dynamic(depth)),
            10 => format!("{} > 1", self.likely(depth)),
            11 => {
                format!("{} == {}", self.widened(Kind::Str, depth), self.operand(Kind::Str, depth))
            }
            12 => {
                let method = self.tape.one_of(&["contains", "startsWith", "endsWith"]);
                let (text, part) = (self.operand(Kind::Str, depth), self.expr(Kind::Str, depth));
                format!("{text}.{method}({part})")
            }
            13 => {
                let glob = self.tape.one_of(&["\"x*\"", "\"*\"", "\"?\"", "\"*é\"", "\"*a*\""]);
                format!("{}.like({glob})", self.operand(Kind::Str, depth))
            }
            14 => {
                let test =
                    self.tape.one_of(&[".any(x => x > 1)", ".all(x => x > 0)", ".contains(1)"]);
                format!("{}{test}", self.operand(Kind::Nums, depth))
            }
            15 => format!("{}.has(\"k\")", self.dict(depth)),
            16 => {
                let read = self.tape.one_of(&[
                    "input.opt.note",
                    "input.opt.deep.n",
                    "input.opt",
                    "input.any.a.b",
                    "input.any[0]",
                ]);
                format!("exists({read})")
            }
            17 => {
                let ty = self.tape.one_of(&[
                    "number",
                    "null",
                    "[any]",
                    "{ a: any }",
                    "\"x\" | 1",
                    "{ [string]: number }",
                    "[number]",
                    "bool",
                ]);
                format!("{} is {ty}", self.call("Any"))
            }
            18 => format!("{}.any(l => l == [1])", self.operand(Kind::Nest, depth)),
            19 => format!("{} in {}", self.expr(Kind::Nums, 0), self.operand(Kind::Nest, depth)),
            20 => format!("[{}] != [{}]", self.dynamic(depth), self.operand(Kind::Any, depth)),
            21 => format!("(try {{ {} }} catch Bang {{ false }})", self.expr(Kind::Bool, depth)),
            22 => {
                let (list, more) = (self.expr(Kind::Nums, 0), self.operand(Kind::Nest, depth));
                format!("{list} in [{list}, ...{more}]")
            }
            23 => {
                let (record, more) = (self.expr(Kind::Rec, 0), self.operand(Kind::Recs, depth));
                format!("({{ ...({record}) }}) in [{record}, ...{more}]")
            }
            24 => {
                let list = self.expr(Kind::Nums, 0);
                format!("[{}, ...{list}] in [[1], [input.n, ...{list}]]", self.pure_number())
            }
            25 => {
                let pattern =
                    self.tape.one_of(&["\"^[a-z]\"", "\"[0-9]+$\"", "\"x|y\"", "\"B\", \"i\""]);
                format!("{}.matches(regex({pattern}))", self.operand(Kind::Str, depth))
            }
            _ => self.own(Kind::Bool, depth),
        }
    }

    pub(super) fn numbers(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["[1, 2]", "input.xs", "[7]"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(21) {
            0 => self.numbers(0),
            1 => format!("[{}, {}]", self.expr(Kind::Num, depth), self.expr(Kind::Num, depth)),
            2 => {
                format!("[...{}, {}]", self.operand(Kind::Nums, depth), self.expr(Kind::Num, depth))
            }
            3 => {
                format!("{}.map(x => x + {})", self.operand(Kind::Nums, depth), self.pure_number())
            }
            4 => format!(
                "{}.filter(x => x > {})",
                self.operand(Kind::Nums, depth),
                self.pure_number()
            ),
            5 => self.call("List"),
            6 => {
                let method = self.tape.one_of(&[
                    ".reverse()",
                    ".sort()",
                    ".distinct()",
                    ".slice(1)",
                    ".slice(-1)",
                    ".map((x, i) => x * i)",
                    ".sort(x => -x)",
                    ".chunk(2).map(c => c.sum())",
                    ".filter((x, i) => i > 0)",
                    ".slice(0, -1)",
                    ".map(x => [x]).flatten()",
                ]);
                format!("{}{method}", self.operand(Kind::Nums, depth))
            }
            7 => self.conditional(Kind::Nums, depth),
            8 => {
                let (a, b) = (self.operand(Kind::Nums, depth), self.expr(Kind::Nums, depth));
                format!("{a}.concat({b})")
            }
            9 => format!("range(0, {})", self.tape.pick(4)),
            10 => format!("{}.flatten()", self.operand(Kind::Nest, depth)),
            11 => format!("{}.values()", self.dict(depth)),
            12 => format!("{}.map(r => r.n)", self.operand(Kind::Recs, depth)),
            13 => {
                let list = self.operand(Kind::Nums, depth);
                let clause = self.tape.one_of(&["", " concurrency 2", " distributed"]);
                let clause = if self.express { "" } else { clause };
                let body = self.map_body(Kind::Num, depth);
                format!("(map x in {list}.slice(0, 3){clause} {{ {body} }})")
            }
            14 => {
                let (a, b) = (self.map_body(Kind::Num, depth), self.map_body(Kind::Num, depth));
                format!("(parallel {{ branch {{ {a} }} branch {{ {b} }} }})")
            }
            18 | 19 => {
                let (list, start) = (self.operand(Kind::Nums, depth), self.position());
                match self.tape.pick(2) {
                    0 => format!("[5, 6, ...{list}].slice({start})"),
                    _ => format!("[5, 6, ...{list}].slice({start}, {})", self.position()),
                }
            }
            15 => {
                format!("({}[0] ?? {})", self.operand(Kind::Nest, depth), self.expr(Kind::Nums, 0))
            }
            16 => format!("{}.map(l => l.length())", self.operand(Kind::Nest, depth)),
            17 => {
                let (list, n) = (self.operand(Kind::Nums, depth), self.pure_number());
                format!("{list}.map(x => if x > {n} {{ x }} else {{ {n} }})")
            }
            _ => self.own(Kind::Nums, depth),
        }
    }

    /// An expression where `return` and jumps of loops around it do not lead, and nothing outside can be
    /// assigned.
    pub(super) fn map_body(&mut self, kind: Kind, depth: usize) -> String {
        self.expr(kind, depth)
    }

    pub(super) fn nest(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["[[1], []]", "input.nest", "[[]]", "[[1, 2]]"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(10) {
            0 => self.nest(0),
            1 => format!("[{}, {}]", self.expr(Kind::Nums, depth), self.expr(Kind::Nums, depth)),
            2 => format!("[{}]", self.expr(Kind::Nums, depth)),
            3 => format!("{}.chunk(2)", self.operand(Kind::Nums, depth)),
            4 => {
                let (a, b) = (self.operand(Kind::Nums, depth), self.expr(Kind::Nums, depth));
                format!("{a}.zip({b})")
            }
            5 => {
                let method = self.tape.one_of(&[
                    ".reverse()",
                    ".filter(l => l.length() > 1)",
                    ".map(l => l.reverse())",
                    ".sort(l => l.length())",
                    ".distinct()",
                    ".slice(0, 1)",
                    ".map(l => [...l, 0])",
                ]);
                format!("{}{method}", self.operand(Kind::Nest, depth))
            }
            6 => {
                let (a, b) = (self.operand(Kind::Nest, depth), self.expr(Kind::Nums, depth));
                format!("[...{a}, {b}]")
            }
            7 => format!("{}.map(x => [x])", self.operand(Kind::Nums, depth)),
            8 => format!("{}.groupBy(x => x > 1).values()", self.operand(Kind::Nums, depth)),
            _ => self.own(Kind::Nest, depth),
        }
    }

    pub(super) fn records(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["[{ n: 2, s: \"é\" }]", "input.recs"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(8) {
            0 => self.records(0),
            1 => format!("[{}, {}]", self.expr(Kind::Rec, depth), self.expr(Kind::Rec, depth)),
            2 => {
                let method = self.tape.one_of(&[
                    ".filter(r => r.n > 1)",
                    ".sort(r => -r.n)",
                    ".reverse()",
                    ".distinct()",
                    ".map(r => { ...r, n: r.n + 1 })",
                    ".filter(r => (r.s as string) == \"x\")",
                    ".sort(r => r.s)",
                ]);
                format!("{}{method}", self.operand(Kind::Recs, depth))
            }
            3 => {
                format!("[...{}, {}]", self.operand(Kind::Recs, depth), self.expr(Kind::Rec, depth))
            }
            4 => {
                let (list, text) = (self.operand(Kind::Nums, depth), self.string(0));
                format!("{list}.map(x => {{ n: x, s: {text} }})")
            }
            5 => format!("[{}]", self.expr(Kind::Rec, depth)),
            6 => self.conditional(Kind::Recs, depth),
            _ => self.own(Kind::Recs, depth),
        }
    }

    pub(super) fn dictionary(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self
                .tape
                .one_of(&["input.map", "({ k: 1, \"odd key\": 2 } as { [string]: number })"])
                .to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(8) {
            0 => self.dictionary(0),
            1 => {
                let (a, key) = (self.dict(depth), self.expr(Kind::Str, depth));
                format!("{{ ...{a}, [{key}]: {} }}", self.expr(Kind::Num, depth))
            }
            2 => {
                let (a, b) = (self.dict(depth), self.expr(Kind::Dict, depth));
                format!("{a}.merge({b})")
            }
            3 => {
                let method = self.tape.one_of(&[".pick(\"k\")", ".omit(\"k\", \"ключ\")"]);
                format!("{}{method}", self.dict(depth))
            }
            4 => format!("{{ ключ: {}, k?: input.nil }}", self.expr(Kind::Num, depth))
                .replace("ключ", "key"),
            5 => self.conditional(Kind::Dict, depth),
            6 => {
                let list = self.operand(Kind::Nums, depth);
                format!("{list}.reduce((all, x) => {{ ...all, [\"k${{x}}\"]: x }}, input.map)")
            }
            _ => self.own(Kind::Dict, depth),
        }
    }

    /// A number without calls, for lambdas.
    pub(super) fn pure_number(&mut self) -> String {
        let known = self.variables(Kind::Num);
        match self.tape.pick(3) {
            1 if !known.is_empty() => known[self.tape.pick(known.len())].clone(),
            2 => "(input.any.a + 1)".to_owned(),
            _ => self.number(0),
        }
    }

    pub(super) fn record(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["{ n: 1, s: \"r\" }", "input.rec"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(8) {
            0 => self.record(0),
            1 => format!(
                "{{ n: {}, s: {} }}",
                self.expr(Kind::Num, depth),
                self.expr(Kind::Str, depth)
            ),
            2 => format!(
                "{{ ...{}, n: {} }}",
                self.operand(Kind::Rec, depth),
                self.expr(Kind::Num, depth)
            ),
            3 => self.call("GetRec"),
            4 => self.conditional(Kind::Rec, depth),
            5 => format!("({}[0] ?? {})", self.operand(Kind::Recs, depth), self.record(0)),
            6 => format!(
                "({}.merge({{ n: {} }}) as Rec)",
                self.operand(Kind::Rec, depth),
                self.expr(Kind::Num, depth)
            ),
            _ => self.own(Kind::Rec, depth),
        }
    }

    pub(super) fn any(&mut self, depth: usize) -> String {
        if depth == 0 {
            return self.tape.one_of(&["input.any", "null", "input", "5"]).to_owned();
        }
        let depth = depth - 1;
        match self.tape.pick(27) {
            0 => self.any(0),
            1 => self.call("Any"),
            2 => self.dynamic(depth),
            3 => format!("{}.a.b ?? {}", self.dynamic(depth), self.operand(Kind::Any, depth)),
            4 => self.expr(Kind::Num, depth),
            5 => self.expr(Kind::Str, depth),
            6 => self.expr(Kind::Rec, depth),
            7 => format!(
                "{{ k: {}, l: [{}] }}",
                self.expr(Kind::Any, depth),
                self.expr(Kind::Any, depth)
            ),
            8 => format!("{} ?? {}", self.dynamic(depth), self.operand(Kind::Any, depth)),
            9 => self.expr(Kind::Bool, depth),
            10 => self.service_call(),
            11 => {
                let kind = self.tape.one_of(&[Kind::Nest, Kind::Recs, Kind::Dict, Kind::Nums]);
                self.expr(kind, depth)
            }
            12 => {
                let key = self.expr(Kind::Str, depth);
                format!(
                    "{{ [{key}]: {}, k?: input.nil, note?: input.opt.note }}",
                    self.expr(Kind::Any, depth)
                )
            }
            13 => {
                let (list, key) =
                    (self.operand(Kind::Recs, depth), self.tape.one_of(&["r.s", "r.n"]));
                format!("{list}.groupBy(r => {key})")
            }
            14 => format!("{}.entries()", self.dict(depth)),
            15 => format!("json.parse(json.stringify({}))", self.expr(Kind::Any, depth)),
            16 => {
                let known = self.variables(Kind::Known);
                match known.last() {
                    Some(known) => self.tape.one_of(&["X.Cause", "X"]).replace('X', known),
                    None => "now()".to_owned(),
                }
            }
            17 => {
                let function = self.tape.one_of(&[
                    "dynamodb.marshal",
                    "aws.dynamodb.marshal",
                    "firm",
                    "fetch",
                    "pick",
                ]);
                match function {
                    "firm" | "fetch" | "pick" => {
                        format!("{function}({})", self.expr(Kind::Any, depth))
                    }
                    _ => format!("{function}({})", self.dict(depth)),
                }
            }
            18 => format!("[{}, [{}]]", self.expr(Kind::Any, depth), self.expr(Kind::Any, depth)),
            19 => "(input.any is { a: any })".to_owned(),
            20 => format!("dynamodb.unmarshal(aws.dynamodb.marshal({}))", self.dict(depth)),
            21 => {
                let (a, b) = (self.expr(Kind::Any, depth), self.expr(Kind::Any, depth));
                format!("(parallel {{ left: {{ {a} }} right: {{ {b} }} }})")
            }
            22 => {
                let method = self.tape.one_of(&[
                    ".length()",
                    ".reverse()",
                    ".slice(0, 1)",
                    ".upper() ?? 1",
                    ".keys()",
                    ".first() ?? 2",
                    ".map(x => x)",
                    ".filter(x => x != 1)",
                    ".contains(1)",
                    ".flatten()",
                    ".distinct()",
                    ".entries()",
                    ".sum()",
                    ".join(\"\")",
                ]);
                format!("{}{method}", self.dynamic(depth))
            }
            23 => self
                .tape
                .one_of(&["context.Execution.Name", "context.Execution.Input.any"])
                .to_owned(),
            24 => format!("arn.split(\"arn:aws:s3:::{}\")", "b:c"),
            25 => format!(
                "{}.map(x => {{ x, l: [x, {}] }})",
                self.operand(Kind::Nums, depth),
                self.pure_number()
            ),
            _ => self.own(Kind::Any, depth),
        }
    }

    /// An operand of which the compiler does not know that it is a number.
    fn likely(&mut self, depth: usize) -> String {
        match self.tape.pick(3) {
            0 | 1 => "input.some.a.b".to_owned(),
            _ => self.dynamic(depth),
        }
    }

    /// An operand of which the compiler knows nothing.
    pub(super) fn dynamic(&mut self, depth: usize) -> String {
        let known = self.variables(Kind::Any);
        match self.tape.pick(5) {
            0 => "input.any".to_owned(),
            1 if depth > 0 => self.call("Any"),
            2 => "input.any.a".to_owned(),
            3 if depth > 0 => format!("{}.a", self.dynamic(depth - 1)),
            _ if known.is_empty() => "input.any[0]".to_owned(),
            _ => known[self.tape.pick(known.len())].clone(),
        }
    }

    pub(super) fn conditional(&mut self, kind: Kind, depth: usize) -> String {
        let condition = self.expr(Kind::Bool, depth);
        let yes = self.expr(kind, depth);
        let no = self.expr(kind, depth);
        format!("if {condition} {{ {yes} }} else {{ {no} }}")
    }

    /// A call that gives `kind`, or an expression where no function does.
    pub(super) fn call_of(&mut self, kind: Kind) -> String {
        match kind {
            Kind::Num => self.call("Num"),
            Kind::Str => self.call("Str"),
            Kind::Bool => self.call("Bool"),
            Kind::Nums => self.call("List"),
            Kind::Rec => self.call("GetRec"),
            Kind::Any => self.call("Any"),
            kind => self.expr(kind, 3),
        }
    }

    pub(super) fn call(&mut self, function: &str) -> String {
        if self.tape.one_in(12) {
            // What may fail stands before a call.
            let (risky, call) = (self.risky(), self.tape.one_of(&["Num(0)", "Any(input.b)"]));
            return format!("{function}([{risky}, {call}])");
        }
        if self.tape.one_in(16) {
            // What is no number leaves the state as a text.
            let right = ["input.n", "input.xs.length()", "(input.n - 1)", "input.some.a.b"];
            let (left, right) = (self.number(0), self.tape.one_of(&right));
            let sign = self.tape.one_of(&["/", "%"]);
            return format!("{function}([{left} {sign} {right}])");
        }
        let kind = self.tape.one_of(&VALUE_KINDS);
        let argument = self.expr(kind, 1);
        let identifiers = self.variables(Kind::Id);
        if !identifiers.is_empty() && self.tape.one_in(3) {
            let identifier = &identifiers[self.tape.pick(identifiers.len())];
            return format!("{function}([{identifier}, {argument}])");
        }
        format!("{function}({argument})")
    }

    pub(super) fn call_with_catch(&mut self, function: &str, kind: Kind, depth: usize) -> String {
        let call = self.call(function);
        let clauses = self.clauses_of(depth + 1, Some(kind));
        if clauses.is_empty() { call } else { format!("({call}{clauses})") }
    }

    /// A call of something else than a function, with what ends it.
    pub(super) fn service_call(&mut self) -> String {
        let (call, limits) = self.limited_call();
        if limits.is_empty() { call } else { format!("({call}{limits})") }
    }

    /// A call of something else than a function, and clauses that belong to it.
    pub(super) fn limited_call(&mut self) -> (String, &'static str) {
        let body = self.expr(Kind::Any, 1);
        let choices = if self.express { 2 } else { 9 };
        let call = match self.tape.pick(choices) {
            0 => format!("aws.sqs.sendMessage(QueueUrl: \"q\", MessageBody: {body}).MessageId"),
            1 => "http.invoke(ApiEndpoint: \"https://e.example\", Method: \"GET\", \
                  InvocationConfig: { ConnectionArn: \"c\" }).ResponseBody"
                .to_owned(),
            2 | 3 => format!(
                "sqs.sendMessage.waitForTaskToken(QueueUrl: \"q\", \
                 MessageBody: {{ token: context.Task.Token, body: {body} }})"
            ),
            4 => {
                format!("Ask.waitForTaskToken({{ token: context.Task.Token, list: [{body}] }})")
            }
            5 => format!("Child({body})"),
            6 => "glue.startJobRun.sync(JobName: \"j\").JobRunState".to_owned(),
            _ => format!("Job({body})"),
        };
        let waits = call.contains("waitForTaskToken") || call.starts_with("Job");
        let limits = match waits {
            false => "",
            true => self.tape.one_of(&[
                " timeout 20s",
                " timeout 30s heartbeat 4s",
                " heartbeat 2s",
                " timeout 5s heartbeat 4s",
            ]),
        };
        (call, limits)
    }
}
