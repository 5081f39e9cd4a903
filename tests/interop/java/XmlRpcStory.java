import de.timroes.axmlrpc.XMLRPCClient;
import de.timroes.axmlrpc.XMLRPCServerException;
import java.net.URL;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** What a Java client of XML-RPC (aXMLRPC) sees of the probe, as JSON. Arguments: the address with the token, and a text. */
public class XmlRpcStory {
    public static void main(String[] arguments) throws Exception {
        XMLRPCClient client = new XMLRPCClient(new URL(arguments[0]), XMLRPCClient.FLAGS_8BYTE_INT | XMLRPCClient.FLAGS_NIL);
        XMLRPCClient compat = new XMLRPCClient(new URL(arguments[0] + "&compat=1"));
        Map<String, Object> seen = new TreeMap<>();
        seen.put("scalar", client.call("local_probe_order", "b", 1, "c"));
        seen.put("echo", client.call("local_probe_echo_raw", arguments[1]));
        Map<String, Object> item = new TreeMap<>();
        item.put("id", 1);
        item.put("label", "ż");
        item.put("flag", true);
        item.put("subs", new Object[] {1.5, 2.0});
        seen.put("items", list((Object[]) client.call("local_probe_items", (Object) new Object[] {item, Map.of("id", 2)})));
        seen.put("empty", list((Object[]) client.call("local_probe_list_empty")));
        seen.put("void", compat.call("local_probe_nothing"));
        try {
            client.call("local_probe_fail", "access");
        } catch (XMLRPCServerException fault) {
            seen.put("fault", List.of(fault.getErrorNr(), fault.getMessage()));
        }
        System.out.println(Json.of(seen));
    }

    /** An array as a list, with those in it. */
    private static List<Object> list(Object[] items) {
        List<Object> result = new ArrayList<>();
        for (Object each : items) {
            if (each instanceof Map) {
                Map<String, Object> map = new TreeMap<>();
                for (Map.Entry<?, ?> entry : ((Map<?, ?>) each).entrySet()) {
                    Object value = entry.getValue();
                    map.put((String) entry.getKey(), value instanceof Object[] ? list((Object[]) value) : value);
                }
                result.add(map);
            } else {
                result.add(each);
            }
        }
        return result;
    }
}
