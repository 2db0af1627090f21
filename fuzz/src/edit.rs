use crate::Input;

/// A change to one part of a response, read from a fuzzer's input.
#[derive(Clone, Copy, Debug)]
pub struct Edit {
    /// Which part.
    pub part: usize,
    kind: Kind,
    place: usize,
    pub(crate) value: u8,
}

#[derive(Clone, Copy, Debug)]
enum Kind {
    Flip,
    Replace,
    Insert,
    Remove,
    CutOff,
    Repeat,
}

impl Edit {
    /// The next edit: a byte for what and where, two for the place, one for the value.
    pub fn read(input: &mut Input<'_>, parts: usize) -> Option<Self> {
        let what = usize::from(input.byte()?);
        let kind = match (what / parts) % 6 {
            0 => Kind::Flip,
            1 => Kind::Replace,
            2 => Kind::Insert,
            3 => Kind::Remove,
            4 => Kind::CutOff,
            _ => Kind::Repeat,
        };
        Some(Self {
            part: what % parts,
            kind,
            place: input.number()?,
            value: input.byte()?,
        })
    }

    /// Makes the change; the place wraps around at the end.
    pub(crate) fn apply(self, bytes: &mut Vec<u8>) {
        let length = usize::from(self.value);
        let place = self.place % bytes.len().max(1);
        let end = place.saturating_add(length).min(bytes.len());
        match self.kind {
            Kind::Flip => bytes
                .iter_mut()
                .skip(place)
                .take(1)
                .for_each(|byte| *byte ^= self.value),
            Kind::Replace => bytes
                .iter_mut()
                .skip(place)
                .take(1)
                .for_each(|byte| *byte = self.value),
            Kind::Insert => bytes.insert(self.place % bytes.len().saturating_add(1), self.value),
            Kind::Remove => drop(bytes.drain(place..end)),
            Kind::CutOff => bytes.truncate(bytes.len().saturating_sub(length)),
            Kind::Repeat => {
                let repeated = bytes[place..end].to_vec();
                bytes.splice(end..end, repeated);
            }
        }
    }
}

/// The parts after all edits of an input were made, at most 64 of them.
#[must_use]
pub fn edited<const N: usize>(parts: [&[u8]; N], mut input: Input<'_>) -> [Vec<u8>; N] {
    let mut parts = parts.map(<[u8]>::to_vec);
    for _ in 0..64 {
        let Some(edit) = Edit::read(&mut input, N) else {
            break;
        };
        edit.apply(&mut parts[edit.part]);
    }
    parts
}
