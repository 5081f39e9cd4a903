"""The tables of the gradebook: categories, items, grades, letters, scales."""

from __future__ import annotations

from sqlalchemy import Index, Table, UniqueConstraint

from gateway.api.schema import decimal, key, long, number, schema, text

__all__ = ["metadata", "grade_categories", "grade_items", "grade_grades", "grade_settings", "grade_letters", "scale"]

metadata = schema()

grade_categories = Table(
    "grade_categories",
    metadata,
    key(),
    number("courseid"),
    number("parent", null=True),
    number("depth"),
    text("path"),
    text("fullname"),
    number("aggregation"),
    number("keephigh"),
    number("droplow"),
    number("aggregateonlygraded"),
    number("aggregateoutcomes"),
    number("timecreated"),
    number("timemodified"),
    number("hidden"),
    Index("grade_categories_courseid", "courseid"),
)

grade_items = Table(
    "grade_items",
    metadata,
    key(),
    number("courseid"),
    number("categoryid", null=True),
    text("itemname", null=True),
    text("itemtype"),
    text("itemmodule", null=True),
    number("iteminstance", null=True),
    number("itemnumber", null=True),
    long("iteminfo", null=True),
    text("idnumber", null=True),
    long("calculation", null=True),
    number("gradetype"),
    decimal("grademax"),
    decimal("grademin"),
    number("scaleid", null=True),
    number("outcomeid", null=True),
    decimal("gradepass"),
    decimal("multfactor"),
    decimal("plusfactor"),
    decimal("aggregationcoef"),
    decimal("aggregationcoef2"),
    number("sortorder"),
    number("display"),
    number("decimals", null=True),
    number("hidden"),
    number("locked"),
    number("locktime"),
    number("needsupdate"),
    number("weightoverride"),
    number("timecreated"),
    number("timemodified"),
    Index("grade_items_courseid", "courseid"),
    Index("grade_items_categoryid", "categoryid"),
)

grade_grades = Table(
    "grade_grades",
    metadata,
    key(),
    number("itemid"),
    number("userid"),
    decimal("rawgrade", null=True),
    decimal("rawgrademax"),
    decimal("rawgrademin"),
    number("rawscaleid", null=True),
    number("usermodified", null=True),
    decimal("finalgrade", null=True),
    number("hidden"),
    number("locked"),
    number("locktime"),
    number("exported"),
    number("overridden"),
    number("excluded"),
    long("feedback", null=True),
    number("feedbackformat"),
    long("information", null=True),
    number("informationformat"),
    number("timecreated", null=True),
    number("timemodified", null=True),
    text("aggregationstatus"),
    decimal("aggregationweight", null=True),
    Index("grade_grades_itemid", "itemid"),
    UniqueConstraint("userid", "itemid"),
)

grade_settings = Table(
    "grade_settings",
    metadata,
    key(),
    number("courseid"),
    text("name"),
    long("value", null=True),
    Index("grade_settings_courseid", "courseid"),
)

grade_letters = Table(
    "grade_letters",
    metadata,
    key(),
    number("contextid"),
    decimal("lowerboundary"),
    text("letter"),
    Index("grade_letters_contextid", "contextid", "lowerboundary"),
)

scale = Table(
    "scale",
    metadata,
    key(),
    number("courseid"),
    number("userid"),
    text("name"),
    long("scale", null=True),
    long("description", null=True),
    number("descriptionformat"),
    number("timemodified"),
    Index("scale_courseid", "courseid"),
    Index("scale_userid", "userid"),
)
