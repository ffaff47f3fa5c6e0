"""What touch screens report, in every form in which it is recorded.

::

    evemu.py  libinput.py  evtest.py  getevent.py     a recording of Linux, line by line (lines.py)
        └► inputevent.py   one event of the kernel      device.py   the axes of its screen
             └► slots.py        which contacts are down after each report
                  └► recording.py   in millimetres where the recording tells them (scale.py)
                       └► touch events, as a web page gets them (../touchevent.py)
    touchjson.py  pointerjson.py                      W3C events as JSON, to the same
    recognise.py                                      which of them a file is
    repairs.py                                        what was put right on the way

docs/contacts.md describes the formats; ``../contactfile.py`` reads and writes the files.
"""
