//! The services that `aws.service.action` can name.

use super::catalog;

/// All of them, in the order of their names: those of the AWS SDK for Java v2 in lower case.
pub fn sdk_services() -> impl ExactSizeIterator<Item = &'static str> {
    catalog::services().map(catalog::Service::name)
}

/// Whether there is a service of that name.
#[must_use]
pub fn is_sdk_service(name: &str) -> bool {
    catalog::service(name).is_some()
}

/// Whether there was a service of that name: definitions with it were accepted, and still are read.
#[must_use]
pub fn is_retired(name: &str) -> bool {
    catalog::retired().any(|retired| retired == name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn services_of_today_and_of_once_are_told_apart() {
        assert!(is_sdk_service("dynamodb") && !is_retired("dynamodb"));
        assert!(is_retired("iotanalytics") && !is_sdk_service("iotanalytics"));
        assert!(!is_sdk_service("dynamo") && !is_retired("dynamo"));
        assert_eq!(sdk_services().next(), Some("accessanalyzer"));
    }
}
