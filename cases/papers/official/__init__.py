"""Official forms: pure functions from values to a document. The date of the document selects the names of bodies and the law.

Title and purpose of HCD-02, HCD-03 and HCD-05 (Thông tư 10/2024/TT-BCA) are known, their printed layout is not. They follow Nghị
định 30/2020/NĐ-CP, and every page asks to compare the layout with the official form.
"""
