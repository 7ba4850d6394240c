package io.github.geminiroutes.message;

import io.github.geminiroutes.support.Sha256;
import java.util.Map;
import java.util.TreeMap;

/** What two copies of one message share. */
final class MessageKey {

    private MessageKey() {}

    /**
     * The key of an id: of a fixed length and of harmless characters, whatever the sender chose.
     *
     * @param kind where the id is from: ids of two kinds never meet
     */
    static String of(String kind, String id) {
        return Sha256.hex(kind + '\0' + id);
    }

    /**
     * The key of an id that two messages of different contents may share.
     *
     * @param body as it came; what is no text, bytes or map counts as nothing, as its text may be
     *     another one each time
     */
    static String of(String kind, String id, Object body) {
        return of(kind, id + '\0' + content(body));
    }

    private static String content(Object body) {
        if (body instanceof byte[] bytes) {
            return Sha256.hex(bytes);
        }
        if (body instanceof Map<?, ?> map) {
            // A map that comes again may have another order.
            Map<String, String> sorted = new TreeMap<>();
            map.forEach((name, value) -> sorted.put(String.valueOf(name), content(value)));
            return Sha256.hex(sorted.toString());
        }
        return body instanceof String || body instanceof Number || body instanceof Boolean
                ? Sha256.hex(body.toString())
                : "";
    }
}
