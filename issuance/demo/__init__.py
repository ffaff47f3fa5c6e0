"""A shop to try things on, and emulated stamps to press on its page; for ``serve --demo`` alone."""

from issuance.demo.shop import Demo, make_demo
from issuance.demo.stamps import DemoStamps

__all__ = ["Demo", "DemoStamps", "make_demo"]
