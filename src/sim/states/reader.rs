//! `ItemReader`: items from objects.

use std::borrow::Cow;

use crate::items::{self, Object, Request, Storage};
use crate::sim::execution::{Attempt, World};
use crate::sim::failure::Failure;
use crate::sim::outside::{self, TaskOutcome};
use crate::sim::plan::Reader;
use crate::sim::probe::Step;
use crate::sim::query::Scope;
use crate::sim::visit::{Item, Visit};
use crate::value::{Text, Value};

/// What is read, its fields evaluated.
pub(super) struct Reading {
    resource: String,
    arguments: Value,
    config: Value,
    max_items: Option<i64>,
}

/// Evaluates the fields; the service does so before the map run begins.
pub(super) fn prepare(visit: &Visit<'_>, reader: &Reader, input: &Value) -> Attempt<Reading> {
    let scope = Scope::new(visit, input);
    let arguments = reader.arguments.as_ref().map(|it| it.render(&scope)).transpose()?;
    let max_items = reader.max_items.as_ref().map(|it| it.evaluate_whole(&scope)).transpose()?;
    Ok(Reading {
        resource: reader.resource.arn.to_string(),
        arguments: arguments.unwrap_or_else(Value::empty_object),
        config: Value::from(&serde_json::Value::Object(reader.config.clone())),
        max_items,
    })
}

impl Reading {
    /// The items that the world outside gives without objects.
    async fn given(&self, visit: &Visit<'_>) -> Option<Attempt<Vec<Item>>> {
        let world = visit.execution.world;
        let reading = outside::Reading {
            state: &visit.state.name,
            resource: &self.resource,
            arguments: &self.arguments,
            config: &self.config,
        };
        let answer = match world.rim.items(&reading) {
            Ok(answer) => answer?,
            Err(unanswered) => {
                world.unanswered.borrow_mut().get_or_insert(unanswered);
                world.clock.halt();
                return std::future::pending().await;
            }
        };
        world.clock.sleep(answer.delay).await;
        Some(match answer.outcome {
            TaskOutcome::Return(items) => Ok(self.counted(&items)),
            TaskOutcome::Fail { error, cause } => Err(Failure::named(error, cause)),
            TaskOutcome::Never => std::future::pending().await,
        })
    }

    /// As many of the items as are wanted.
    fn counted(&self, items: &Value) -> Vec<Item> {
        let text = |name: &str| self.arguments.get(name).and_then(Value::as_str);
        let parts = [Some("S3:/"), text("Bucket"), text("Key")];
        let source: Text = parts.into_iter().flatten().collect::<Vec<_>>().join("/").into();
        let most =
            self.max_items.and_then(|most| usize::try_from(most).ok()).filter(|most| *most > 0);
        let item = |(index, value): (usize, &Value)| Item {
            index,
            key: None,
            value: value.clone(),
            source: source.clone(),
        };
        let items = items.as_array().unwrap_or_default().iter().enumerate();
        items.take(most.unwrap_or(usize::MAX)).map(item).collect()
    }

    /// Reads the items.
    ///
    /// # Errors
    /// `States.ItemReaderFailed`, with the reason.
    pub async fn items(&self, visit: &Visit<'_>) -> Attempt<Vec<Item>> {
        if let Some(given) = self.given(visit).await {
            return given;
        }
        let request = Request {
            resource: &self.resource,
            arguments: &self.arguments,
            config: &self.config,
            max_items: self.max_items,
            objects_have_items: false,
        };
        let items = items::read(&request, &Objects { world: visit.execution.world });
        let items = items.map_err(|failure| Failure::new(failure.error, failure.cause))?;
        if visit.probe.is_some() && self.config.get("ItemsPointer").is_some() {
            let values = items.iter().map(|item| item.value.clone());
            visit.show(Step::AfterItemsPointer, &Value::array(values.collect()));
        }
        let item = |(index, item): (usize, items::Item)| Item {
            index,
            key: item.key,
            value: item.value,
            source: item.source,
        };
        Ok(items.into_iter().enumerate().map(item).collect())
    }
}

/// The objects of the world outside.
struct Objects<'w> {
    world: &'w World<'w>,
}

impl Storage for Objects<'_> {
    fn object(&self, bucket: &str, key: &str) -> Option<Cow<'_, [u8]>> {
        self.world.rim.object(bucket, key).map(Cow::Owned)
    }

    fn list(&self, bucket: &str, prefix: &str) -> Vec<Object> {
        let modified = self.world.options.start;
        let object = |(key, size)| Object { key, size, modified };
        self.world.rim.list(bucket, prefix).into_iter().map(object).collect()
    }
}
