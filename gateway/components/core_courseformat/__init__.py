"""The state of a course as the pages that edit it keep it."""
