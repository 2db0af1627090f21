use std::fmt::Write as _;

use serde_json::{Map, Value};

use crate::answer::printable;

pub(crate) const RED: &str = "\x1b[1;31m";
pub(crate) const GREEN: &str = "\x1b[1;32m";
pub(crate) const YELLOW: &str = "\x1b[33m";
pub(crate) const BOLD: &str = "\x1b[1m";
pub(crate) const DIM: &str = "\x1b[2m";
pub(crate) const RESET: &str = "\x1b[0m";

/// One thing in a tree: a name, what it is, where its bytes are, and what is inside.
#[derive(Clone, Default)]
pub(crate) struct Node {
    name: String,
    value: String,
    offset: Option<usize>,
    length: Option<usize>,
    /// All of what the value shows the start of.
    data: Option<Vec<u8>>,
    children: Vec<Node>,
    is_fault: bool,
}

impl Node {
    pub(crate) fn new(name: impl Into<String>, value: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            value: value.into(),
            ..Self::default()
        }
    }

    /// Where reading ended, and why.
    pub(crate) fn fault(offset: Option<usize>, why: impl Into<String>) -> Self {
        Self {
            offset,
            is_fault: true,
            ..Self::new("ends here", why)
        }
    }

    /// Bytes at a place, shown in hex.
    pub(crate) fn bytes(name: impl Into<String>, bytes: &[u8], offset: usize) -> Self {
        let mut node = Self::new(name, hex(bytes)).at(offset, bytes.len());
        node.hold(bytes);
        node
    }

    pub(crate) const fn at(mut self, offset: usize, length: usize) -> Self {
        self.offset = Some(offset);
        self.length = Some(length);
        self
    }

    /// The bytes that the value shows the start of; the answer as JSON has them whole.
    pub(crate) fn hold(&mut self, bytes: &[u8]) {
        self.data = Some(bytes.to_vec());
    }

    pub(crate) fn with(mut self, child: Self) -> Self {
        self.children.push(child);
        self
    }

    pub(crate) fn with_all(mut self, children: impl IntoIterator<Item = Self>) -> Self {
        self.children.extend(children);
        self
    }

    pub(crate) fn push(&mut self, child: Self) {
        self.children.push(child);
    }

    pub(crate) fn set(&mut self, value: String) {
        self.value = value;
    }

    pub(crate) fn named(mut self, name: &str) -> Self {
        name.clone_into(&mut self.name);
        self
    }

    /// The first of the children alone.
    pub(crate) fn into_first(self) -> Option<Self> {
        self.children.into_iter().next()
    }

    /// The tree in lines, each with the offset of its bytes.
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        self.write(&mut text, "", "");
        text
    }

    fn write(&self, out: &mut String, first: &str, others: &str) {
        let offset = self.offset.map_or(String::new(), |at| format!("{at}"));
        let (colour, end) = if self.is_fault {
            (RED, RESET)
        } else {
            (BOLD, RESET)
        };
        let colon = if self.value.is_empty() { "" } else { ": " };
        let (name, value) = (printable(&self.name), printable(&self.value));
        let length = match self.length {
            Some(length) if self.children.is_empty() => format!(" {DIM}({length} B){RESET}"),
            _ => String::new(),
        };
        let _ = writeln!(
            out,
            "{DIM}{offset:>6}{RESET}  {DIM}{first}{RESET}{colour}{name}{end}{colon}{value}{length}"
        );
        let mut children = self.children.iter().peekable();
        while let Some(child) = children.next() {
            let (branch, below) = match children.peek() {
                Some(_) => ("├ ", "│ "),
                None => ("└ ", "  "),
            };
            child.write(
                out,
                &format!("{others}{branch}"),
                &format!("{others}{below}"),
            );
        }
    }

    pub(crate) fn json(&self) -> Value {
        let mut json = Map::new();
        let mut set = |name: &str, value: Option<Value>| {
            json.extend(value.map(|value| (name.to_owned(), value)));
        };
        set("name", Some(self.name.clone().into()));
        set("value", Some(self.value.clone().into()));
        set("offset", self.offset.map(Value::from));
        set("length", self.length.map(Value::from));
        let whole = self.data.as_ref().map(|bytes| hex_of(bytes));
        set("hex", whole.map(Value::from));
        set("fault", self.is_fault.then(|| true.into()));
        let children: Vec<_> = self.children.iter().map(Self::json).collect();
        set("children", (!children.is_empty()).then(|| children.into()));
        Value::Object(json)
    }
}

/// Bytes in hex, cut where a line ends.
pub(crate) fn hex(bytes: &[u8]) -> String {
    const SHOWN: usize = 32;
    match bytes.get(..SHOWN) {
        Some(start) if bytes.len() > SHOWN => format!("{}…", hex_of(start)),
        _ => hex_of(bytes),
    }
}

fn hex_of(bytes: &[u8]) -> String {
    let write = |mut text: String, byte: &u8| {
        let _ = write!(text, "{byte:02x}");
        text
    };
    bytes.iter().fold(String::new(), write)
}
