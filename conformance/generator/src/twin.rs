use std::rc::Rc;

use countersign_authenticator::vector::Vector;
use countersign_authenticator::{Authentication, Registration};
use serde_json::Value;

use crate::Draft;

/// An accepted response, made anew for each vector that is bent from it.
#[derive(Clone)]
pub struct Twin<C> {
    pub(crate) id: String,
    pub(crate) make: Rc<dyn Fn() -> C>,
    pub(crate) ask: Rc<dyn Fn(Draft<'_>) -> Draft<'_>>,
}

/// A ceremony that the software authenticator can make: both are bent with the same calls here.
pub trait Ceremony {
    /// The response as an accepted vector, and in its JSON form.
    fn vector(self, id: &str) -> (Vector, Value);
}

impl Ceremony for Registration<'_> {
    fn vector(self, id: &str) -> (Vector, Value) {
        let response = self.make();
        (Vector::registration(id, &response), response.to_json())
    }
}

impl Ceremony for Authentication<'_> {
    fn vector(self, id: &str) -> (Vector, Value) {
        let response = self.make();
        (Vector::authentication(id, &response), response.to_json())
    }
}
