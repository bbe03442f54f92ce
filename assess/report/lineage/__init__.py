"""Pictures of lineage: from a graph to a layered drawing, the same on paper, in HTML and on screen."""
