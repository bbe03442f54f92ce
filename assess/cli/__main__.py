"""python -m assess.cli."""

from assess.cli import main

main()
