package io.github.geminiroutes.prompt;

import java.nio.file.Path;

/**
 * A file sent along with a prompt.
 *
 * @param name the name in the prompt, relative to the prompt's directory
 * @param file its path, with links resolved
 * @param mimeType the MIME type in the request
 * @param size in bytes, when the prompt was read
 */
public record Attachment(String name, Path file, String mimeType, long size) {

    private static final int BASE64_IN = 3;
    private static final int BASE64_OUT = 4;

    /** Its encoded length in the request, in bytes. */
    long encodedSize() {
        return (size + BASE64_IN - 1) / BASE64_IN * BASE64_OUT;
    }
}
