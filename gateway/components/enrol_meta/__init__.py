"""Enrolment by courses: whoever is enrolled in a linked course is enrolled here, too."""
