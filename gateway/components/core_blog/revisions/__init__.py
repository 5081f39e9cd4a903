"""The revisions of the tables of core_blog; the kernel's made the first of them."""
