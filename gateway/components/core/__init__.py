"""What belongs to no other component: texts, dates, notices to the user of a page."""
