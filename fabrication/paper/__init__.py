"""The drawing sheet: A4 with frame, title block, views, tables and notes; millimetres on paper."""
