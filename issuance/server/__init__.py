"""The application server: HTTP in front of the ledger.

::

    run.py        processes and sockets           app.py       everything put together
    patience.py   when workers start again        url.py       what a socket is called
    connection.py who connects, and is silent     fingerprint.py  the keys of a folder
    gate.py       before and after each request   problem.py   refusals as documents
    auth.py       who asks                        once.py      answers to repeated requests
    stamping.py   a stamp that is presented       watch.py     alarms, and the chores of a service
    api/          routes, one noun a file         schemas/     what goes in and out, one noun a file
    openapi.py    the description                 pages.py     files for browsers
    log.py        metrics.py    address.py        service.py   what all of them share
"""
