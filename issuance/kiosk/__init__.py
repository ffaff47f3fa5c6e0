"""A kiosk: what it sees of stamps in a stream, and presents to the service.

::

    source ─ frames ──► FrameWatch ─┐              ┌─► events, one a line
             contacts ► TouchWatch ─┴─► Kiosk ─────┤
                                     Evidence      └─► Presenter ─► service ─► outcomes, one a line
"""
