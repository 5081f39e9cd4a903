"""The kind of upstream ``moodle``: a site that offers REST, whose functions the shipped descriptions describe."""
