"""Stamps read from raw frames: a code on a square lattice of sites, and its reader.

::

    message -> codeword -> occupied sites          frame -> reading
         code.py     sites.py                  reader.py, over _core/
"""
