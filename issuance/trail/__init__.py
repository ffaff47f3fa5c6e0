"""The audit trail, checked run by run, in this process or in several.

::

    rows.py      events of a database ─┐
    archive.py   events of a file ─────┴─► run.py   do they follow each other? ─┐
                                           order.py do their dates ascend?      │
                                           told.py  what do vouchers come to?   │
                                                                                ▼
    checkpoint.py  signed: what was found until an event  ◄── states.py ◄── the runs, joined
                                                                            (`issuance.ledger.audit`)

Worker processes load these files alone: nothing here but `checkpoint.py` needs more than the
standard library and the driver of the database.
"""
