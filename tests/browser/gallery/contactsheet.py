"""Contact sheets: all states of one language, scheme and size side by side, with their names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PIL import Image, ImageDraw

if TYPE_CHECKING:
    from pathlib import Path

# Of each picture, px; landscape ones are as wide as upright ones are high.
LONGEST_PX = 420
GAP_PX, NAME_PX = 8, 14
WIDTH_PX = 2000


def lay_out(folder: Path) -> None:
    """Write ``NAME.png`` beside each folder of pictures."""
    for pictures in sorted(path for path in folder.iterdir() if path.is_dir()):
        _sheet(sorted(pictures.glob("*.png"))).save(folder / f"{pictures.name}.png")


def _sheet(files: list[Path]) -> Image.Image:
    images: list[Image.Image] = []
    for file in files:
        with Image.open(file) as opened:
            factor = LONGEST_PX / max(opened.size)
            size = (round(factor * opened.width), round(factor * opened.height))
            images.append(opened.convert("RGB").resize(size, Image.Resampling.LANCZOS))
    width, height = images[0].size
    columns = max(1, WIDTH_PX // (width + GAP_PX))
    rows = -(-len(images) // columns)
    cell = (width + GAP_PX, height + GAP_PX + NAME_PX)
    sheet = Image.new("RGB", (columns * cell[0], rows * cell[1]), "#888")
    draw = ImageDraw.Draw(sheet)
    for number, (file, image) in enumerate(zip(files, images, strict=True)):
        x, y = number % columns * cell[0], number // columns * cell[1]
        draw.text((x, y), file.stem, fill="white")
        sheet.paste(image, (x, y + NAME_PX))
    return sheet
