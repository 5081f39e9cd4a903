import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import javax.xml.bind.JAXBElement;
import javax.xml.ws.BindingProvider;
import javax.xml.ws.handler.MessageContext;
import triglot.typed.Failure_Exception;
import triglot.typed.LocalProbeEchoRawResult;
import triglot.typed.LocalProbeItemsItems;
import triglot.typed.LocalProbeItemsResult;
import triglot.typed.ObjectFactory;
import triglot.typed.Triglot;
import triglot.typed.TriglotService;

/** What a client that wsimport generated does: TypedStory TEXT ADDRESS TOKEN. */
public final class TypedStory {
    private static final ObjectFactory MAKE = new ObjectFactory();

    private TypedStory() {}

    public static void main(String[] told) throws Exception {
        Triglot triglot = new TriglotService().getTriglot();
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("scalar", triglot.localProbeOrder("b", 1L, "c"));
        seen.put("struct", struct(triglot.localProbeEchoRaw(told[0])));
        seen.put("null", struct(triglot.localProbeEchoRaw(null)));
        seen.put("items", items(triglot.localProbeItems(Arrays.asList(full(), bare()))));
        seen.put("empty", items(triglot.localProbeItems(new ArrayList<>())));
        seen.put("default", triglot.localProbeShape(1L, "n", null, null, null, 5L, "x").getJson());
        triglot.localProbeNothing(1L);
        try {
            triglot.localProbeFail("capability");
        } catch (Failure_Exception refusal) {
            seen.put("fault", Arrays.asList(refusal.getFaultInfo().getErrorcode(), refusal.getFaultInfo().getMessage()));
        }
        seen.put("bearer", bearer(told[1], told[2]).localProbePrivatePing());
        System.out.println(Json.of(seen));
    }

    private static Triglot bearer(String address, String token) {
        Triglot triglot = new TriglotService().getTriglot();
        Map<String, Object> context = ((BindingProvider) triglot).getRequestContext();
        context.put(BindingProvider.ENDPOINT_ADDRESS_PROPERTY, address);
        context.put(
            MessageContext.HTTP_REQUEST_HEADERS,
            Collections.singletonMap("Authorization", Collections.singletonList("Bearer " + token)));
        return triglot;
    }

    private static Map<String, Object> struct(LocalProbeEchoRawResult echoed) {
        Map<String, Object> seen = new LinkedHashMap<>();
        seen.put("type", echoed.getType());
        seen.put("json", echoed.getJson());
        return seen;
    }

    private static LocalProbeItemsItems full() {
        LocalProbeItemsItems item = bareOf(1L);
        item.setLabel(MAKE.createLocalProbeItemsItemsLabel("\u017c"));
        item.setFlag(MAKE.createLocalProbeItemsItemsFlag(true));
        item.getSubs().addAll(Arrays.asList(1.5, 2.0));
        return item;
    }

    private static LocalProbeItemsItems bare() {
        return bareOf(2L);
    }

    private static LocalProbeItemsItems bareOf(long id) {
        LocalProbeItemsItems item = new LocalProbeItemsItems();
        item.setId(id);
        return item;
    }

    private static List<Object> items(List<LocalProbeItemsResult> returned) {
        List<Object> seen = new ArrayList<>();
        for (LocalProbeItemsResult item : returned) {
            Map<String, Object> members = new LinkedHashMap<>();
            JAXBElement<String> label = item.getLabel();
            members.put("id", item.getId());
            if (label != null) {
                members.put("label", label.getValue());
            }
            members.put("flag", item.isFlag());
            if (!item.getSubs().isEmpty()) {
                members.put("subs", item.getSubs());
            }
            seen.add(members);
        }
        return seen;
    }
}
