type Hook<'a, T> = Box<dyn FnMut(&mut T) + 'a>;

/// Closures that bend one structure, called in the order they were given.
pub(crate) struct Hooks<'a, T>(Vec<Hook<'a, T>>);

impl<'a, T> Hooks<'a, T> {
    pub(crate) fn add(&mut self, bend: impl FnMut(&mut T) + 'a) {
        self.0.push(Box::new(bend));
    }

    pub(crate) fn apply(&mut self, structure: &mut T) {
        self.0.iter_mut().for_each(|bend| bend(structure));
    }
}

impl<T> Default for Hooks<'_, T> {
    fn default() -> Self {
        Self(Vec::new())
    }
}
