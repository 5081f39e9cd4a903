// What a client that gSOAP has generated of the typed WSDL sees of the probe, as JSON. Argument: a text.
#include <iostream>
#include <string>

#include "Triglot.nsmap"
#include "soapTriglotProxy.h"

#define PROBE(name) ns1__local_USCOREprobe_USCORE##name

static std::string quoted(const std::string &text) {
    std::string written = "\"";
    for (char each : text) {
        if (each == '"' || each == '\\') written += '\\';
        written += each;
    }
    return written + "\"";
}

int main(int, char **arguments) {
    struct soap *soap = soap_new1(SOAP_C_UTFSTRING | SOAP_IO_KEEPALIVE);
    TriglotProxy service(soap);
    std::string text = arguments[1], b = "b", c = "c", label = "ż", access = "access";
    LONG64 one = 1, two = 2;
    bool flag = true;

    PROBE(order) order;
    order.soap_default(soap);
    order.b = &b, order.a = &one, order.c = &c;
    PROBE(orderResponse) ordered;
    if (service.local_USCOREprobe_USCOREorder(&order, ordered) != SOAP_OK) return soap_print_fault(soap, stderr), 1;
    std::cout << "{\"scalar\":" << quoted(*ordered.return_);

    PROBE(echo_USCOREraw) echo;
    echo.soap_default(soap);
    echo.value = &text;
    PROBE(echo_USCORErawResponse) echoed;
    if (service.local_USCOREprobe_USCOREecho_USCOREraw(&echo, echoed) != SOAP_OK) return soap_print_fault(soap, stderr), 1;
    std::cout << ",\"echo\":" << *echoed.return_->json;

    PROBE(items_USCOREitems) first, second;
    first.soap_default(soap), second.soap_default(soap);
    first.id = &one, first.label = &label, first.flag = &flag, first.subs = {1.5, 2};
    second.id = &two;
    PROBE(items) items;
    items.soap_default(soap);
    items.items = {&first, &second};
    PROBE(itemsResponse) returned;
    if (service.local_USCOREprobe_USCOREitems(&items, returned) != SOAP_OK) return soap_print_fault(soap, stderr), 1;
    std::cout << ",\"items\":[";
    for (std::size_t number = 0; number < returned.return_.size(); ++number) {
        const auto *item = returned.return_[number];
        std::cout << (number ? "," : "") << "{\"id\":" << *item->id << ",\"flag\":" << (*item->flag ? "true" : "false");
        if (item->label) std::cout << ",\"label\":" << quoted(*item->label);
        if (!item->subs.empty()) {
            std::cout << ",\"subs\":[";
            for (std::size_t sub = 0; sub < item->subs.size(); ++sub) std::cout << (sub ? "," : "") << item->subs[sub];
            std::cout << "]";
        }
        std::cout << "}";
    }

    PROBE(fail) fail;
    fail.soap_default(soap);
    fail.kind = &access;
    PROBE(failResponse) failed;
    // A proxy speaks SOAP 1.1 or 1.2, by the binding that it was generated of.
    bool refused = service.local_USCOREprobe_USCOREfail(&fail, failed) != SOAP_OK && soap->fault;
    const auto *detail = refused ? (soap->fault->SOAP_ENV__Detail ? soap->fault->SOAP_ENV__Detail : soap->fault->detail) : nullptr;
    std::cout << "],\"fault\":" << (detail ? quoted(detail->ns1__failure_->errorcode) : "null") << "}" << std::endl;
    return 0;
}
