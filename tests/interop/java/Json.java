import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Writes what the stories have seen, for the tests to compare. */
final class Json {
    private Json() {}

    static String of(Object value) {
        if (value instanceof Map) {
            List<String> members = new ArrayList<>();
            ((Map<?, ?>) value).forEach((name, member) -> members.add(of(name) + ":" + of(member)));
            return "{" + String.join(",", members) + "}";
        }
        if (value instanceof Iterable) {
            List<String> items = new ArrayList<>();
            ((Iterable<?>) value).forEach(item -> items.add(of(item)));
            return "[" + String.join(",", items) + "]";
        }
        return value instanceof String ? quoted((String) value) : String.valueOf(value);
    }

    private static String quoted(String text) {
        StringBuilder written = new StringBuilder("\"");
        for (char each : text.toCharArray()) {
            written.append(String.format("\\u%04x", (int) each));
        }
        return written.append('"').toString();
    }
}
