"""The code: from a merchant to the sites of a face and back, one step a file.

::

    merchant ID ◄─ message.pyx ─► message ◄─ codeword.pyx ─► codeword ◄─ sites.pyx ─► occupied sites

``kernel.pyx`` owns the tables and walks the steps for arrays. The caller has checked every number.
"""
