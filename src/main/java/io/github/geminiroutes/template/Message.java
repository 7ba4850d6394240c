package io.github.geminiroutes.template;

import java.util.List;

/**
 * One turn of a rendered prompt.
 *
 * @param role who speaks
 * @param parts what is said, in order; never empty
 */
public record Message(Role role, List<Part> parts) {

    public Message {
        parts = List.copyOf(parts);
    }

    /** Who speaks in a turn. */
    public enum Role {
        SYSTEM,
        USER,
        MODEL
    }

    /** A piece of a turn. */
    public sealed interface Part permits Text, Media, Section {}

    /**
     * A text, as it is sent.
     *
     * @param text never blank
     */
    public record Text(String text) implements Part {}

    /**
     * A picture, a document, a recording.
     *
     * @param url an address or the name of a file, as the template gave it
     * @param contentType the MIME type, or null if the template did not say
     */
    public record Media(String url, String contentType) implements Part {}

    /**
     * A named place. It separates two texts and is not sent.
     *
     * @param name the name
     */
    public record Section(String name) implements Part {}
}
