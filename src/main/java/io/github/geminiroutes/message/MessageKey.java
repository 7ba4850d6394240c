package io.github.geminiroutes.message;

import io.github.geminiroutes.support.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Map;
import java.util.TreeMap;

/** What two copies of one message share. */
final class MessageKey {

    private static final int PIECE = 64 * 1024;

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
                ? piecewise(body.toString())
                : "";
    }

    /** A large text has no room for a second copy of itself. */
    private static String piecewise(String text) {
        MessageDigest digest = Sha256.digest();
        for (int at = 0; at < text.length(); at += PIECE) {
            String piece = text.substring(at, Math.min(at + PIECE, text.length()));
            digest.update(piece.getBytes(StandardCharsets.UTF_8));
        }
        return Sha256.end(digest);
    }
}
