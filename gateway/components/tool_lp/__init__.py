"""The pages of competencies and learning plans, as apps show them."""
