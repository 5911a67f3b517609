"""spaCy components: one `Doc -> Doc` callable per file."""
