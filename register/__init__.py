"""The register workbook (docs/register.md): reading, checking, applying and writing it back."""
