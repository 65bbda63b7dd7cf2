# This folder is an nbgrader course: what JupyterLab's Create Assignment and stock nbgrader need to be told.
# Papers are built from the banks and marked in the installation's own gradebook; `sqm gradebook export` writes it out.
c = get_config()  # noqa: F821
c.CourseDirectory.course_id = "sqm-training"
c.Exchange.timezone = "UTC"
c.NbGraderAPI.timezone = "UTC"
c.GenerateFeedback.preprocessors = [
    "nbgrader.preprocessors.GetGrades",
    "sqm_training.records.gradebook.ScrubKeys",
    "sqm_training.records.gradebook.QuoteComments",
    "nbconvert.preprocessors.CSSHTMLHeaderPreprocessor",
]
