"""WSDLs in the shapes that break other gateways, each with a call whose answer repeats its arguments.

They are written by hand as far as they differ (``wsdls`` has what all have). ``refused`` is a part of the reason for one that cannot be
imported.
"""

# ruff: noqa: E501 - documents, as they are written

from __future__ import annotations

from tests.unit.upstream.soap.wsdls import (
    ANY,
    BASE,
    FOREIGN,
    IMPORT_O,
    ITEM,
    OTHER,
    POLICY,
    SECOND_SERVICE,
    TREE,
    Case,
    array,
    one,
    rpc,
    same,
    schema,
    split,
    struct,
    thing,
    typed,
    wrapped,
    wsdl,
)

__all__ = ["BASE", "CASES", "REFUSED", "Case"]

CASES: dict[str, Case] = {
    "scalars": same(
        wrapped(
            "".join(
                f'<xs:element name="{kind}" type="xs:{kind}"/>'
                for kind in ("string", "int", "long", "boolean", "double", "decimal", "dateTime", "date", "base64Binary", "anyURI")
            )
        ),
        {
            "string": "<&> é",
            "int": -7,
            "long": 9007199254740993,
            "boolean": True,
            "double": 1.5,
            "decimal": 0.1,
            "dateTime": "2026-03-05T10:00:00Z",
            "date": "2026-03-05",
            "base64Binary": "aGk=",
            "anyURI": "http://example.org/?a=1&b=2",
        },
    ),
    "one struct": thing(typed("t:Item", ITEM), {"id": 1, "name": "a"}),
    "list of structs": one(
        wrapped('<xs:element name="thing" type="t:Item" minOccurs="0" maxOccurs="unbounded"/>', ITEM),
        arguments={"thing": [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}]},
        value=[{"id": 1, "name": "a"}, {"id": 2, "name": "b"}],
    ),
    "bare, a type with members": same(
        wsdl(schema(ITEM + '<xs:element name="Echo" type="t:Item"/><xs:element name="EchoResponse" type="t:Item"/>')),
        {"id": 1, "name": "a"},
    ),
    "bare, a simple type": one(
        wsdl(schema('<xs:element name="Echo" type="xs:int"/><xs:element name="EchoResponse" type="xs:int"/>')),
        arguments={"Echo": 7},
        value=7,
    ),
    "equal type names in two namespaces": same(
        wrapped(
            '<xs:element name="mine" type="t:Item"/><xs:element name="other" type="o:Item"/>',
            FOREIGN + ITEM,
            others=schema(struct("Item", "sku xs:string", "count xs:int"), target=OTHER),
        ),
        {"mine": {"id": 1, "name": "a"}, "other": {"sku": "x", "count": 2}},
    ),
    "schemas that refer to each other": thing(
        typed(
            "o:Box",
            FOREIGN + ITEM,
            others=schema('<xs:import namespace="urn:t"/>' + struct("Box", "item t:Item", "weight xs:double"), target=OTHER),
        ),
        {"item": {"id": 1, "name": "a"}, "weight": 2.5},
    ),
    "an import by a relative address": thing(
        typed("o:Item", IMPORT_O), {"id": 1, "name": "a"}, others={"o.xsd": schema(ITEM, target=OTHER)}
    ),
    "imports in a circle": thing(
        typed("o:Box", '<xs:import namespace="urn:o" schemaLocation="xsd/o.xsd"/>'),
        {"item": {"id": 1, "name": "a"}},
        others={
            "xsd/o.xsd": schema(
                '<xs:import namespace="urn:p" schemaLocation="p.xsd"/>' + '<xs:complexType name="Box"><xs:sequence>'
                '<xs:element name="item" xmlns:p="urn:p" type="p:Item"/></xs:sequence></xs:complexType>',
                target=OTHER,
            ),
            "xsd/p.xsd": schema('<xs:import namespace="urn:o" schemaLocation="o.xsd"/>' + ITEM, target="urn:p"),
        },
    ),
    "an include without a namespace of its own": thing(
        typed("t:Item", '<xs:include schemaLocation="item.xsd"/>'),
        {"id": 1, "name": "a"},
        others={"item.xsd": schema(ITEM).replace('targetNamespace="urn:t"', "")},
    ),
    "includes in a folder": thing(
        typed("t:Item", '<xs:include schemaLocation="xsd/all.xsd"/>'),
        {"id": 1, "name": "a"},
        others={"xsd/all.xsd": schema('<xs:include schemaLocation="item.xsd"/>'), "xsd/item.xsd": schema(ITEM)},
    ),
    "a block of the header": one(
        wrapped(
            '<xs:element name="thing" type="xs:string"/>',
            '<xs:element name="Session" type="t:SessionType"/>' + struct("SessionType", "key xs:string"),
            parts='<wsdl:part name="parameters" element="t:Echo"/><wsdl:part name="session" element="t:Session"/>',
            header='<soap:header message="t:EchoIn" part="session" use="literal"/>',
        ),
        arguments={"thing": "a", "session": {"key": "k"}},
        value="a",
    ),
    "a block of the header in a message of its own": one(
        wrapped(
            '<xs:element name="thing" type="xs:string"/>',
            '<xs:element name="Session" type="xs:string"/>',
            more='<wsdl:message name="Head"><wsdl:part name="thing" element="t:Session"/></wsdl:message>',
            header='<soap:header message="t:Head" part="thing" use="literal"/>',
        ),
        arguments={"thing": "a", "thing_header": "k"},
        value="a",
    ),
    "a choice": same(
        wrapped('<xs:choice><xs:element name="a" type="xs:int"/><xs:element name="b" type="t:Item"/></xs:choice>', ITEM),
        {"b": {"id": 1, "name": "a"}},
    ),
    "a choice of sequences with the same element": same(
        wrapped(
            '<xs:choice><xs:sequence><xs:element name="k" type="xs:int"/><xs:element name="a" type="xs:int"/></xs:sequence>'
            '<xs:sequence><xs:element name="b" type="xs:int"/><xs:element name="c" type="xs:int"/></xs:sequence></xs:choice>'
        ),
        {"b": 2, "c": 1},
    ),
    "a choice that repeats": same(
        wrapped(
            '<xs:choice minOccurs="0" maxOccurs="unbounded"><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:string"/>'
            "</xs:choice>"
        ),
        {"a": [1, 2], "b": ["x"]},
    ),
    "a sequence that repeats": one(
        wrapped(
            '<xs:sequence maxOccurs="unbounded"><xs:element name="key" type="xs:string"/>'
            '<xs:element name="value" type="xs:int" minOccurs="0"/></xs:sequence>'
        ),
        arguments={"groups": [{"key": "a", "value": 1}, {"key": "b"}, {"key": "c", "value": 3}]},
        value=[{"key": "a", "value": 1}, {"key": "b"}, {"key": "c", "value": 3}],
    ),
    "nillable": same(
        wrapped('<xs:element name="a" type="xs:int" nillable="true"/><xs:element name="b" type="t:Item" nillable="true"/>', ITEM),
        {"a": None, "b": None},
    ),
    "optional": same(wrapped('<xs:element name="a" type="xs:int" minOccurs="0"/><xs:element name="b" type="xs:string"/>'), {"b": "x"}),
    "recursion": thing(typed("t:Node", struct("Node", "name xs:string", 'child t:Node minOccurs="0" maxOccurs="unbounded"')), TREE),
    "recursion in two types": thing(
        typed("t:A", struct("A", "name xs:string", 'b t:B minOccurs="0"') + struct("B", 'a t:A minOccurs="0"')),
        {"name": "1", "b": {"a": {"name": "2"}}},
    ),
    "attributes": thing(
        typed(
            "t:Priced",
            struct(
                "Priced",
                "name xs:string",
                extra='<xs:attribute name="currency" type="xs:string" use="required"/><xs:attribute name="vat" type="xs:boolean"/>',
            ),
        ),
        {"currency": "EUR", "vat": True, "name": "a"},
    ),
    "an attribute and an element of one name": thing(
        typed("t:Both", struct("Both", "id xs:string", extra='<xs:attribute name="id" type="xs:int"/>')), {"id": 7, "id_element": "a"}
    ),
    "text with attributes": thing(
        typed(
            "t:Price",
            '<xs:complexType name="Price"><xs:simpleContent><xs:extension base="xs:decimal">'
            '<xs:attribute name="currency" type="xs:string"/></xs:extension></xs:simpleContent></xs:complexType>',
        ),
        {"currency": "EUR", "value": 9.99},
    ),
    "elements of any kind": thing(
        typed(
            "t:Open", f'<xs:complexType name="Open"><xs:sequence><xs:element name="id" type="xs:int"/>{ANY}</xs:sequence></xs:complexType>'
        ),
        {"id": 1, "any": '<x xmlns="urn:x">1</x><y xmlns="urn:y"/>'},
    ),
    "anyType": thing(typed("xs:anyType", ""), "a text"),
    "anyType with members": thing(typed("xs:anyType", ""), '{"a":[1,null],"b":true,"c":1.5,"d":"x","e":{"f":"g"}}'),
    "anyType in rpc/encoded": one(
        rpc(schema(array("Things", "xs:anyType[]")), "xs:anyType", "t:Things"),
        arguments={"a": '{"a b":[1,"x",null],"c":{"d":true}}', "b": ["text", '["in"]', None]},
        value={"a": '{"a b":[1,"x",null],"c":{"d":true}}', "b": ["text", '["in"]', None]},
        literal=False,
    ),
    "anyType in rpc/encoded of SOAP 1.2": one(
        rpc(schema(""), "xs:anyType", "xs:boolean", soap="soap12"),
        arguments={"a": "[[1],[2.5]]", "b": True},
        value={"a": "[[1],[2.5]]", "b": True},
        literal=False,
    ),
    "numbers that are none, in attributes and lists": one(
        wrapped(
            '<xs:element name="thing" type="t:Numbers" nillable="true"/>',
            '<xs:complexType name="Numbers"><xs:simpleContent><xs:extension base="t:Doubles"><xs:attribute name="sizes" type="t:Doubles"/>'
            '</xs:extension></xs:simpleContent></xs:complexType><xs:simpleType name="Doubles"><xs:list itemType="xs:double"/></xs:simpleType>',
        ),
        arguments={"thing": {"sizes": [1.5, 2], "value": [3.25]}},
        value={"sizes": [1.5, 2.0], "value": [3.25]},
    ),
    "lists, unions and restrictions of simple types": same(
        wrapped(
            '<xs:element name="sizes" type="t:Sizes"/><xs:element name="both" type="t:Both"/><xs:element name="level" type="t:Level"/>',
            '<xs:simpleType name="Sizes"><xs:list itemType="xs:int"/></xs:simpleType>'
            '<xs:simpleType name="Both"><xs:union memberTypes="t:Level xs:string"/></xs:simpleType>'
            '<xs:simpleType name="Level"><xs:restriction base="xs:string"><xs:enumeration value="low"/><xs:enumeration value="high"/>'
            "</xs:restriction></xs:simpleType>",
        ),
        {"sizes": [1, 2, 3], "both": "low", "level": "high"},
    ),
    "an extension": thing(
        typed(
            "t:Book",
            ITEM + '<xs:complexType name="Book"><xs:complexContent><xs:extension base="t:Item"><xs:sequence>'
            '<xs:element name="pages" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>',
        ),
        {"id": 1, "name": "a", "pages": 9},
    ),
    "derived types in the place of an abstract one": one(
        wrapped(
            '<xs:element name="thing" type="t:Animal" minOccurs="0" maxOccurs="unbounded"/>',
            '<xs:complexType name="Animal" abstract="true"><xs:sequence><xs:element name="name" type="xs:string"/></xs:sequence></xs:complexType>'
            + "".join(
                f'<xs:complexType name="{name}"><xs:complexContent><xs:extension base="t:{base}"><xs:sequence>'
                f'<xs:element name="{member}" type="xs:int"/></xs:sequence></xs:extension></xs:complexContent></xs:complexType>'
                for name, base, member in (("Dog", "Animal", "height"), ("Puppy", "Dog", "weeks"), ("Cat", "Animal", "lives"))
            ),
        ),
        arguments={"thing": [{"xsi_type": "Puppy", "name": "a", "height": 1, "weeks": 2}, {"xsi_type": "Cat", "name": "b", "lives": 9}]},
        value=[{"xsi_type": "Puppy", "name": "a", "height": 1, "weeks": 2}, {"xsi_type": "Cat", "name": "b", "lives": 9}],
    ),
    "a restriction": thing(
        typed(
            "t:Short",
            struct("Long", "id xs:int", 'name xs:string minOccurs="0"')
            + '<xs:complexType name="Short"><xs:complexContent><xs:restriction base="t:Long"><xs:sequence>'
            '<xs:element name="id" type="xs:int"/></xs:sequence></xs:restriction></xs:complexContent></xs:complexType>',
        ),
        {"id": 1},
    ),
    "groups": thing(
        typed(
            "t:Grouped",
            '<xs:group name="Pair"><xs:sequence><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int"/></xs:sequence></xs:group>'
            '<xs:attributeGroup name="Marks"><xs:attribute name="mark" type="xs:string"/></xs:attributeGroup>'
            '<xs:complexType name="Grouped"><xs:sequence><xs:group ref="t:Pair"/></xs:sequence><xs:attributeGroup ref="t:Marks"/></xs:complexType>',
        ),
        {"mark": "x", "a": 1, "b": 2},
    ),
    "references to elements": thing(
        typed(
            "t:Referring",
            '<xs:element name="name" type="xs:string"/><xs:complexType name="Referring"><xs:sequence><xs:element ref="t:name"/>'
            "</xs:sequence></xs:complexType>",
        ),
        {"name": "a"},
    ),
    "elements without a namespace": thing(typed("t:Item", ITEM, form="unqualified"), {"id": 1, "name": "a"}),
    "elements of both forms": same(
        wrapped('<xs:element name="a" type="xs:int" form="unqualified"/><xs:element name="b" type="xs:int"/>'), {"a": 1, "b": 2}
    ),
    "all": thing(
        typed(
            "t:All",
            '<xs:complexType name="All"><xs:all><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int"/></xs:all>'
            "</xs:complexType>",
        ),
        {"a": 1, "b": 2},
    ),
    "arrays of arrays, as .NET writes them": thing(
        typed(
            "t:Rows",
            struct("Rows", 'row t:Row minOccurs="0" maxOccurs="unbounded" nillable="true"')
            + struct("Row", 'int xs:int minOccurs="0" maxOccurs="unbounded"'),
        ),
        {"row": [{"int": [1, 2]}, None, {"int": []}]},
    ),
    "SOAP 1.1 and 1.2": thing(typed("t:Item", ITEM, soap="soap soap12"), {"id": 1, "name": "a"}),
    "SOAP 1.2 alone": thing(typed("t:Item", ITEM, soap="soap12"), {"id": 1, "name": "a"}),
    "no soapAction": thing(typed("t:Item", ITEM, action=""), {"id": 1, "name": "a"}),
    "keywords and signs in names": same(
        wrapped(
            "".join(
                f'<xs:element name="{name}" type="xs:int"/>' for name in ("class", "def", "self", "from", "ctx", "order-id", "a.b", "_x")
            )
        ),
        {"class": 1, "def": 2, "self": 3, "from": 4, "ctx": 5, "order_id": 6, "a_b": 7, "_x": 8},
    ),
    "a type that is called like a simple one": thing(typed("t:string", struct("string", "text xs:string")), {"text": "a"}),
    "no parameters": one(
        wsdl(
            schema('<xs:element name="Echo"><xs:complexType/></xs:element><xs:element name="EchoResponse"><xs:complexType/></xs:element>')
        ),
        arguments={},
        value=None,
    ),
    "no answer": one(wrapped('<xs:element name="a" type="xs:int"/>').replace('<wsdl:output message="t:EchoOut"/>', ""), arguments={"a": 1}),
    "a user name in the message": thing(typed("t:Item", ITEM, policy=POLICY), {"id": 1, "name": "a"}),
    "a part with a type in style document": one(
        wsdl(schema(ITEM), parts='<wsdl:part name="thing" type="t:Item"/>', out='<wsdl:part name="thing" type="t:Item"/>'),
        arguments={"id": 1, "name": "a"},
        value={"id": 1, "name": "a"},
        literal=False,
    ),
    "rpc/literal": one(
        rpc(schema(ITEM, form="unqualified"), "xs:int", "t:Item", use="literal"),
        arguments={"a": 1, "b": {"id": 1, "name": "x"}},
        value={"a": 1, "b": {"id": 1, "name": "x"}},
        literal=False,
    ),
    "rpc/encoded": one(
        rpc(schema(ITEM, form="unqualified"), "xs:int", "t:Item"),
        arguments={"a": 1, "b": {"id": 1, "name": "x"}},
        value={"a": 1, "b": {"id": 1, "name": "x"}},
        literal=False,
    ),
    "rpc/encoded, arrays": one(
        rpc(schema(ITEM + array("Items", "t:Item[]") + array("Words", "xs:string[]"), form="unqualified"), "t:Items", "t:Words"),
        arguments={"a": [{"id": 1, "name": "x"}], "b": ["p", "q", None]},
        value={"a": [{"id": 1, "name": "x"}], "b": ["p", "q", None]},
        literal=False,
    ),
    "rpc/encoded, arrays of arrays": one(
        rpc(schema(array("Table", "xs:int[][]") + array("Cube", "t:Table[]"), form="unqualified"), "t:Table", "t:Cube"),
        arguments={"a": [[1, 2], []], "b": [[[1], [2, 3]]]},
        value={"a": [[1, 2], []], "b": [[[1], [2, 3]]]},
        literal=False,
    ),
    "rpc/encoded, an array that says its element": one(
        rpc(
            schema(
                ITEM + '<xs:complexType name="Items"><xs:complexContent><xs:restriction base="enc:Array"><xs:sequence>'
                '<xs:element name="entry" type="t:Item" minOccurs="0" maxOccurs="unbounded"/></xs:sequence></xs:restriction>'
                "</xs:complexContent></xs:complexType>",
                form="unqualified",
            ),
            "t:Items",
        ),
        arguments={"a": [{"id": 1, "name": "x"}]},
        value=[{"id": 1, "name": "x"}],
        literal=False,
    ),
    "rpc/encoded, simple types of the encoding": one(
        rpc(schema(""), "enc:string", "xs:int"), arguments={"a": "x", "b": 1}, value={"a": "x", "b": 1}, literal=False
    ),
    "an import of the encoding without an address": one(
        rpc(schema('<xs:import namespace="http://schemas.xmlsoap.org/soap/encoding/"/>' + array("Words", "xs:string[]")), "t:Words"),
        arguments={"a": ["x"]},
        value=["x"],
        literal=False,
    ),
    "the schema of the encoding at its own host": one(
        rpc(
            schema(
                '<xs:import namespace="http://schemas.xmlsoap.org/soap/encoding/" schemaLocation="http://schemas.xmlsoap.org/soap/encoding/"/>'
                + array("Words", "xs:string[]")
            ),
            "t:Words",
        ),
        arguments={"a": ["x"]},
        value=["x"],
        literal=False,
    ),
    "schemas at addresses with a query, as .NET has them": thing(
        typed("o:Item", '<xs:import namespace="urn:o" schemaLocation="http://127.0.0.1/service?xsd=xsd0"/>'),
        {"id": 1, "name": "a"},
        others={"service?xsd=xsd0": schema(ITEM, target=OTHER)},
        literal=False,
    ),
    "a WSDL that imports its types and its port": split(typed("t:Item", ITEM)),
    "WSDLs that import each other": split(
        typed("t:Item", ITEM, before='<wsdl:import namespace="urn:t" location="inner.wsdl"/>'), back=True
    ),
    "two services with the same operation": thing(
        typed("t:Item", ITEM).replace("</wsdl:definitions>", SECOND_SERVICE), {"id": 1, "name": "a"}
    ),
    "text between elements": thing(
        typed(
            "t:Mixed",
            '<xs:complexType name="Mixed" mixed="true"><xs:sequence><xs:element name="b" type="xs:string" minOccurs="0"/></xs:sequence></xs:complexType>',
        ),
        {"b": "x"},
    ),
    "defaults and fixed values": thing(
        typed(
            "t:Defaulted",
            '<xs:complexType name="Defaulted"><xs:sequence><xs:element name="a" type="xs:int" default="7"/>'
            '<xs:element name="b" type="xs:string" fixed="x" minOccurs="0"/></xs:sequence>'
            '<xs:attribute name="c" type="xs:string" default="y"/></xs:complexType>',
        ),
        {"c": "z", "a": 1, "b": "x"},
    ),
    "a group that repeats": same(
        wrapped(
            '<xs:group ref="t:Pair" maxOccurs="unbounded"/>',
            '<xs:group name="Pair"><xs:sequence><xs:element name="a" type="xs:int"/><xs:element name="b" type="xs:int"/></xs:sequence></xs:group>',
        ),
        {"groups": [{"a": 1, "b": 2}, {"a": 3, "b": 4}]},
    )._replace(value=[{"a": 1, "b": 2}, {"a": 3, "b": 4}]),
    "a choice in a sequence in a choice": same(
        wrapped(
            '<xs:choice><xs:sequence><xs:element name="id" type="xs:int"/><xs:choice><xs:element name="a" type="xs:string"/>'
            '<xs:element name="b" type="xs:string"/></xs:choice></xs:sequence><xs:element name="none" type="xs:boolean"/></xs:choice>'
        ),
        {"id": 1, "b": "x"},
    ),
    "a list of nothing but attributes": one(
        wrapped(
            '<xs:element name="thing" type="t:Point" maxOccurs="3"/>',
            '<xs:complexType name="Point"><xs:attribute name="x" type="xs:int"/><xs:attribute name="y" type="xs:int"/></xs:complexType>',
        ),
        arguments={"thing": [{"x": 1, "y": 2}, {"x": 3}]},
        value=[{"x": 1, "y": 2}, {"x": 3}],
    ),
    "an anonymous type in an anonymous type": thing(
        wrapped(
            '<xs:element name="thing"><xs:complexType><xs:sequence><xs:element name="in"><xs:complexType><xs:sequence>'
            '<xs:element name="x" type="xs:int"/></xs:sequence></xs:complexType></xs:element></xs:sequence></xs:complexType></xs:element>'
        ),
        {"in": {"x": 1}},
    ),
    "attributes of XML itself": thing(
        typed(
            "t:Text",
            '<xs:import namespace="http://www.w3.org/XML/1998/namespace" schemaLocation="http://www.w3.org/2001/xml.xsd"/>'
            '<xs:complexType name="Text"><xs:simpleContent><xs:extension base="xs:string"><xs:attribute ref="xml:lang"/></xs:extension>'
            "</xs:simpleContent></xs:complexType>",
        ),
        {"lang": "en", "value": "a"},
        literal=False,
    ),
    "rpc/encoded in SOAP 1.2": one(
        rpc(schema(ITEM + array("Items", "t:Item[]"), form="unqualified"), "t:Items", "xs:double", soap="soap12"),
        arguments={"a": [{"id": 1, "name": "x"}], "b": 1.5},
        value={"a": [{"id": 1, "name": "x"}], "b": 1.5},
        literal=False,
    ),
}

REFUSED: dict[str, Case] = {
    "document/encoded": one(typed("t:Item", ITEM, use="encoded"), refused="Echo is document/encoded"),
    "another host": one(
        typed("o:Item", '<xs:import namespace="urn:o" schemaLocation="http://elsewhere.example/o.xsd"/>'),
        refused="refers to http://elsewhere.example",
    ),
    "a document type": one("<!DOCTYPE x [<!ENTITY a 'b'>]>" + typed("t:Item", ITEM), refused="document type"),
    "no XML": one("<html><body>Not here<br></body></html>", refused="is not XML"),
    "another transport": one(
        typed("t:Item", ITEM).replace("http://schemas.xmlsoap.org/soap/http", "http://schemas.xmlsoap.org/soap/smtp"),
        refused="no port of a service speaks SOAP",
    ),
    "an array of two dimensions": one(rpc(schema(array("Table", "xs:int[,]")), "t:Table"), refused="arrayType 'xs:int[,]'"),
    "a type that is nowhere": one(typed("t:Nowhere", ""), refused="Nowhere"),
}
