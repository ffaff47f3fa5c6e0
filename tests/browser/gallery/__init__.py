"""Pictures of every state of the reading page, in all sizes, schemes and languages.

::

    python -m tests.browser.gallery FOLDER
"""
