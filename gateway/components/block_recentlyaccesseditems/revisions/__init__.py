"""The revisions of the tables of block_recentlyaccesseditems."""
