//! How steps, reasons and deviations are written for people.

use countersign_spec::{Deviation, Reason, ReasonKind, Rejection, Step, Value};

#[test]
fn steps_and_kinds_are_written_as_their_names() {
    for &step in Step::ALL {
        assert_eq!(step.to_string(), step.name());
    }
    for &kind in ReasonKind::ALL {
        assert_eq!(kind.to_string(), kind.name());
    }
}

#[test]
fn a_step_says_its_section_and_whether_it_can_refuse() {
    assert_eq!(Step::RegistrationChallenge.section(), "7.1");
    assert_eq!(Step::PackedSelfAlg.section(), "8.2");
    assert!(Step::RegistrationChallenge.can_refuse());
    let silent = Step::ALL.iter().filter(|step| !step.can_refuse());
    assert!(silent.count() > 0, "options and storing refuse nothing");
}

#[test]
fn bytes_are_cut_only_where_there_are_more() {
    let whole = Value::from(&[0xab, 0xcd, 0xef, 0x01][..]);
    assert_eq!(whole.to_string(), "abcdef01 (4 bytes)");
    let more = Value::from(&[0xab, 0xcd, 0xef, 0x01, 0x23][..]);
    assert_eq!(more.to_string(), "abcdef01… (5 bytes)");
}

#[test]
fn a_deviation_names_its_place() {
    let deviation = Deviation::new(Step::RegistrationChallenge, "something", 7);
    let text = deviation.to_string();
    assert!(
        text.contains("§7.1 step 8") && text.ends_with(": something at byte 7"),
        "{text}"
    );
}

#[test]
fn only_one_rejection_is_an_unknown_credential() {
    assert!(Rejection::unknown_credential().is_unknown_credential());
    let other = Step::RegistrationChallenge.refuse(Reason::Missing("challenge"));
    assert!(!other.is_unknown_credential());
}
