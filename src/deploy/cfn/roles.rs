//! Roles and their policies.

use serde_json::{Value, json};

use super::functions::{attribute, reference};
use super::{Resource, Writer};
use crate::deploy::model::{Machine, OwnRole, Role, Statement};

/// What the inline policies of a role may have in all, without blanks, and what one managed policy may.
/// Facts: "IAM and AWS STS quotas".
pub(super) const INLINE: usize = 10_240;
const MANAGED: usize = 6_144;

/// The version of the policy language.
const POLICY_VERSION: &str = "2012-10-17";

impl Writer<'_> {
    /// Adds the role of a machine, if it needs one of its own; gives its ARN.
    pub(super) fn role(&mut self, machine: &Machine) -> Value {
        let own = match &machine.role {
            Role::Given(arn) => return self.functions.text(arn),
            Role::Own(own) => own,
        };
        let statements: Vec<Value> =
            own.statements.iter().map(|statement| self.statement(statement)).collect();
        let inline = size(&statements) <= INLINE;
        let mut managed: Vec<Value> =
            own.managed.iter().map(|arn| self.functions.text(arn)).collect();
        if !inline {
            managed.extend(self.managed_policies(machine, &statements));
        }
        let policies =
            (inline && !statements.is_empty()).then(|| json!([policy(&machine.id, &statements)]));
        let made = Resource::new(
            "AWS::IAM::Role",
            [
                ("Path", self.text(own.path.as_ref())),
                ("PermissionsBoundary", self.text(own.boundary.as_ref())),
                ("AssumeRolePolicyDocument", Some(self.machine_trust())),
                ("ManagedPolicyArns", (!managed.is_empty()).then_some(Value::Array(managed))),
                ("Policies", policies),
            ],
        );
        let id = self.add_new(&format!("{}Role", machine.id), made);
        self.own_policy(machine, own, &id);
        attribute(&id, "Arn")
    }

    /// What names the machine stands apart: a role that names its machine could not be made before it.
    pub(super) fn own_policy(&mut self, machine: &Machine, own: &OwnRole, role: &str) {
        if own.own_statements.is_empty() {
            return;
        }
        let statements: Vec<Value> =
            own.own_statements.iter().map(|statement| self.statement(statement)).collect();
        let name = format!("{}Own", machine.id);
        let made = Resource::new(
            "AWS::IAM::Policy",
            [
                ("PolicyName", Some(json!(name))),
                ("Roles", Some(json!([reference(role)]))),
                ("PolicyDocument", Some(document(&statements))),
            ],
        );
        self.add_new(&format!("{}OwnPolicy", machine.id), made);
    }

    /// The statements in as few managed policies as hold them; gives their ARNs.
    fn managed_policies(&mut self, machine: &Machine, statements: &[Value]) -> Vec<Value> {
        let mut parts: Vec<Vec<Value>> = vec![Vec::new()];
        for statement in statements {
            let last = parts.last_mut().expect("there is always one");
            last.push(statement.clone());
            if size(last) > MANAGED && last.len() > 1 {
                last.pop();
                parts.push(vec![statement.clone()]);
            }
        }
        let mut arns = Vec::with_capacity(parts.len());
        for part in parts {
            let properties = [("PolicyDocument", Some(document(&part)))];
            let made = Resource::new("AWS::IAM::ManagedPolicy", properties);
            arns.push(reference(&self.add_new(&format!("{}Policy", machine.id), made)));
        }
        arns
    }

    pub(super) fn statement(&self, statement: &Statement) -> Value {
        let resource = |text: &String| self.functions.text(text);
        let mut made = json!({
            "Effect": "Allow",
            "Action": one_or_all(statement.actions.iter().map(|action| json!(action)).collect()),
            "Resource": one_or_all(statement.resources.iter().map(resource).collect()),
        });
        if let Some(condition) = &statement.condition {
            made["Condition"] = self.functions.value(condition);
        }
        made
    }

    /// Step Functions may take the role for machines of this account and region.
    fn machine_trust(&self) -> Value {
        let machines =
            "arn:${AWS::Partition}:states:${AWS::Region}:${AWS::AccountId}:stateMachine:*";
        let condition = json!({
            "StringEquals": { "aws:SourceAccount": reference("AWS::AccountId") },
            "ArnLike": { "aws:SourceArn": self.functions.text(machines) },
        });
        trust("states.amazonaws.com", Some(condition))
    }

    /// Adds a role that `service` takes to do what `statements` say; gives its ARN.
    pub(super) fn service_role(
        &mut self,
        name: &str,
        service: &str,
        statements: &[Value],
    ) -> Value {
        let own_account =
            json!({ "StringEquals": { "aws:SourceAccount": reference("AWS::AccountId") } });
        // API Gateway does not say for whom it takes a role.
        let condition = (service != "apigateway.amazonaws.com").then_some(own_account);
        let made = Resource::new(
            "AWS::IAM::Role",
            [
                ("AssumeRolePolicyDocument", Some(trust(service, condition))),
                ("Policies", Some(json!([policy(name, statements)]))),
            ],
        );
        attribute(&self.add_new(name, made), "Arn")
    }
}

fn trust(service: &str, condition: Option<Value>) -> Value {
    let mut statement = json!({
        "Effect": "Allow",
        "Principal": { "Service": service },
        "Action": "sts:AssumeRole",
    });
    if let Some(condition) = condition {
        statement["Condition"] = condition;
    }
    document(&[statement])
}

fn policy(name: &str, statements: &[Value]) -> Value {
    json!({ "PolicyName": name, "PolicyDocument": document(statements) })
}

pub(super) fn document(statements: &[Value]) -> Value {
    json!({ "Version": POLICY_VERSION, "Statement": statements })
}

fn one_or_all(mut values: Vec<Value>) -> Value {
    if values.len() == 1 { values.remove(0) } else { Value::Array(values) }
}

/// How long the policy of the statements is, without blanks. What is known only at deployment counts as
/// it is written, which is as long as most of what it stands for.
pub(super) fn size(statements: &[Value]) -> usize {
    document(statements).to_string().len()
}
