//! DynamoDB's attribute values: `{ S: "a" }`, `{ N: "1" }`.

use crate::ir::program::Expr;
use crate::jsonata::{Expr as J, Name};
use crate::lower::branches::chain;
use crate::lower::expressions::{Expressions, bound_in, has_type};

impl Expressions<'_> {
    /// `boolean` and `null` are how the integration spells these kinds.
    pub(super) fn marshal(&mut self, e: &Expr, boolean: &str, null: &str) -> J {
        let object = self.object_of(e);
        let (marshal, value) = (self.fresh("marshal"), self.fresh("value"));
        let read = || J::Variable(value.clone());
        let is = |name: &str| has_type(read(), name);
        let list = J::call("map", vec![read(), J::Variable(marshal.clone())]).list();
        let map = self.each_field(read(), &marshal);
        let printed = J::call("string", vec![read()]);
        let kinds = [
            (is("string"), tagged("S", read())),
            (is("number"), tagged("N", printed)),
            (is("boolean"), tagged(boolean, read())),
            (is("null"), tagged(null, J::Bool(true))),
            (is("array"), tagged("L", list)),
        ];
        let body = chain(kinds, tagged("M", map));
        let function = J::Bind(marshal.clone(), Box::new(J::function(vec![value], body)));
        bound_in(vec![function], self.each_field(object, &marshal))
    }

    pub(super) fn unmarshal(&mut self, e: &Expr) -> J {
        let object = self.object_of(e);
        let (unmarshal, value) = (self.fresh("unmarshal"), self.fresh("value"));
        let kind = |name: &str| J::Variable(value.clone()).field(name);
        let has = |name: &str| J::call("exists", vec![kind(name)]);
        let as_is = |name: &'static str| (has(name), kind(name));
        let list = J::call("map", vec![kind("L"), J::Variable(unmarshal.clone())]).list();
        let map = self.each_field(kind("M"), &unmarshal);
        let kinds = [
            as_is("S"),
            (has("N"), J::call("number", vec![kind("N")])),
            as_is("BOOL"),
            as_is("Bool"),
            (has("M"), map),
            (has("L"), list),
            as_is("SS"),
            as_is("Ss"),
            (has("NS"), self.numbers(kind("NS"))),
            (has("Ns"), self.numbers(kind("Ns"))),
            as_is("B"),
            as_is("BS"),
            as_is("Bs"),
        ];
        self.fails();
        let body = chain(kinds, J::Null);
        let function = J::Bind(unmarshal.clone(), Box::new(J::function(vec![value], body)));
        bound_in(vec![function], self.each_field(object, &unmarshal))
    }

    /// An object with what `function` makes of each field's value.
    fn each_field(&mut self, object: J, function: &Name) -> J {
        let (value, key) = (self.fresh("value"), self.fresh("key"));
        let made =
            J::Call(Box::new(J::Variable(function.clone())), vec![J::Variable(value.clone())]);
        let field = J::Object(vec![(J::Variable(key.clone()), made)]);
        let fields = J::call("each", vec![object, J::function(vec![value, key], field)]);
        J::call("merge", vec![J::Array(vec![fields])])
    }

    fn numbers(&mut self, texts: J) -> J {
        let number = self.fresh("text");
        let read = J::call("number", vec![J::Variable(number.clone())]);
        J::call("map", vec![texts, J::function(vec![number], read)]).list()
    }
}

/// `{ "kind": value }`
fn tagged(kind: &str, value: J) -> J {
    J::Object(vec![(J::string(kind), value)])
}
