"""The reader as C for microcontrollers: the core without Python, and the tables of one family.

core/       what the build took out of the kernels (tools/amalgamation); not in the repository
source/     what is written by hand: the calls of stamp_core.h, examples, texts
layout.py   how a struct lies in memory, and how C writes its values
tables.py   the tables of a reader as constants
package.py  the folder that is handed over
"""
