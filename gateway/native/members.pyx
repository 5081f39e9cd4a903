# cython: language_level=3, boundscheck=False, wraparound=False
"""The compiled twins of the functions on members of structs in ``gateway.native.plain``."""

from cpython.dict cimport PyDict_GetItemWithError
from cpython.object cimport PyObject
from libc.string cimport memchr

cdef extern from "Python.h":
    long long PyLong_AsLongLongAndOverflow(object number, int *overflow) except? -1
    int PyUnicode_KIND(object text)
    const void *PyUnicode_DATA(object text)
    Py_UCS4 PyUnicode_READ(int kind, const void *data, Py_ssize_t at)

cdef enum Test:
    OTHER, FITS, ALWAYS, REPAIRED, TAGLESS


cdef bint _clean(object text, bint tagless):
    """Whether a text holds nothing that a repair removes and, if asked for, no opening bracket."""
    cdef int kind = PyUnicode_KIND(text)
    cdef const void *data = PyUnicode_DATA(text)
    cdef Py_ssize_t at, length = len(<str>text)
    cdef Py_UCS4 code
    if kind == 1:
        return memchr(data, 0, length) == NULL and not (tagless and memchr(data, 60, length) != NULL)
    for at in range(length):
        code = PyUnicode_READ(kind, data, at)
        if code == 0 or (tagless and code == 60) or 0xD800 <= code <= 0xDFFF or code == 0xFFFE or code == 0xFFFF:
            return False
    return True


def is_repaired(str text not None):
    """Whether a text holds nothing that a repair removes (``gateway.native.plain.is_repaired``)."""
    return _clean(text, False)


def is_tagless(str text not None):
    """Whether a text holds no tag and nothing that a repair removes (``gateway.native.plain.is_tagless``)."""
    return _clean(text, True)


def fits(number):
    """Whether a number has at most 64 bits (``gateway.native.plain.fits``)."""
    cdef int overflow = 0
    PyLong_AsLongLongAndOverflow(number, &overflow)
    return overflow == 0


def always(value):
    """True (``gateway.native.plain.always``)."""
    return True


cdef dict TESTS = {fits: FITS, always: ALWAYS, is_repaired: REPAIRED, is_tagless: TAGLESS}


cdef class Member:
    """A member of a struct, with what checks it (``gateway.native.plain.Member``)."""

    cdef str name
    cdef type exact
    cdef int test, absent_null
    cdef object plain, check, absence

    def __init__(self, str name not None, type exact not None, plain, check, bint absent_null, absence):
        self.name, self.exact, self.plain, self.check = name, exact, plain, check
        self.absent_null, self.absence, self.test = absent_null, absence, TESTS.get(plain, OTHER)


cdef inline bint _is_plain(Member member, object value):
    """Whether a value of the member's exact type stays as it is."""
    cdef int overflow = 0
    if member.test == TAGLESS or member.test == REPAIRED:
        return _clean(value, member.test == TAGLESS)
    if member.test == FITS:
        PyLong_AsLongLongAndOverflow(value, &overflow)
        return overflow == 0
    return member.test == ALWAYS or member.plain(value)


def checked_members(tuple members not None, dict given not None, site, list failed not None):
    """The checked members of a struct (``gateway.native.plain.checked_members``)."""
    cdef dict result = {}
    cdef Member member = None
    cdef PyObject *found
    try:
        for member in members:
            found = PyDict_GetItemWithError(given, member.name)
            value = None if found == NULL else <object>found
            if found != NULL and type(value) is member.exact and _is_plain(member, value):
                result[member.name] = value
            elif found != NULL and not (value is None and member.absent_null):
                result[member.name] = member.check(value, site)
            elif member.absence is not None:
                result[member.name] = member.absence(site)
    except BaseException:
        failed.append(member.name)
        raise
    return result
