// What a proxy that Mono's wsdl has generated of the typed WSDL sees of the probe, as JSON. Arguments: the address, and a text.
using System;
using System.Linq;
using System.Web.Services.Protocols;

static class Story {
    static string Quoted(string text) {
        return "\"" + text.Replace("\\", "\\\\").Replace("\"", "\\\"") + "\"";
    }

    static void Main(string[] arguments) {
        Console.OutputEncoding = new System.Text.UTF8Encoding(false);
        var service = new TriglotService { Url = arguments[0] };
        var written = "{\"scalar\":" + Quoted(service.local_probe_order("b", 1, "c"));
        written += ",\"echo\":" + service.local_probe_echo_raw(arguments[1]).json;
        // A list of lists, for which proxies of .NET could not be made before.
        var rich = service.local_probe_rich();
        written += ",\"matrix\":[" + string.Join(",", rich.matrix.Select(row => "[" + string.Join(",", row.item) + "]")) + "]";
        try {
            service.local_probe_fail("access");
        } catch (SoapException fault) {
            written += ",\"fault\":" + Quoted(fault.Detail.InnerXml.Contains("<errorcode>accessexception") ? "accessexception" : fault.Detail.OuterXml);
        }
        Console.WriteLine(written + "}");
    }
}
