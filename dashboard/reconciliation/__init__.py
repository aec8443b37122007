"""The nightly comparison of page, list, report, JSON and workbook: one number everywhere, or the page names what differs."""
