"""How fast, how reliable, how far from the best there is: ``python -m benchmarks``.

======================  =====================================================================
command                 what it measures
======================  =====================================================================
``speed``               microseconds a read, beside peers in the same run
``instructions``        instructions a read, stamp frames beside the costliest frames we know
``accuracy``            read and wrong rates of every row of the design, pose error
``margin``              unread rate against SNR beside maximum likelihood; pose beside its bound
``touch``               rates of touch5 from touch points beside SnowShoe's rule; microseconds
======================  =====================================================================

This package alone sees both sides, the emulator and the reader.
"""
