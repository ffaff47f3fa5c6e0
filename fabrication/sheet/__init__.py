"""Sheets of many stamps for laser and print shops: the nest, drawn as DXF, SVG and PDF."""
