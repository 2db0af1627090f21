#![expect(
    unsafe_code,
    reason = "pointers become slices and boxes here, and nowhere else"
)]

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::ptr;

use crate::{COUNTERSIGN_ARGUMENT, COUNTERSIGN_PANIC};

/// Bytes that somebody else owns. NULL with length 0 is none.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct Bytes {
    /// Where they begin.
    pub data: *const u8,
    /// How many there are.
    pub length: usize,
}

/// A pointer that must not be, or a length.
pub(crate) struct BadArgument;

impl Bytes {
    pub(crate) const NONE: Self = Self {
        data: ptr::null(),
        length: 0,
    };

    pub(crate) const fn of(bytes: &[u8]) -> Self {
        Self {
            data: bytes.as_ptr(),
            length: bytes.len(),
        }
    }

    /// # Safety
    ///
    /// If `data` is not NULL, `length` bytes can be read there, and nobody writes them while the
    /// slice is used.
    pub(crate) unsafe fn slice<'a>(self) -> Result<Option<&'a [u8]>, BadArgument> {
        if self.data.is_null() {
            return if self.length == 0 {
                Ok(None)
            } else {
                Err(BadArgument)
            };
        }
        if isize::try_from(self.length).is_err() {
            return Err(BadArgument);
        }
        // SAFETY: not NULL, not more than isize::MAX bytes, and the caller says they are there.
        Ok(Some(unsafe {
            std::slice::from_raw_parts(self.data, self.length)
        }))
    }

    /// Bytes that may be none, as none.
    ///
    /// # Safety
    ///
    /// As [`Bytes::slice`].
    pub(crate) unsafe fn required<'a>(self) -> Result<&'a [u8], BadArgument> {
        // SAFETY: the caller says so.
        Ok(unsafe { self.slice() }?.unwrap_or_default())
    }
}

/// A handle that was handed out.
///
/// # Safety
///
/// `handle` is NULL or was made by [`give`], and not freed while the reference is used.
pub(crate) unsafe fn handle<'a, T>(handle: *const T) -> Result<&'a T, BadArgument> {
    // SAFETY: the caller says so.
    unsafe { handle.as_ref() }.ok_or(BadArgument)
}

/// Hands out a value to be freed by [`take`]. Where the place is NULL, it is dropped.
///
/// # Safety
///
/// `place` is NULL or can be written.
pub(crate) unsafe fn give<T>(place: *mut *mut T, value: T) {
    if !place.is_null() {
        // SAFETY: not NULL, and the caller says it can be written.
        unsafe { place.write(Box::into_raw(Box::new(value))) }
    }
}

/// Writes NULL, so that a place never holds what was there before.
///
/// # Safety
///
/// As [`give`].
pub(crate) unsafe fn clear<T>(place: *mut *mut T) {
    if !place.is_null() {
        // SAFETY: as in `give`.
        unsafe { place.write(ptr::null_mut()) }
    }
}

/// Takes back what was handed out, and drops it. NULL is nothing.
///
/// # Safety
///
/// `value` is NULL or was made by [`give`], and is freed once.
pub(crate) unsafe fn take<T>(value: *mut T) {
    if value.is_null() {
        return;
    }
    // SAFETY: of `Box::into_raw`, once, as the caller says.
    let boxed = unsafe { Box::from_raw(value) };
    // Nothing here panics when dropped; if it did, it would end at this line.
    drop(catch_unwind(AssertUnwindSafe(|| drop(boxed))));
}

/// Runs a call: no panic leaves it.
pub(crate) fn guarded(call: impl FnOnce() -> Result<i32, BadArgument>) -> i32 {
    match catch_unwind(AssertUnwindSafe(call)) {
        Ok(Ok(status)) => status,
        Ok(Err(BadArgument)) => COUNTERSIGN_ARGUMENT,
        Err(_panic) => COUNTERSIGN_PANIC,
    }
}
