"""The same work as others do it. Each module runs in the environment of its contender and imports nothing of ours."""
