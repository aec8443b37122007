"""The other twelve districts of Quảng Ngãi as they were in 2024, with fewer invented people than Sơn Tịnh."""
