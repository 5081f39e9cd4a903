"""The revisions of the tables of core_message; the kernel's made the first of them."""
