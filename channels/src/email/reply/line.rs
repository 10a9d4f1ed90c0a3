//! Lines of a body with what is known of them before any words are read.

/// One line, its quote marks taken off.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    pub text: String,
    /// How many quotes it is inside of.
    pub depth: usize,
    /// The quote may be an indent only (an HTML blockquote nobody marked as a citation).
    pub unsure: bool,
    pub role: Role,
}

/// What the markup says of a line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Role {
    #[default]
    Body,
    /// Inside the element a mailer puts its "On … wrote:" in.
    Attribution,
    /// Inside a signature element.
    Signature,
    /// First line of the quoted mail; everything after it is quoted as well.
    Cut,
}
