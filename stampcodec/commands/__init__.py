"""The codec's own commands, one file each; `stampcodec.cli` finds them by their entry points."""
