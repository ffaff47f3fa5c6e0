"""Takes the frame reader out of the C that Cython generates, as one file without Python.

    __main__ -> core -> amalgam -> generated      what stands in a generated file
                                   source         what only the kernel's own file says
                                   syntax         a function as a tree, freed of Cython's ways
                     -> writing -> naming, precision, printing

Run by setup.py; the result is package data of ``stampcodec.firmware``.
"""
