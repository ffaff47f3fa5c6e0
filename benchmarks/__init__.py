"""How fast, how reliable, how far from the best there is: ``python -m benchmarks``.

======================  =====================================================================
command                 what it measures
======================  =====================================================================
``speed``               microseconds a read, beside peers in the same run
``startup``             CPU and elapsed time of the light commands of the program
``instructions``        instructions a read, stamp frames beside the costliest frames we know
``accuracy``            read and wrong rates of every row of the design, pose error
``reliability``         wrong readings in bands of their margin, beside what the margins promise
``margin``              unread rate against SNR beside maximum likelihood; pose beside its bound
``touch``               rates of touch5 from touch points beside SnowShoe's rule; microseconds
``path``                touch5 from a face over frames and touch events to the ID
``service``             presentations a second, latency and memory of the server
``contention``          what becomes of requests that are sent at once
``crash``               what is lost when the server is killed under load
``forgery``             replays that are missed, honest presses that are refused
``compare``             what changed between two runs of one of these
======================  =====================================================================

This package alone sees both sides, the emulator and the reader.
"""
