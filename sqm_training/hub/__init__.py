"""JupyterHub: login, roles, supervisor."""
