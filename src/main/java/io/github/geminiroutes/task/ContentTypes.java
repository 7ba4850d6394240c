package io.github.geminiroutes.task;

import io.github.geminiroutes.prompt.InvalidPromptException;
import java.nio.charset.Charset;
import java.nio.charset.IllegalCharsetNameException;
import java.nio.charset.UnsupportedCharsetException;
import java.util.Locale;

/** Reads the header {@code Content-Type} of a message, RFC 9110. */
final class ContentTypes {

    private static final String CHARSET = "charset=";

    private ContentTypes() {}

    /** The type without its parameters, in lower case; empty if there is none. */
    static String media(String header) {
        int end = header.indexOf(';');
        return (end < 0 ? header : header.substring(0, end)).strip().toLowerCase(Locale.ROOT);
    }

    /**
     * The charset that it declares; null if it declares none.
     *
     * @throws InvalidPromptException if Java does not know it
     */
    static Charset charset(String header) {
        for (String part : header.split(";")) {
            String parameter = part.strip();
            if (parameter.regionMatches(true, 0, CHARSET, 0, CHARSET.length())) {
                String name = parameter.substring(CHARSET.length()).replace("\"", "").strip();
                try {
                    return Charset.forName(name);
                } catch (IllegalCharsetNameException | UnsupportedCharsetException e) {
                    throw new InvalidPromptException(
                            "the charset of the content type is unknown: send the text in UTF-8",
                            0);
                }
            }
        }
        return null;
    }
}
