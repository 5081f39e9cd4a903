# cython: language_level=3, boundscheck=False, wraparound=False
"""The compiled twins of the functions on texts in ``gateway.native.plain``."""

from cpython.bytes cimport PyBytes_AS_STRING, PyBytes_FromStringAndSize, PyBytes_GET_SIZE

cdef const char *DIGITS = b"0123456789abcdef"


cdef inline char *_unit(char *to, unsigned int unit) noexcept nogil:
    """Write one unit of UTF-16 as JSON escapes it."""
    to[0], to[1] = b"\\", b"u"
    to[2], to[3] = DIGITS[unit >> 12], DIGITS[(unit >> 8) & 15]
    to[4], to[5] = DIGITS[(unit >> 4) & 15], DIGITS[unit & 15]
    return to + 6


def json_ascii(bytes text not None):
    """A JSON text with slashes and all characters beyond ASCII escaped (``gateway.native.plain.json_ascii``)."""
    cdef const unsigned char *at = <const unsigned char *>PyBytes_AS_STRING(text)
    cdef const unsigned char *end = at + PyBytes_GET_SIZE(text)
    cdef const unsigned char *read = at
    cdef Py_ssize_t size = 0
    cdef unsigned int code
    cdef char *to
    while read < end:  # an escape takes 6 octets for 2 or 3, 12 for 4
        size += 1 if read[0] < 0x80 else 0 if read[0] < 0xC0 else 6 if read[0] < 0xF0 else 12
        size += read[0] == b"/"
        read += 1
    if size == end - at:
        return text
    written = PyBytes_FromStringAndSize(NULL, size)
    to = PyBytes_AS_STRING(written)
    while at < end:
        code = at[0]
        if code < 0x80:
            if code == b"/":
                to[0] = b"\\"
                to += 1
            to[0] = <char>code
            to += 1
            at += 1
        elif code < 0xE0:
            to = _unit(to, (code & 0x1F) << 6 | (at[1] & 0x3F))
            at += 2
        elif code < 0xF0:
            to = _unit(to, (code & 0x0F) << 12 | (at[1] & 0x3F) << 6 | (at[2] & 0x3F))
            at += 3
        else:
            code = ((code & 0x07) << 18 | (at[1] & 0x3F) << 12 | (at[2] & 0x3F) << 6 | (at[3] & 0x3F)) - 0x10000
            to = _unit(_unit(to, 0xD800 | code >> 10), 0xDC00 | code & 0x3FF)
            at += 4
    return written


cdef inline int _digit(unsigned char octet) noexcept nogil:
    """The value of a hexadecimal digit, or less than 0."""
    if b"0" <= octet <= b"9":
        return octet - 48
    if b"a" <= octet <= b"f":
        return octet - 87
    if b"A" <= octet <= b"F":
        return octet - 55
    return -1


def unquoted(bytes text not None):
    """Bytes with their percent escapes resolved (``gateway.native.plain.unquoted``)."""
    cdef const unsigned char *at = <const unsigned char *>PyBytes_AS_STRING(text)
    cdef const unsigned char *end = at + PyBytes_GET_SIZE(text)
    cdef const unsigned char *read = at
    cdef Py_ssize_t size = 0
    cdef char *to
    while read < end:
        if read[0] == b"%" and end - read > 2 and _digit(read[1]) >= 0 and _digit(read[2]) >= 0:
            read += 2
        read += 1
        size += 1
    if size == end - at:
        return text
    written = PyBytes_FromStringAndSize(NULL, size)
    to = PyBytes_AS_STRING(written)
    while at < end:
        if at[0] == b"%" and end - at > 2 and _digit(at[1]) >= 0 and _digit(at[2]) >= 0:
            to[0] = <char>(_digit(at[1]) << 4 | _digit(at[2]))
            at += 3
        else:
            to[0] = <char>at[0]
            at += 1
        to += 1
    return written
