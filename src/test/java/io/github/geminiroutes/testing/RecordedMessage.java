package io.github.geminiroutes.testing;

import java.util.List;
import java.util.Map;

/**
 * One call to {@link GeminiServer} as it came over the wire.
 *
 * @param uri path and query
 * @param headers in the order they came
 * @param request the body, read
 */
public record RecordedMessage(
        String uri, List<Map.Entry<String, String>> headers, PromptRequest request) {

    /** All values of one header. */
    public List<String> header(String name) {
        return headers.stream()
                .filter(header -> header.getKey().equalsIgnoreCase(name))
                .map(Map.Entry::getValue)
                .toList();
    }
}
