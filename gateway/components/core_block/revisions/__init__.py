"""The revisions of the tables of core_block; the kernel's made the first of them."""
