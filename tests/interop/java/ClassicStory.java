import classic.Webservices_virtual_class_000000Port_PortType;
import classic.Webservices_virtual_class_000000ServiceLocator;
import java.lang.reflect.Array;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.axis.AxisFault;

/** What a client that Axis 1.4 generated does: ClassicStory TEXT. */
public final class ClassicStory {
    private ClassicStory() {}

    public static void main(String[] told) throws Exception {
        Webservices_virtual_class_000000Port_PortType triglot =
            new Webservices_virtual_class_000000ServiceLocator().getwebservices_virtual_class_000000Port();
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("scalar", triglot.local_probe_order("b", 1, "c"));
        var echoed = triglot.local_probe_echo_raw(told[0]); // whose class has a number that depends on the service
        var nothing = triglot.local_probe_echo_raw(null);
        seen.put("struct", struct(echoed.getType(), echoed.getJson()));
        seen.put("null", struct(nothing.getType(), nothing.getJson()));
        seen.put("items", items(triglot.local_probe_items(new Object[] {full(), bare()})));
        seen.put("empty", items(triglot.local_probe_items(new Object[] {})));
        seen.put("default", triglot.local_probe_shape(1, "n", null, null, null, 5, "x").getJson());
        triglot.local_probe_nothing(1);
        try {
            triglot.local_probe_fail("capability");
        } catch (AxisFault refusal) {
            seen.put("fault", Arrays.asList(refusal.getFaultActor(), refusal.getFaultString()));
        }
        System.out.println(Json.of(seen));
    }

    private static Map<String, Object> struct(String type, String json) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("type", type);
        seen.put("json", json);
        return seen;
    }

    private static Map<String, Object> full() {
        Map<String, Object> item = bareOf(1);
        item.put("label", "\u017c");
        item.put("flag", true);
        item.put("subs", new Object[] {1.5, 2.0});
        return item;
    }

    private static Map<String, Object> bare() {
        return bareOf(2);
    }

    private static Map<String, Object> bareOf(int id) {
        Map<String, Object> item = new HashMap<>();
        item.put("id", id);
        return item;
    }

    /** Lists arrive as arrays, also inside of maps. */
    private static Object items(Object value) {
        if (value.getClass().isArray()) {
            List<Object> seen = new ArrayList<>();
            for (int index = 0; index < Array.getLength(value); index++) {
                seen.add(items(Array.get(value, index)));
            }
            return seen;
        }
        if (value instanceof Map) {
            Map<Object, Object> seen = new LinkedHashMap<>();
            ((Map<?, ?>) value).forEach((name, member) -> seen.put(name, items(member)));
            return seen;
        }
        return value;
    }
}
