/// Why an index cannot be read or written.
#[derive(Debug, thiserror::Error)]
pub enum IndexError {
    /// Tantivy says no; in its words.
    #[error("the search index cannot be used ({0}); build it again: doichieu index")]
    Tantivy(#[from] tantivy::TantivyError),
    /// A field is missing: another version wrote it.
    #[error("the search index has no field {0}; build it again: doichieu index")]
    NoField(&'static str),
}
