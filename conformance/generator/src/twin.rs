use std::rc::Rc;

use countersign_authenticator::vector::Vector;
use countersign_authenticator::{AuthData, Authentication, ClientData, Registration};
use serde_json::Value;

use crate::Draft;

/// An accepted response, made anew for each vector that is bent from it.
#[derive(Clone)]
pub struct Twin<C> {
    pub(crate) id: String,
    pub(crate) make: Rc<dyn Fn() -> C>,
    pub(crate) ask: Rc<dyn Fn(Draft<'_>) -> Draft<'_>>,
}

/// A ceremony that the software authenticator can make, bent with the same calls for both.
pub trait Ceremony {
    /// The response as an accepted vector, and in its JSON form.
    fn vector(self, id: &str) -> (Vector, Value);

    /// Bends the client data before it is hashed.
    #[must_use]
    fn bend_client_data(self, bend: impl FnMut(&mut ClientData) + 'static) -> Self;

    /// Bends the authenticator data before it is signed.
    #[must_use]
    fn bend_auth_data(self, bend: impl FnMut(&mut AuthData) + 'static) -> Self;

    /// Bends the authenticator data's bytes before they are signed.
    #[must_use]
    fn bend_auth_data_bytes(self, bend: impl FnMut(&mut Vec<u8>) + 'static) -> Self;
}

macro_rules! ceremony {
    ($of:ident, $vector:ident) => {
        impl Ceremony for $of<'_> {
            fn vector(self, id: &str) -> (Vector, Value) {
                let response = self.make();
                let json = response.to_json();
                (Vector::$vector(id, &response), json)
            }

            fn bend_client_data(self, bend: impl FnMut(&mut ClientData) + 'static) -> Self {
                self.client_data(bend)
            }

            fn bend_auth_data(self, bend: impl FnMut(&mut AuthData) + 'static) -> Self {
                self.auth_data(bend)
            }

            fn bend_auth_data_bytes(self, bend: impl FnMut(&mut Vec<u8>) + 'static) -> Self {
                self.auth_data_bytes(bend)
            }
        }
    };
}
ceremony!(Registration, registration);
ceremony!(Authentication, authentication);
