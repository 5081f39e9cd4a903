"""Advanced grading: how areas are graded, with rubrics and marking guides."""
