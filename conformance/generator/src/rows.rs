//! Cases as rows: a name, what is different, how it is bent, and the verdict.

/// Refused cases of one twin: `id, mutation, bend, Step Reason;`, and in words why, where that is
/// not clear from the step.
macro_rules! refused {
    ($group:expr, $twin:expr; $(
        $id:expr, $mutation:expr, $bend:expr, $step:ident $reason:ident $(, $why:expr)?;
    )*) => {$(
        $group.case($id, $mutation, $twin, $bend)
            $(.why($why))?
            .refuse(countersign_spec::Step::$step, countersign_spec::ReasonKind::$reason);
    )*};
}
pub(crate) use refused;

/// Accepted cases of one twin: `id, mutation, bend, why;`.
macro_rules! accepted {
    ($group:expr, $twin:expr; $($id:expr, $mutation:expr, $bend:expr, $why:expr;)*) => {$(
        let _accepted = $group.case($id, $mutation, $twin, $bend).why($why).accept();
    )*};
}
pub(crate) use accepted;
