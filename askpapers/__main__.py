"""`python -m askpapers`."""

from askpapers.cli import main

main()
