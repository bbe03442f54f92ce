"""Questions put to the evidence. A detector is a file, its texts (YAML) and its cases."""
