import java.net.URI;
import java.net.URLEncoder;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/** What Java's own HTTP client is answered, with the settings it has by itself, as JSON. Arguments: an address, a token, a text. */
public class HttpStory {
    public static void main(String[] arguments) throws Exception {
        HttpClient client = HttpClient.newHttpClient();
        String form = "moodlewsrestformat=json&wsfunction=local_probe_echo_raw&wstoken=" + arguments[1]
            + "&value=" + URLEncoder.encode(arguments[2], StandardCharsets.UTF_8);
        URI rest = URI.create(arguments[0] + "/webservice/rest/server.php");
        List<Object> seen = new ArrayList<>();
        // Several calls over what the client takes for one connection, and some at once.
        for (int round = 0; round < 3; round++) {
            seen.add(answered(client.send(posted(rest, form), BodyHandlers.ofString())));
            seen.add(answered(client.send(HttpRequest.newBuilder(URI.create(rest + "?" + form)).build(), BodyHandlers.ofString())));
        }
        List<java.util.concurrent.CompletableFuture<HttpResponse<String>>> sent = new ArrayList<>();
        for (int number = 0; number < 5; number++) {
            sent.add(client.sendAsync(posted(rest, form), BodyHandlers.ofString()));
        }
        for (var each : sent) {
            seen.add(answered(each.get()));
        }
        System.out.println(Json.of(seen));
    }

    private static HttpRequest posted(URI address, String form) {
        return HttpRequest.newBuilder(address)
            .header("Content-Type", "application/x-www-form-urlencoded")
            .POST(BodyPublishers.ofString(form))
            .build();
    }

    private static List<Object> answered(HttpResponse<String> response) {
        return List.of(response.statusCode(), response.body());
    }
}
