//! Turns a tree as it was written into a plan: paths become lists of steps with what filters each,
//! brackets become blocks, and calls that end a function are set apart.
//!
//! In: an expression. Out: a plan whose names are not resolved yet, and the first thing in it that
//! the reference refuses before it evaluates anything.

use std::rc::Rc;

use crate::value::Value;

use super::super::ast::{BinaryOp, Expr, Name, Piece};
use super::super::grouping::{Place, leftmost_needs_parens, needs_parens};
use super::ancestry::{Ancestry, Filtered};
use super::failure::Failure;
use super::plan::{
    Array, Bind, Block, Call, Condition, Entries, Filter, Kind, Lambda, Lookup, Node, Partial,
    Path, Stage, Step, Symbol, Term, Transform, Variable,
};
use super::regex::Pattern;
use super::signature::Signature;

/// How much stack a level of the tree may need.
const ROOM: usize = 64 << 10;
const SEGMENT: usize = 1 << 20;

/// The plan of an expression, without places for its names.
pub(super) struct Built {
    pub(super) node: Node,
    pub(super) ancestry: Ancestry,
    pub(super) fault: Option<Failure>,
    /// The names that paths bind; a symbol is the index of one.
    pub(super) symbols: Vec<Name>,
}

/// Makes the plan of an expression.
pub(super) fn build(expr: &Expr) -> Built {
    let mut builder = Builder::default();
    let node = builder.node(expr, Place::Open);
    builder.ancestry.finish(&node);
    let Builder { mut ancestry, symbols, fault } = builder;
    let fault = fault.or_else(|| ancestry.fault.take());
    Built { node, ancestry, fault, symbols }
}

#[derive(Default)]
struct Builder {
    ancestry: Ancestry,
    symbols: Vec<Name>,
    fault: Option<Failure>,
}

impl Builder {
    fn refuse(&mut self, code: &'static str, message: &str) {
        self.fault.get_or_insert_with(|| *Failure::new(code, message));
    }

    fn symbol(&mut self, name: &Name) -> Symbol {
        let known = self.symbols.iter().position(|symbol| symbol == name);
        let index = known.unwrap_or_else(|| {
            self.symbols.push(name.clone());
            self.symbols.len() - 1
        });
        Symbol::try_from(index).unwrap_or(Symbol::MAX)
    }

    /// The plan of what stands at `place`, with the brackets it needs there.
    fn node(&mut self, expr: &Expr, place: Place) -> Node {
        stacker::maybe_grow(ROOM, SEGMENT, || {
            let node = self.bare(expr);
            if needs_parens(expr, place) { enclosed(node) } else { node }
        })
    }

    /// The plan of the leftmost part of `parent`.
    fn left(&mut self, parent: &Expr, left: &Expr) -> Node {
        stacker::maybe_grow(ROOM, SEGMENT, || {
            let node = self.bare(left);
            if leftmost_needs_parens(parent, left) { enclosed(node) } else { node }
        })
    }

    fn bare(&mut self, expr: &Expr) -> Node {
        match expr {
            Expr::Null => constant(Value::Null),
            Expr::Bool(value) => constant(Value::Bool(*value)),
            Expr::Number(digits) => {
                constant(Value::from(digits.parse::<f64>().unwrap_or(f64::NAN)))
            }
            Expr::String(text) => constant(Value::string(text)),
            Expr::Substituted(pieces) => constant(Value::from(written(pieces))),
            Expr::Substitution(name) => Node::new(Kind::Fault(Failure {
                code: None,
                message: format!("The substitution ${{{name}}} has no value"),
            })),
            Expr::Variable(name) => Node::new(Kind::Variable(variable(name))),
            Expr::Context => Node::new(Kind::Context),
            Expr::Root => Node::new(Kind::Root),
            Expr::Field(name) => {
                let step = Step::new(Node::new(Kind::Name((&**name).into())));
                Node::new(Kind::Path(Path::of(step)))
            }
            Expr::Wildcard => Node::new(Kind::Wildcard),
            Expr::Descendants => Node::new(Kind::Descendants),
            Expr::Parent => Node::new(Kind::Parent(self.ancestry.parent())),
            Expr::Path(left, step) => self.path(expr, left, step),
            Expr::Predicate(left, predicate) => {
                let left = self.left(expr, left);
                self.filtered(left, predicate)
            }
            Expr::Filters(left, predicates) => {
                let left = self.left(expr, left);
                predicates.iter().fold(left, |left, predicate| self.filtered(left, predicate))
            }
            Expr::KeepArray(kept) => self.keep_array(expr, kept),
            Expr::Call(function, args) => self.call(expr, function, args),
            Expr::Partial(function, args) => self.partial(expr, function, args),
            Expr::Function { params, signature, body } => {
                self.lambda(params, signature.as_ref(), body)
            }
            Expr::Negate(operand) => self.negate(operand),
            Expr::Binary(BinaryOp::Apply, left, right) => self.apply(expr, left, right),
            Expr::Binary(op, left, right) => {
                let left = self.left(expr, left);
                let right = self.node(right, Place::Right(*op));
                inheriting(left, right, |parts| Kind::Binary(*op, parts))
            }
            Expr::Range(first, last) => {
                let first = self.node(first, Place::Limit);
                let last = self.node(last, Place::Limit);
                inheriting(first, last, Kind::Range)
            }
            Expr::Array(items) => {
                let items = items.iter().map(|item| self.node(item, Place::Open)).collect();
                let mut array = Node::new(Kind::Array(Array { items: Vec::new(), whole: false }));
                array.inherit_all(&items);
                array.kind = Kind::Array(Array { items, whole: false });
                array
            }
            Expr::Object(entries) => {
                let entries = self.entries(entries);
                let mut object = Node::new(Kind::Root);
                for (key, value) in &entries.pairs {
                    Ancestry::inherit(&mut object, key);
                    Ancestry::inherit(&mut object, value);
                }
                object.kind = Kind::Object(Box::new(entries));
                object
            }
            Expr::Group(left, entries) => self.group(expr, left, entries),
            Expr::Condition(condition, then, otherwise) => {
                self.condition(expr, condition, then, otherwise.as_deref())
            }
            Expr::Bind(name, value) => {
                let value = self.node(value, Place::Bound);
                let mut bind = Node::new(Kind::Root);
                Ancestry::inherit(&mut bind, &value);
                bind.kind =
                    Kind::Bind(Box::new(Bind { name: name.clone(), up: 0, slot: 0, value }));
                bind
            }
            Expr::Block(items) => {
                block(items.iter().map(|item| self.node(item, Place::Open)).collect())
            }
            Expr::Sort(left, terms) => self.sort(expr, left, terms),
            Expr::Regex { pattern, flags } => match Pattern::new(pattern, flags) {
                Ok(pattern) => Node::new(Kind::Regex(Rc::new(pattern))),
                Err(failure) => {
                    self.fault.get_or_insert_with(|| (*failure).clone());
                    Node::new(Kind::Fault(*failure))
                }
            },
            Expr::FocusBind(left, name) => self.focus(expr, left, name),
            Expr::IndexBind(left, name) => self.index(expr, left, name),
            Expr::Transform { pattern, update, delete } => {
                let transform = Transform {
                    pattern: self.node(pattern, Place::Open),
                    update: self.node(update, Place::Open),
                    delete: delete.as_ref().map(|delete| self.node(delete, Place::Open)),
                    clone: Lookup::default(),
                };
                Node::new(Kind::Transform(Rc::new(transform)))
            }
        }
    }

    fn path(&mut self, expr: &Expr, left: &Expr, step: &Expr) -> Node {
        let left = self.left(expr, left);
        let mut node = as_path(left);
        let rest = self.node(step, Place::Step);
        let Kind::Path(path) = &mut node.kind else { return node };
        match rest.kind {
            Kind::Path(rest) => path.steps.extend(rest.steps),
            _ => path.steps.push(Step::after_dot(rest)),
        }
        path.keep_singleton |= path.steps.iter().any(|step| step.node.keep_array);
        path.keep_ends_whole();
        self.ancestry.resolve(path, &mut node.seeking);
        node
    }

    fn filtered(&mut self, mut left: Node, predicate: &Expr) -> Node {
        if left.group.is_some() && !matches!(left.kind, Kind::Path(_)) {
            self.refuse("S0209", "A predicate cannot follow a grouping expression in a step");
        }
        let predicate = self.node(predicate, Place::Open);
        let seeking = predicate.seeking.clone();
        match &mut left.kind {
            Kind::Path(path) => {
                if let Some(step) = path.steps.last_mut() {
                    if let Some(seeking) = &seeking {
                        self.ancestry.seek_in_filter(seeking, &mut Filtered::Step(step));
                        Ancestry::inherit(&mut step.node, &predicate);
                    }
                    step.stages.push(Stage::Filter(filter(predicate)));
                }
            }
            _ => {
                if let Some(seeking) = &seeking {
                    self.ancestry.seek_in_filter(seeking, &mut Filtered::Node(&mut left));
                    Ancestry::inherit(&mut left, &predicate);
                }
                left.predicates.push(filter(predicate));
            }
        }
        left
    }

    /// `[]` belongs to what it was written after, which may have predicates in between.
    fn keep_array(&mut self, expr: &Expr, kept: &Expr) -> Node {
        let mut node = self.left(expr, kept);
        let mut base = kept;
        while let Expr::Predicate(left, _) | Expr::Filters(left, _) = base {
            base = left;
        }
        let on_step = matches!(base, Expr::Path(..) | Expr::Field(_) | Expr::FocusBind(..));
        match &mut node.kind {
            Kind::Path(path) if on_step => {
                if let Some(step) = path.steps.last_mut() {
                    step.node.keep_array = true;
                }
                path.keep_singleton |= !matches!(base, Expr::FocusBind(..));
                node.keep_array |= matches!(base, Expr::Field(_));
            }
            _ => node.keep_array = true,
        }
        node
    }

    fn call(&mut self, expr: &Expr, function: &Expr, args: &[Expr]) -> Node {
        let mut call = Node::new(Kind::Root);
        let arguments: Vec<Node> = args.iter().map(|arg| self.node(arg, Place::Open)).collect();
        call.inherit_all(&arguments);
        let procedure = self.left(expr, function);
        let (name, meant) = called(&procedure);
        call.kind = Kind::Call(Box::new(Call { procedure, arguments, name, meant }));
        call
    }

    fn partial(&mut self, expr: &Expr, function: &Expr, args: &[Option<Expr>]) -> Node {
        let mut partial = Node::new(Kind::Root);
        let arguments: Vec<Option<Node>> =
            args.iter().map(|arg| arg.as_ref().map(|arg| self.node(arg, Place::Open))).collect();
        arguments.iter().flatten().for_each(|arg| Ancestry::inherit(&mut partial, arg));
        let procedure = self.left(expr, function);
        let (name, meant) = called(&procedure);
        partial.kind = Kind::Partial(Box::new(Partial { procedure, arguments, name, meant }));
        partial
    }

    fn lambda(&mut self, params: &[Name], signature: Option<&Name>, body: &Expr) -> Node {
        let signature = match signature.map(|text| Signature::parse(text)) {
            Some(Err(failure)) => {
                self.fault.get_or_insert(*failure);
                None
            }
            Some(Ok(signature)) => Some(signature),
            None => None,
        };
        let body = ending(self.node(body, Place::Open));
        let lambda = Lambda { params: params.to_vec(), signature, body, slots: 0 };
        Node::new(Kind::Lambda(Rc::new(lambda)))
    }

    fn negate(&mut self, operand: &Expr) -> Node {
        let mut operand = self.node(operand, Place::Negated);
        if let Kind::Constant(Value::Number(number)) = operand.kind {
            operand.kind = Kind::Constant(Value::from(-number.as_f64()));
            return operand;
        }
        let mut node = Node::new(Kind::Root);
        Ancestry::inherit(&mut node, &operand);
        node.kind = Kind::Negate(Box::new(operand));
        node
    }

    fn apply(&mut self, expr: &Expr, left: &Expr, right: &Expr) -> Node {
        let left = self.left(expr, left);
        let right = self.node(right, Place::Right(BinaryOp::Apply));
        let keep_array = left.keep_array || right.keep_array;
        let mut node = Node::new(Kind::Apply(Box::new([left, right])));
        node.keep_array = keep_array;
        node
    }

    fn entries(&mut self, entries: &[(Expr, Expr)]) -> Entries {
        let pairs = entries
            .iter()
            .map(|(key, value)| (self.node(key, Place::Key), self.node(value, Place::Open)))
            .collect();
        Entries { pairs }
    }

    fn group(&mut self, expr: &Expr, left: &Expr, entries: &[(Expr, Expr)]) -> Node {
        let mut node = self.left(expr, left);
        if node.group.is_some() {
            self.refuse("S0210", "Each step can only have one grouping expression");
        }
        node.group = Some(Box::new(self.entries(entries)));
        node
    }

    fn condition(
        &mut self,
        expr: &Expr,
        condition: &Expr,
        then: &Expr,
        otherwise: Option<&Expr>,
    ) -> Node {
        let condition = self.left(expr, condition);
        let then = self.node(then, Place::Then);
        let otherwise = otherwise.map(|otherwise| self.node(otherwise, Place::Otherwise));
        let mut node = Node::new(Kind::Root);
        for part in [Some(&condition), Some(&then), otherwise.as_ref()].into_iter().flatten() {
            Ancestry::inherit(&mut node, part);
        }
        node.kind = Kind::Condition(Box::new(Condition { condition, then, otherwise }));
        node
    }

    fn sort(&mut self, expr: &Expr, left: &Expr, terms: &[(Expr, bool)]) -> Node {
        let mut node = as_path(self.left(expr, left));
        let mut step = Step::new(Node::new(Kind::Root));
        let mut sorted = Vec::with_capacity(terms.len());
        for (term, descending) in terms {
            let term = self.node(term, Place::Open);
            Ancestry::inherit(&mut step.node, &term);
            sorted.push(Term { node: term, descending: *descending });
        }
        step.sort = Some(sorted);
        if let Kind::Path(path) = &mut node.kind {
            path.steps.push(step);
            self.ancestry.resolve(path, &mut node.seeking);
        }
        node
    }

    fn focus(&mut self, expr: &Expr, left: &Expr, name: &Name) -> Node {
        let mut node = self.left(expr, left);
        let symbol = self.symbol(name);
        let (filtered, sorted) = match &mut node.kind {
            Kind::Path(path) => match path.steps.last_mut() {
                Some(step) => {
                    step.focus = Some(symbol);
                    step.binds = true;
                    (
                        !step.stages.is_empty() || !step.node.predicates.is_empty(),
                        step.sort.is_some(),
                    )
                }
                None => (false, false),
            },
            _ => {
                node.focus = Some(symbol);
                (!node.predicates.is_empty(), false)
            }
        };
        if filtered {
            self.refuse(
                "S0215",
                "A context variable binding must precede any predicates on a step",
            );
        } else if sorted {
            let message = "A context variable binding must precede the 'order-by' clause on a step";
            self.refuse("S0216", message);
        }
        node
    }

    fn index(&mut self, expr: &Expr, left: &Expr, name: &Name) -> Node {
        let left = self.left(expr, left);
        let mut node = match left.kind {
            Kind::Path(_) => left,
            _ => Node::new(Kind::Path(Path::of(Step::after_dot(left)))),
        };
        let symbol = self.symbol(name);
        if let Kind::Path(path) = &mut node.kind
            && let Some(step) = path.steps.last_mut()
        {
            step.binds = true;
            if step.stages.is_empty() {
                step.index = Some(symbol);
            } else {
                step.stages.push(Stage::Index(symbol));
            }
        }
        node
    }
}

impl Node {
    fn inherit_all(&mut self, parts: &Vec<Self>) {
        for part in parts {
            Ancestry::inherit(self, part);
        }
    }
}

impl Path {
    fn of(step: Step) -> Self {
        Self { steps: vec![step], keep_singleton: false, plain: false, starts_outside: false }
    }

    /// Arrays that are written as the first or last step are not taken apart.
    fn keep_ends_whole(&mut self) {
        let last = self.steps.len().saturating_sub(1);
        for at in [0, last] {
            if let Some(Step { node: Node { kind: Kind::Array(array), .. }, .. }) =
                self.steps.get_mut(at)
            {
                array.whole = true;
            }
        }
    }
}

impl Step {
    fn new(mut node: Node) -> Self {
        let focus = node.focus.take();
        Self {
            binds: focus.is_some() || node.stream,
            focus,
            node,
            sort: None,
            stages: Vec::new(),
            index: None,
            ancestor: None,
        }
    }

    /// A step that is not the first: what filters it comes after its values were collected.
    fn after_dot(mut node: Node) -> Self {
        let filters = std::mem::take(&mut node.predicates);
        let stages = filters.into_iter().map(Stage::Filter).collect();
        Self { stages, ..Self::new(node) }
    }
}

fn constant(value: Value) -> Node {
    Node::new(Kind::Constant(value))
}

fn variable(name: &Name) -> Variable {
    Variable { name: name.clone(), lookup: Lookup::default() }
}

/// What a string with substitutions is where they were not made.
fn written(pieces: &[Piece]) -> String {
    pieces
        .iter()
        .map(|piece| match piece {
            Piece::Text(text) => text.to_string(),
            Piece::Substitution(name) => format!("${{{name}}}"),
        })
        .collect()
}

fn block(items: Vec<Node>) -> Node {
    let mut block = Node::new(Kind::Root);
    block.inherit_all(&items);
    block.kind = Kind::Block(Block { items, slots: 0 });
    block
}

fn enclosed(node: Node) -> Node {
    block(vec![node])
}

fn inheriting(left: Node, right: Node, kind: impl FnOnce(Box<[Node; 2]>) -> Kind) -> Node {
    let mut node = Node::new(Kind::Root);
    Ancestry::inherit(&mut node, &left);
    Ancestry::inherit(&mut node, &right);
    node.kind = kind(Box::new([left, right]));
    node
}

/// A node as a path, of which it is the first step if it is none yet.
fn as_path(node: Node) -> Node {
    if let Kind::Path(_) = node.kind {
        return node;
    }
    let seeking = match node.kind {
        Kind::Parent(seeker) => Some(vec![seeker]),
        _ => None,
    };
    let mut path = Node::new(Kind::Path(Path::of(Step::new(node))));
    path.seeking = seeking;
    path
}

fn filter(predicate: Node) -> Filter {
    match predicate.kind {
        Kind::Constant(Value::Number(number)) if predicate.predicates.is_empty() => {
            Filter::Index(number.as_f64().floor())
        }
        _ => Filter::Predicate(predicate),
    }
}

/// How a function is called in messages, and the name that may have been meant by a field.
fn called(procedure: &Node) -> (Option<Name>, Option<Lookup>) {
    match &procedure.kind {
        Kind::Variable(variable) => (Some(variable.name.clone()), None),
        Kind::Path(path) => match path.steps.first().map(|step| &step.node.kind) {
            Some(Kind::Name(name)) => (Some((&**name).into()), Some(Lookup::default())),
            Some(Kind::Variable(variable)) => {
                (Some(variable.name.clone()), Some(Lookup::default()))
            }
            _ => (None, None),
        },
        _ => (None, None),
    }
}

/// The body of a function, with the call it may end with set apart.
fn ending(mut node: Node) -> Node {
    match node.kind {
        Kind::Call(call) if node.predicates.is_empty() => Node::new(Kind::Thunk(Rc::new(*call))),
        Kind::Condition(condition) => {
            let Condition { condition, then, otherwise } = *condition;
            node.kind = Kind::Condition(Box::new(Condition {
                condition,
                then: ending(then),
                otherwise: otherwise.map(ending),
            }));
            node
        }
        Kind::Block(mut block) => {
            if let Some(last) = block.items.pop() {
                block.items.push(ending(last));
            }
            node.kind = Kind::Block(block);
            node
        }
        kind => Node { kind, ..node },
    }
}
