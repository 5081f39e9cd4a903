"""Functions that live elsewhere: what is known of them, how they are called, and how they are replaced one by one."""
