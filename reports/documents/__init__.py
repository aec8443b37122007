"""The six-month report on paper: one content (content.py), laid out three ways (docx.py, pdf.py, xlsx.py)."""
