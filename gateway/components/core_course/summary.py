"""The description of a course in the overview of the caller's courses (see ``timeline``)."""

from __future__ import annotations

from gateway.api import BOOL, INT, RAW, URL, Struct, Value, format_value

__all__ = ["SUMMARY"]

SUMMARY = Struct(
    {
        "id": Value(INT, "id of the course", null=False),
        "fullname": Value(RAW, "full name", null=False),
        "shortname": Value(RAW, "short name", null=False),
        "idnumber": Value(RAW, "number in another system", null=False),
        "summary": Value(RAW, "summary"),
        "summaryformat": format_value("summary", default="0"),
        "startdate": Value(INT, "when the course starts", null=False),
        "enddate": Value(INT, "when the course ends, 0 for never", null=False),
        "visible": Value(BOOL, "whether students see the course", null=False),
        "showactivitydates": Value(BOOL, "whether the dates of activities are shown"),
        "showcompletionconditions": Value(BOOL, "whether the conditions of completion are shown"),
        "pdfexportfont": Value(RAW, "font of documents made of it"),
        "fullnamedisplay": Value(RAW, "name in lists", null=False),
        "viewurl": Value(URL, "address of the course", null=False),
        "courseimage": Value(RAW, "address of the image, or the image itself as an address", null=False),
        "progress": Value(INT, "how much of it the caller has completed, in percent", optional=True, null=False),
        "hasprogress": Value(BOOL, "whether that is tracked", null=False),
        "isfavourite": Value(BOOL, "whether the caller has starred it", null=False),
        "hidden": Value(BOOL, "whether the caller has hidden it", null=False),
        "timeaccess": Value(INT, "last access of the caller", optional=True, null=False),
        "showshortname": Value(BOOL, "whether the short name is shown in lists", null=False),
        "coursecategory": Value(RAW, "name of the category", null=False),
    }
)
