"""The error codes of the contract that only core_course raises, and their messages."""

from __future__ import annotations

from gateway.api import denied, missing

__all__ = ["ERRORS"]

ERRORS = {
    "cannotmovecategory": "A category cannot be moved into itself.",
    "categoryidnumbertaken": "Another category has this id number.",
    "categorynamerequired": "A category must have a name.",
    "categorytoolong": "The name of the category is too long.",
    "coursehidden": denied("This course is not available to you."),
    "courseidnumbertaken": "Another course has this id number.",
    "criteriaerror": "Categories cannot be searched by this.",
    "enddatebeforestartdate": "The course would end before it starts.",
    "errorcatcontextnotvalid": denied("You may not use this category."),
    "errorcoursecontextnotvalid": denied("You may not use this course."),
    "errorinvalidparam": "A parameter has an invalid value.",
    "idnumbertoolong": "The id number is too long.",
    "movecatcontentstoroot": "Courses must be in a category: name one that takes them.",
    "nostartdatenoenddate": "A course that ends must have a start.",
    "sectionnotexist": missing("The course has no such section."),
    "unknowcategory": missing("There is no such category."),
    "unknowncategory": missing("There is no such category."),
    "youcannotdeletecategory": denied("You may not delete all that is in this category."),
}
