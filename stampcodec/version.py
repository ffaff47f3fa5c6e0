"""The version of the project; this file is the only place that states it.

The build reads it from here. Asking the installed metadata at run time would add the import of
`importlib.metadata` (13 ms, ``python -X importtime``) to the import of stampcodec.
"""

__version__ = "0.1.0"
