"""What JupyterLab on an author's desk has: Create Assignment, and nothing else of nbgrader."""

c = get_config()  # type: ignore[name-defined]  # noqa: F821

# formgrader runs code from any path it is given; exchange and lists belong to another way of working
c.ServerApp.jpserver_extensions = {
    "jupyterlab": True,
    "jupyterlab_jupytext": True,
    "nbgrader.server_extensions.assignment_list": False,
    "nbgrader.server_extensions.course_list": False,
    "nbgrader.server_extensions.formgrader": False,
    "nbgrader.server_extensions.validate_assignment": False,
    "notebook": False,
    "voila.server_extension": False,
}
c.ServerApp.terminals_enabled = False
c.LabApp.extension_manager = "readonly"
c.LabApp.news_url = None
c.LabApp.check_for_updates_class = "jupyterlab.NeverCheckForUpdate"
c.ServerApp.shutdown_no_activity_timeout = 2 * 60 * 60
c.MappingKernelManager.cull_idle_timeout = 60 * 60
c.HubAuth.cache_max_age = 60
