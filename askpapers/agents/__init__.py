"""The verbs as tools of a Model Context Protocol server, for agents and other programs."""
