"""The device's end of a link; the client's is `stampcodec.link`.

::

    pty:/tmp/touch0          ptyport.py      makes a pseudo terminal and a symbolic link to it
    tcp:127.0.0.1:7007       tcpport.py      listens, one client at a time
    serial:/dev/ttyUSB0      serialport.py   a real line, pyserial
    press.touch, -           streamport.py   a file, or standard output and input

All are `DevicePort`: nothing they do waits, but `wait`.
"""

from emulator.device.ports.deviceport import DevicePort
from emulator.device.ports.opening import open_device_port

__all__ = ["DevicePort", "open_device_port"]
