# cython: language_level=3, boundscheck=False, wraparound=False
"""The compiled twin of ``gateway.native.plain``: lxml's trees, taken apart without an object of Python for each of their elements.

It reads the nodes of libxml2 by lxml's public interface (``lxml.includes.etreepublic``), and changes nothing of them.
"""

from cpython.list cimport PyList_Append
from cpython.object cimport PyObject
from cpython.unicode cimport PyUnicode_DecodeUTF8
from libc.string cimport strcmp, strlen, strrchr

from lxml.includes cimport tree
from lxml.includes.etreepublic cimport _Element, import_lxml__etree

import_lxml__etree()

cdef extern from "Python.h":
    double PyOS_string_to_double(const char *text, char **end, PyObject *overflow) except? -1.0

cdef enum:
    NAMES = 256  # a power of 2: so many names are at hand while a tree is read
    MOST_LEVELS = 512  # more would be a danger to the stack; libxml2 itself reads 256


cdef struct Name:
    const void *namespace
    const void *local
    PyObject *text


cdef class _Names:
    """The names of a tree as texts: libxml2 keeps each name once, so that its address is enough to know it by."""

    cdef Name names[NAMES]
    cdef list kept

    def __cinit__(self):
        self.kept = []

    cdef inline object of(self, const tree.xmlNs *ns, const tree.xmlChar *local):
        cdef const void *space = NULL if ns == NULL else <const void *>ns.href
        cdef size_t place = ((<size_t>local >> 3) ^ (<size_t>space >> 5)) & (NAMES - 1)
        cdef Name *name = &self.names[place]
        if name.text != NULL and name.local == <const void *>local and name.namespace == space:
            return <object>name.text
        text = _text(<const char *>local)
        if space != NULL:
            text = "{" + _text(<const char *>space) + "}" + text
        PyList_Append(self.kept, text)
        name.namespace, name.local, name.text = space, <const void *>local, <PyObject *>text
        return text


cdef inline object _text(const char *octets):
    return PyUnicode_DecodeUTF8(octets, strlen(octets), NULL)


cdef inline bint _is_text(const tree.xmlNode *node) noexcept nogil:
    return node.type == tree.XML_TEXT_NODE or node.type == tree.XML_CDATA_SECTION_NODE


cdef inline bint _is_blank(const tree.xmlNode *first) noexcept nogil:
    """Whether the texts from a node on, up to the next element, hold nothing but blanks."""
    cdef const tree.xmlNode *node = first
    cdef const char *at
    while node != NULL and node.type != tree.XML_ELEMENT_NODE:
        if _is_text(node) and node.content != NULL:
            at = <const char *>node.content
            while at[0] == 32 or at[0] == 9 or at[0] == 10 or at[0] == 13:
                at += 1
            if at[0]:
                return False
        node = node.next
    return True


cdef object _texts(const tree.xmlNode *first):
    """The texts from a node on, up to the next element, as one."""
    cdef const tree.xmlNode *node = first
    found = ""
    while node != NULL and node.type != tree.XML_ELEMENT_NODE:
        if _is_text(node) and node.content != NULL:
            text = _text(<const char *>node.content)
            found = text if not found else found + text
        node = node.next
    return found


cdef object _attributes(const tree.xmlNode *node, _Names names):
    cdef const tree.xmlAttr *attribute = <const tree.xmlAttr *>node.properties
    if attribute == NULL:
        return ()
    found = []
    while attribute != NULL:
        if attribute.type == tree.XML_ATTRIBUTE_NODE:
            found.append((names.of(attribute.ns, attribute.name), _texts(attribute.children)))
        attribute = attribute.next
    return tuple(found)


cdef object _node(const tree.xmlNode *node, _Names names, int levels):
    children = _children(node, names, levels)
    text = "" if children and _is_blank(node.children) else _texts(node.children)
    tail = "" if _is_blank(node.next) else _texts(node.next)
    return (names.of(NULL, node.name), _attributes(node, names), text, children, tail)


cdef object _children(const tree.xmlNode *node, _Names names, int levels):
    """The nodes of the children of an element; those of elements without any are one and the same tuple."""
    cdef const tree.xmlNode *child = _first(node.children)
    cdef list found
    if child == NULL:
        return ()
    if not levels:
        raise RecursionError("the tree is too deep")
    found = []
    while child != NULL:
        PyList_Append(found, _node(child, names, levels - 1))
        child = _first(child.next)
    return found


cdef inline const tree.xmlNode *_first(const tree.xmlNode *node) noexcept nogil:
    """The first element from a node on."""
    while node != NULL and node.type != tree.XML_ELEMENT_NODE:
        node = node.next
    return node


def tree_of(_Element element not None):
    """The node of an element, with all that it holds (``gateway.native.plain.tree_of``)."""
    return _node(element._c_node, _Names(), MOST_LEVELS)


# What most messages hold, read at once. At anything else Unusual is raised, and the readers in Python read, or refuse, it all.

class Unusual(Exception):
    """A message holds something that is left to the readers in Python."""


_UNUSUAL = Unusual()


cdef inline bint _is(const tree.xmlNode *node, const char *name) noexcept nogil:
    return strcmp(<const char *>node.name, name) == 0


cdef const tree.xmlNode *_only(const tree.xmlNode *node) except NULL:
    """The only element that an element holds."""
    cdef const tree.xmlNode *found = _first(node.children)
    if found == NULL or _first(found.next) != NULL:
        raise _UNUSUAL
    return found


cdef object _content(const tree.xmlNode *node):
    """The text of an element that holds no elements."""
    if _first(node.children) != NULL:
        raise _UNUSUAL
    return _texts(node.children)


cdef inline bint _is_scalar(const tree.xmlNode *node) noexcept nogil:
    return node.children != NULL and node.children.next == NULL and _is_text(node.children) and node.children.content != NULL


cdef object _integer(const tree.xmlNode *node):
    """An integer of up to 18 digits, without blanks."""
    cdef const char *at
    cdef long long value = 0
    cdef int digits = 0
    cdef bint negative
    if not _is_scalar(node):
        raise _UNUSUAL
    at = <const char *>node.children.content
    negative = at[0] == b"-"
    if negative:
        at += 1
    while b"0" <= at[0] <= b"9" and digits < 19:
        value = value * 10 + (at[0] - 48)
        digits += 1
        at += 1
    if at[0] or not 0 < digits < 19:
        raise _UNUSUAL
    return -value if negative else value


cdef double _double(const tree.xmlNode *node) except? -1.0:
    """A number in the usual characters."""
    cdef const char *at
    if not _is_scalar(node):
        raise _UNUSUAL
    at = <const char *>node.children.content
    while b"0" <= at[0] <= b"9" or at[0] == b"." or at[0] == b"-" or at[0] == b"+" or at[0] == b"e" or at[0] == b"E":
        at += 1
    if at[0]:
        raise _UNUSUAL
    try:
        return PyOS_string_to_double(<const char *>node.children.content, NULL, NULL)
    except ValueError:
        raise _UNUSUAL


cdef object _xmlrpc(const tree.xmlNode *node, int levels):
    """The content of a ``value``."""
    cdef const tree.xmlNode *typed = _first(node.children)
    cdef const tree.xmlNode *item
    cdef const tree.xmlNode *value
    cdef const char *kind
    cdef char digit
    cdef list items
    cdef dict members
    if not _is(node, b"value"):
        raise _UNUSUAL
    if typed == NULL:
        return _content(node)
    if _first(typed.next) != NULL or not _is_blank(node.children) or not _is_blank(typed.next):
        raise _UNUSUAL
    kind = <const char *>typed.name
    if strcmp(kind, b"string") == 0:
        return _content(typed)
    if strcmp(kind, b"int") == 0 or strcmp(kind, b"i4") == 0 or strcmp(kind, b"i8") == 0:
        return _integer(typed)
    if strcmp(kind, b"boolean") == 0:
        if _is_scalar(typed):
            digit = (<const char *>typed.children.content)[0]
            if (digit == b"0" or digit == b"1") and not (<const char *>typed.children.content)[1]:
                return digit == b"1"
        raise _UNUSUAL
    if strcmp(kind, b"double") == 0:
        return _double(typed)
    if not levels:
        raise _UNUSUAL
    if strcmp(kind, b"struct") == 0:
        members = {}
        item = _first(typed.children)
        while item != NULL:
            if not _is(item, b"member"):
                raise _UNUSUAL
            value = _first(item.children)
            if value == NULL or not _is(value, b"name"):
                raise _UNUSUAL
            name = _content(value)
            value = _first(value.next)
            if value == NULL or _first(value.next) != NULL:
                raise _UNUSUAL
            members[name] = _xmlrpc(value, levels - 1)
            item = _first(item.next)
        return members
    if strcmp(kind, b"array") == 0:
        item = _only(typed)
        if not _is(item, b"data"):
            raise _UNUSUAL
        items = []
        item = _first(item.children)
        while item != NULL:
            PyList_Append(items, _xmlrpc(item, levels - 1))
            item = _first(item.next)
        return items
    raise _UNUSUAL


def xmlrpc_values(_Element params not None, int levels):
    """The values in the ``params`` of a message, or None for what is not plain (``gateway.native.plain.xmlrpc_values``)."""
    cdef const tree.xmlNode *param = _first(params._c_node.children)
    cdef list values = []
    if levels > MOST_LEVELS:
        return None
    try:
        while param != NULL:
            if not _is(param, b"param"):
                return None
            PyList_Append(values, _xmlrpc(_only(param), levels))
            param = _first(param.next)
    except Unusual:
        return None
    return values


cdef class _Encoded:
    """Reads values of rpc/encoded messages whose elements all say what they are."""

    cdef long left

    cdef object value(self, const tree.xmlNode *node, int levels):
        """The value of an element."""
        cdef const tree.xmlAttr *attribute = <const tree.xmlAttr *>node.properties
        cdef const char *kind = NULL
        cdef bint array = False
        self.left -= 1
        if levels < 0 or self.left < 0:
            raise _UNUSUAL
        while attribute != NULL:
            if attribute.children == NULL or attribute.children.next != NULL or attribute.children.content == NULL or attribute.ns == NULL:
                raise _UNUSUAL
            if strcmp(<const char *>attribute.name, b"type") == 0 and strcmp(<const char *>attribute.ns.href, XSI) == 0:
                kind = _local(<const char *>attribute.children.content)
            elif strcmp(<const char *>attribute.name, b"arrayType") == 0 and _has_one_size(<const char *>attribute.children.content):
                array = True
            else:
                raise _UNUSUAL
            attribute = attribute.next
        if kind == NULL:
            raise _UNUSUAL
        if strcmp(kind, b"Array") == 0:
            return self.items(node, levels - 1)
        if array:
            raise _UNUSUAL
        if strcmp(kind, b"string") == 0:
            return _content(node)
        if strcmp(kind, b"int") == 0 or strcmp(kind, b"long") == 0 or strcmp(kind, b"integer") == 0:
            return _integer(node)
        if strcmp(kind, b"boolean") == 0:
            return self.boolean(node)
        if strcmp(kind, b"double") == 0 or strcmp(kind, b"float") == 0:
            return self.number(node)
        if strcmp(kind, b"Map") == 0:
            return self.members(node, levels - 1)
        raise _UNUSUAL

    cdef object boolean(self, const tree.xmlNode *node):
        cdef const char *text
        if _is_scalar(node):
            text = <const char *>node.children.content
            if strcmp(text, b"true") == 0 or strcmp(text, b"1") == 0:
                return True
            if strcmp(text, b"false") == 0 or strcmp(text, b"0") == 0:
                return False
        raise _UNUSUAL

    cdef object number(self, const tree.xmlNode *node):
        """A number; a whole one is an integer, as after a way through JSON."""
        cdef double value = _double(node)
        if not -1e15 < value < 1e15:
            raise _UNUSUAL
        return <long long>value if value == <double><long long>value else value

    cdef object items(self, const tree.xmlNode *node, int levels):
        """The items of an array; their number is not compared with what the array says, as in the reader in Python."""
        cdef list found = []
        cdef const tree.xmlNode *item = _first(node.children)
        if node.children != NULL and item != node.children and not _is_blank(node.children):
            raise _UNUSUAL
        while item != NULL:
            PyList_Append(found, self.value(item, levels))
            item = _first(item.next)
        return found

    cdef object members(self, const tree.xmlNode *node, int levels):
        """The members of a map."""
        cdef dict found = {}
        cdef const tree.xmlNode *item = _first(node.children)
        cdef const tree.xmlNode *key
        cdef const tree.xmlNode *value
        while item != NULL:
            key = _first(item.children)
            value = NULL if key == NULL else _first(key.next)
            if value == NULL or _first(value.next) != NULL or not _is(key, b"key") or not _is(value, b"value"):
                raise _UNUSUAL
            found[_content(key)] = self.value(value, levels)
            item = _first(item.next)
        return found


cdef const char *XSI = b"http://www.w3.org/2001/XMLSchema-instance"


cdef inline const char *_local(const char *name) noexcept nogil:
    """The part of a name after its prefix."""
    cdef const char *colon = strrchr(name, b":")
    return name if colon == NULL else colon + 1


cdef bint _has_one_size(const char *text) noexcept nogil:
    """Whether the type of an array is a name with one size, as in ``xsd:int[3]``."""
    cdef const char *at = text
    cdef int digits = 0
    while at[0] and at[0] != b"[":
        if at[0] == b"]" or at[0] == b" ":
            return False
        at += 1
    if at[0] != b"[":
        return False
    at += 1
    while b"0" <= at[0] <= b"9":
        at += 1
        digits += 1
    return 0 < digits < 10 and at[0] == b"]" and not at[1]


def encoded_values(_Element call not None, int levels, long most):
    """The arguments of an rpc/encoded call by the names of their elements, or None for what is not plain
    (``gateway.native.plain.encoded_values``).
    """
    cdef const tree.xmlNode *argument = _first(call._c_node.children)
    cdef dict values = {}
    cdef _Encoded reader = _Encoded()
    if levels > MOST_LEVELS:
        return None
    reader.left = most
    try:
        while argument != NULL:
            name = _text(<const char *>argument.name)
            if name in values or "_x" in name:
                return None
            values[name] = reader.value(argument, levels)
            argument = _first(argument.next)
    except Unusual:
        return None
    return values
