package io.github.geminiroutes.generate;

import java.nio.file.Path;
import java.time.Duration;
import org.apache.camel.CamelContext;

/** The settings of uploads, as the route file {@code gemini-files} sets them. */
public final class UploadSettings {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-files";

    private long maxSize;
    private Duration keep = Duration.ZERO;
    private Path stateFile;

    /** Those of a Camel context; without them nothing is uploaded. */
    static UploadSettings of(CamelContext context) {
        UploadSettings known =
                context.getRegistry().lookupByNameAndType(BEAN, UploadSettings.class);
        return known == null ? new UploadSettings() : known;
    }

    /** The largest file in bytes; 0 uploads none. */
    public void setMaxSize(long bytes) {
        maxSize = bytes;
    }

    long maxSize() {
        return maxSize;
    }

    /** How long a file stays at Google after its last use, in seconds. */
    public void setKeep(long seconds) {
        keep = Duration.ofSeconds(seconds);
    }

    Duration keep() {
        return keep;
    }

    /** Where the names of uploaded files are kept, so that a later run deletes them. */
    public void setStateFile(String file) {
        stateFile = file.isBlank() ? null : Path.of(file.strip());
    }

    /** Null for nowhere. */
    Path stateFile() {
        return stateFile;
    }
}
