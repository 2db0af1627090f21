use std::fmt::Write;

/// A page of headings, paragraphs and tables, to be written as Markdown or HTML.
#[derive(Clone, Debug, Default)]
pub struct Page {
    title: String,
    blocks: Vec<Block>,
}

#[derive(Clone, Debug)]
enum Block {
    Heading(String),
    Paragraph(String),
    Table {
        heads: Vec<String>,
        rows: Vec<Vec<Cell>>,
    },
}

/// A cell of a table: texts, each of which may be a link.
#[derive(Clone, Debug)]
pub(crate) struct Cell(Vec<Part>);

#[derive(Clone, Debug)]
struct Part {
    text: String,
    url: Option<String>,
}

impl Page {
    /// An empty page.
    #[must_use]
    pub fn new(title: &str) -> Self {
        Self {
            title: title.to_owned(),
            blocks: Vec::new(),
        }
    }

    pub(crate) fn heading(&mut self, text: &str) {
        self.blocks.push(Block::Heading(text.to_owned()));
    }

    pub(crate) fn paragraph(&mut self, text: &str) {
        self.blocks.push(Block::Paragraph(text.to_owned()));
    }

    pub(crate) fn table(&mut self, heads: &[&str], rows: Vec<Vec<Cell>>) {
        let heads = heads.iter().map(|&head| head.to_owned()).collect();
        self.blocks.push(Block::Table { heads, rows });
    }

    /// The page as Markdown.
    #[must_use]
    pub fn markdown(&self) -> String {
        let mut out = format!("# {}\n", in_markdown(&self.title));
        for block in &self.blocks {
            out.push('\n');
            match block {
                Block::Heading(text) => line(&mut out, &format!("## {}", in_markdown(text))),
                Block::Paragraph(text) => line(&mut out, &in_markdown(text)),
                Block::Table { heads, rows } => {
                    let heads: Vec<_> = heads.iter().map(|head| in_markdown(head)).collect();
                    line(&mut out, &format!("| {} |", heads.join(" | ")));
                    line(&mut out, &format!("|{}", " --- |".repeat(heads.len())));
                    for row in rows {
                        let cells: Vec<_> = row.iter().map(Cell::markdown).collect();
                        line(&mut out, &format!("| {} |", cells.join(" | ")));
                    }
                }
            }
        }
        out
    }

    /// The page as an HTML document that needs nothing else.
    #[must_use]
    pub fn html(&self) -> String {
        let title = in_html(&self.title);
        let mut out = format!(
            "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n\
             <meta name=\"viewport\" content=\"width=device-width\">\n<title>{title}</title>\n\
             <style>{STYLE}</style>\n<h1>{title}</h1>\n"
        );
        for block in &self.blocks {
            match block {
                Block::Heading(text) => line(&mut out, &format!("<h2>{}</h2>", in_html(text))),
                Block::Paragraph(text) => line(&mut out, &format!("<p>{}</p>", in_html(text))),
                Block::Table { heads, rows } => {
                    let heads = heads.iter().map(|head| format!("<th>{}", in_html(head)));
                    line(
                        &mut out,
                        &format!("<table>\n<tr>{}", heads.collect::<String>()),
                    );
                    for row in rows {
                        let cells = row.iter().map(|cell| format!("<td>{}", cell.html()));
                        line(&mut out, &format!("<tr>{}", cells.collect::<String>()));
                    }
                    line(&mut out, "</table>");
                }
            }
        }
        out
    }
}

const STYLE: &str = "body{font:16px/1.5 system-ui,sans-serif;max-width:70rem;margin:2rem auto;\
    padding:0 1rem;color:#222;background:#fff}table{border-collapse:collapse;width:100%}\
    th,td{border-bottom:1px solid #ccc;padding:.3rem .6rem;text-align:left;vertical-align:top;\
    overflow-wrap:anywhere}a{color:#064b9e}";

impl Cell {
    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self(vec![Part {
            text: text.into(),
            url: None,
        }])
    }

    pub(crate) fn link(text: impl Into<String>, url: impl Into<String>) -> Self {
        Self(vec![Part {
            text: text.into(),
            url: Some(url.into()),
        }])
    }

    /// All of these, one after the other.
    pub(crate) fn joined(cells: impl IntoIterator<Item = Self>) -> Self {
        Self(cells.into_iter().flat_map(|cell| cell.0).collect())
    }

    fn markdown(&self) -> String {
        self.0.iter().map(Part::markdown).collect()
    }

    fn html(&self) -> String {
        self.0.iter().map(Part::html).collect()
    }
}

impl Part {
    fn markdown(&self) -> String {
        let text = in_markdown(&self.text).replace('|', "\\|");
        match &self.url {
            Some(url) => format!("[{text}]({url})"),
            None => text,
        }
    }

    fn html(&self) -> String {
        let text = in_html(&self.text);
        match &self.url {
            Some(url) => format!("<a href=\"{}\">{text}</a>", in_html(url)),
            None => text,
        }
    }
}

fn line(out: &mut String, text: &str) {
    // Writing to a string does not fail.
    let _ = writeln!(out, "{text}");
}

/// Text in Markdown: on one line, without the characters that would become markup. Words between
/// backticks stay code.
fn in_markdown(text: &str) -> String {
    let parts: Vec<_> = text.split('`').collect();
    let code_is_closed = parts.len() % 2 == 1;
    let mut out = String::new();
    for (index, part) in parts.iter().enumerate() {
        if index > 0 {
            out.push_str(if code_is_closed { "`" } else { "\\`" });
        }
        let is_code = code_is_closed && index % 2 == 1;
        part.chars()
            .for_each(|character| push_in_markdown(&mut out, character, is_code));
    }
    out
}

fn push_in_markdown(out: &mut String, character: char, is_code: bool) {
    match character {
        '\n' | '\r' => out.push(' '),
        '<' if !is_code => out.push_str("&lt;"),
        '&' if !is_code => out.push_str("&amp;"),
        '\\' | '*' | '_' | '[' | ']' if !is_code => {
            out.push('\\');
            out.push(character);
        }
        _ => out.push(character),
    }
}

fn in_html(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('"', "&quot;")
}

#[cfg(test)]
mod tests {
    use super::{Cell, Page};

    fn page() -> Page {
        let mut page = Page::new("A <b> page");
        page.heading("one");
        page.paragraph("two_three");
        page.table(
            &["x", "y"],
            vec![vec![Cell::text("a|b"), Cell::link("c", "https://d/?e&f")]],
        );
        page
    }

    #[test]
    fn markdown_has_no_markup_of_the_text() {
        assert_eq!(
            page().markdown(),
            "# A &lt;b> page\n\n## one\n\ntwo\\_three\n\n\
             | x | y |\n| --- | --- |\n| a\\|b | [c](https://d/?e&f) |\n"
        );
    }

    #[test]
    fn code_stays_code_where_it_is_closed() {
        assert_eq!(super::in_markdown("a_b `c_d<` e"), "a\\_b `c_d<` e");
        assert_eq!(super::in_markdown("a `b_c"), "a \\`b\\_c");
    }

    #[test]
    fn html_has_no_markup_of_the_text() {
        let html = page().html();
        assert!(html.contains("<h1>A &lt;b> page</h1>"));
        assert!(html.contains("<tr><td>a|b<td><a href=\"https://d/?e&amp;f\">c</a>"));
    }
}
