package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Objects;

/**
 * The values of a template as they were when it was read: another value makes another prompt. They
 * are a stranger's file, which may be of any size, and are never in memory as a whole here.
 *
 * @param sha256 of the template and the values, in hex
 * @param stamp of the file of values; null if there was none
 */
record TemplateValues(String sha256, FileStamp stamp) {

    /** Larger ones are refused with the prompt, and would take long to read: their size counts. */
    private static final long MOST = 32L * 1024 * 1024;

    /**
     * Reads the values of a prompt; none where it is no template.
     *
     * @param template has the bytes of the prompt file; it keeps them only if there are values
     */
    static TemplateValues of(String prompt, UntrustedFiles files, MessageDigest template) {
        String name = TemplateFiles.valuesOf(prompt);
        if (name == null) {
            return none(template);
        }
        try {
            return files.read(
                    name,
                    (in, stamp) -> {
                        MessageDigest both = Sha256.copy(template);
                        if (stamp.size() > MOST) {
                            both.update(
                                    Long.toString(stamp.size()).getBytes(StandardCharsets.UTF_8));
                        } else {
                            Sha256.update(both, in);
                        }
                        return new TemplateValues(Sha256.soFar(both), stamp);
                    });
        } catch (IOException e) {
            // There are none, or the parser says what is wrong with them.
            return none(template);
        }
    }

    private static TemplateValues none(MessageDigest template) {
        return new TemplateValues(Sha256.end(template), null);
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
}
