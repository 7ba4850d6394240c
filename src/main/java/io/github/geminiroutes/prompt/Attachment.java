package io.github.geminiroutes.prompt;

import java.nio.file.Path;

/**
 * A file sent along with a prompt.
 *
 * @param name the name as the prompt gives it, relative to the prompt's directory
 * @param file where it lies, links resolved
 * @param mimeType the type Gemini is told
 * @param size in bytes, when the prompt was read
 */
public record Attachment(String name, Path file, String mimeType, long size) {

    private static final int BASE64_IN = 3;
    private static final int BASE64_OUT = 4;

    /** Its length in the request, in bytes, once encoded. */
    long encodedSize() {
        return (size + BASE64_IN - 1) / BASE64_IN * BASE64_OUT;
    }
}
