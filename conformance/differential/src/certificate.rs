use countersign_authenticator::certificate::{CertificateSpec, Extension, date, oid};

use crate::bytes;
use crate::random::Random;

/// Changes a certificate in one place before it is signed, and says how.
pub(crate) fn edit(spec: &mut CertificateSpec, random: &mut Random) -> String {
    let extensions = spec.extensions.len();
    match random.below(16) {
        0 => {
            spec.version = *random.pick(&[None, Some(0), Some(1), Some(3)]);
            format!("version {:?}", spec.version)
        }
        1 => {
            spec.serial = random.pick(&[vec![0], vec![0xff], vec![1; 30]]).clone();
            "another serial number".to_owned()
        }
        2 => {
            spec.not_after = date(2025, 1, 1);
            "expired".to_owned()
        }
        3 => {
            spec.not_before = date(2030, 1, 1);
            "not yet valid".to_owned()
        }
        4 if extensions > 0 => {
            let gone = spec.extensions.remove(random.below(extensions));
            format!("extension {} removed", gone.oid)
        }
        5 if extensions > 0 => {
            let place = random.below(extensions);
            let twin = spec.extensions[place].clone();
            spec.extensions.push(twin);
            format!("extension {} twice", spec.extensions[place].oid)
        }
        6 if extensions > 0 => {
            let extension = &mut spec.extensions[random.below(extensions)];
            extension.critical = match extension.critical {
                Some(true) => None,
                _ => Some(true),
            };
            format!("extension {} critical or not", extension.oid)
        }
        7 if extensions > 0 => {
            let extension = &mut spec.extensions[random.below(extensions)];
            let how = bytes::edit(&mut extension.value, random);
            format!("extension {}: {how}", extension.oid)
        }
        8 => {
            spec.extensions
                .push(Extension::new("1.3.6.1.4.1.99999.1", vec![5, 0]));
            "an unknown extension".to_owned()
        }
        9 => {
            spec.extensions
                .push(Extension::critical("1.3.6.1.4.1.99999.1", vec![5, 0]));
            "an unknown critical extension".to_owned()
        }
        10 => {
            let ca = random.below(2) == 0;
            spec.set_extension(Extension::basic_constraints(ca, None));
            format!("basic constraints: CA is {ca}")
        }
        11 => edit_name(spec, random),
        12 => {
            spec.broken_signature = true;
            "broken signature".to_owned()
        }
        13 => {
            spec.after = vec![0];
            "a byte after it".to_owned()
        }
        14 => {
            spec.set_extension(Extension::key_usage(
                *random.pick(&[0x00, 0x04, 0x40, 0x08]),
            ));
            "another key usage".to_owned()
        }
        _ => {
            let mut how = "";
            spec.edit(|bytes| how = bytes::edit(bytes, random));
            format!("bytes: {how}")
        }
    }
}

fn edit_name(spec: &mut CertificateSpec, random: &mut Random) -> String {
    let (name, oid) = *random.pick(&[
        ("C", oid::COUNTRY),
        ("O", oid::ORGANIZATION),
        ("OU", oid::ORGANIZATIONAL_UNIT),
        ("CN", oid::COMMON_NAME),
    ]);
    if random.below(2) == 0 {
        spec.subject.remove(oid);
        format!("subject's {name} removed")
    } else {
        spec.subject.set(oid, "Other");
        format!("subject's {name} is another")
    }
}
