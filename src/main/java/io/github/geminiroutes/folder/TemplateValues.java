package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.util.Objects;

/**
 * The values of a template as they were when it was read: another value makes another prompt.
 *
 * @param bytes their file's content; null if there was none
 * @param stamp of that file; null if there was none
 */
record TemplateValues(byte[] bytes, FileStamp stamp) {

    private static final TemplateValues NONE = new TemplateValues(null, null);

    /** Larger ones are refused with the prompt. */
    private static final int MOST = Integer.MAX_VALUE - 8;

    /** Reads the values of a prompt; none where it is no template. */
    static TemplateValues of(String prompt, UntrustedFiles files) {
        String name = TemplateFiles.valuesOf(prompt);
        if (name == null) {
            return NONE;
        }
        try {
            UntrustedFiles.Content content = files.read(name, MOST);
            return new TemplateValues(content.bytes(), content.stamp());
        } catch (IOException e) {
            // There are none, or the parser says what is wrong with them.
            return NONE;
        }
    }

    /** Whether they are there and have not been touched, or are not there still. */
    static boolean areUntouched(String prompt, UntrustedFiles files, FileStamp stamp) {
        String name = TemplateFiles.valuesOf(prompt);
        if (name == null) {
            return true;
        }
        try {
            return Objects.equals(files.look(name), stamp);
        } catch (IOException e) {
            return stamp == null;
        }
    }

    /** SHA-256 of the template and the values, in hex. */
    String sha256With(byte[] template) {
        return bytes == null ? Sha256.hex(template) : Sha256.hex(template, bytes);
    }
}
