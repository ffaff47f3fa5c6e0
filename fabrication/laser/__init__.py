"""What a laser shop burns away and cuts, as values and as SVG, DXF and a legend."""
