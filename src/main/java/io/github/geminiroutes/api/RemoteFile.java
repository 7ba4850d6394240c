package io.github.geminiroutes.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;

/**
 * A file at Google, as the Files API tells of it. What the server sends is untrusted: a name that
 * is none is null.
 *
 * @param name such as {@code files/abc-1}; null if the server gave none
 * @param displayName what its uploader called it; empty if nothing
 * @param mimeType its type; empty if none is said
 * @param size in bytes; -1 if it is not said
 * @param sha256 the digest of its content as 64 hex digits; null if it is not said
 * @param uri what a request names it by; null if the server gave none
 * @param state how far it is
 * @param expires when Google deletes it, 48 hours after the upload; null if it is not said
 * @param problem why it failed; empty if nothing is said
 */
public record RemoteFile(
        String name,
        String displayName,
        String mimeType,
        long size,
        String sha256,
        String uri,
        State state,
        Instant expires,
        String problem) {

    /** How far a file is. */
    public enum State {
        /** It can be used. */
        ACTIVE,
        /** It is being read: a video, a long document. An unknown state is taken for this one. */
        PROCESSING,
        /** It never will be usable. */
        FAILED
    }

    private static final String NAME = "files/[A-Za-z0-9._-]{1,120}";
    private static final int LONGEST = 1_000;
    private static final int DIGEST = 32;

    /** Reads the object {@code file} of an answer. */
    static RemoteFile of(JsonNode file) {
        return new RemoteFile(
                name(file.path("name").asText("")),
                text(file, "displayName"),
                text(file, "mimeType"),
                file.path("sizeBytes").asLong(-1),
                digest(file.path("sha256Hash").asText("")),
                uri(file.path("uri").asText("")),
                state(file.path("state").asText("")),
                instant(file.path("expirationTime").asText("")),
                text(file.path("error"), "message"));
    }

    /** The same, of which it is not known when Google deletes it. */
    RemoteFile withoutExpiry() {
        return new RemoteFile(name, displayName, mimeType, size, sha256, uri, state, null, problem);
    }

    /** Whether it is a file's name: it becomes part of a path. */
    static String name(String text) {
        return text.matches(NAME) && !text.contains("..") ? text : null;
    }

    private static String text(JsonNode file, String field) {
        String text = file.path(field).asText("");
        return text.length() > LONGEST ? text.substring(0, LONGEST) : text;
    }

    private static String uri(String text) {
        return text.length() <= LONGEST && text.matches("https?://[!-~]+") ? text : null;
    }

    private static State state(String text) {
        return switch (text) {
            // Answers of some servers leave it out: Google's always has it.
            case "ACTIVE", "" -> State.ACTIVE;
            case "FAILED" -> State.FAILED;
            default -> State.PROCESSING;
        };
    }

    private static Instant instant(String text) {
        try {
            return text.isEmpty() ? null : Instant.parse(text);
        } catch (DateTimeException e) {
            // It only shortens how long the file is taken for usable.
            return null;
        }
    }

    /** Base64 of the digest or of its hex digits: both were seen. */
    private static String digest(String base64) {
        try {
            byte[] bytes = Base64.getDecoder().decode(base64);
            if (bytes.length == DIGEST) {
                return HexFormat.of().formatHex(bytes);
            }
            String hex = new String(bytes, StandardCharsets.US_ASCII);
            return hex.matches("[0-9a-fA-F]{64}") ? hex.toLowerCase(Locale.ROOT) : null;
        } catch (IllegalArgumentException e) {
            // No digest: the file is not taken for the one that is looked for.
            return null;
        }
    }
}
