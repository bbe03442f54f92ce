"""From statements to lineage: columns traced through the catalogue, and what `assess lineage` prints."""
