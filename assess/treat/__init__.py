"""From findings to a roadmap: what to do, who does it, in which order, what it saves."""
