"""One module for each thing that a user can do; the command line and the interface call these."""
