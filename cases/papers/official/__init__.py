"""Official forms, filled in with what is entered: values in, a document out (no ORM, no clock); its date chooses names and law.

Of HCD-02, HCD-03 and HCD-05 (Thông tư 10/2024/TT-BCA) title and purpose are known, the printed layout is not: they follow Nghị
định 30/2020/NĐ-CP, and every page says that the layout is to be compared with the official form.
"""
