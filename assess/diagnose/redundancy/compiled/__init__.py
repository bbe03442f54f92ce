"""Machine-compiled loops (numba, cached on disk). Imported only where they run: the compiler is slow to load."""
