package io.github.geminiroutes.prompt;

import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.UntrustedFiles;

/**
 * A file sent along with a prompt.
 *
 * @param name the name in the prompt, relative to the prompt's directory
 * @param files where it is read
 * @param mimeType the MIME type in the request
 * @param stamp of the file when the prompt was read; only that very file is sent
 * @param sha256 of its content, as 64 hex digits; null if it is not known
 */
public record Attachment(
        String name, UntrustedFiles files, String mimeType, FileStamp stamp, String sha256) {

    private static final int BASE64_IN = 3;
    private static final int BASE64_OUT = 4;

    /** One whose digest is not known. */
    public Attachment(String name, UntrustedFiles files, String mimeType, FileStamp stamp) {
        this(name, files, mimeType, stamp, null);
    }

    /** In bytes. */
    public long size() {
        return stamp.size();
    }

    /** Its encoded length in the request, in bytes. */
    long encodedSize() {
        return (size() + BASE64_IN - 1) / BASE64_IN * BASE64_OUT;
    }
}
