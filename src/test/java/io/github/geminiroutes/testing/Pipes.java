package io.github.geminiroutes.testing;

import java.io.IOException;
import java.nio.file.Path;

/** Named pipes, which Java cannot make. */
public final class Pipes {

    private Pipes() {}

    /** Makes a named pipe without a writer: an open of it for reading waits for ever. */
    public static Path make(Path path) throws IOException, InterruptedException {
        int code = new ProcessBuilder("mkfifo", path.toString()).inheritIO().start().waitFor();
        if (code != 0) {
            throw new IOException("mkfifo " + path + ": exit code " + code);
        }
        return path;
    }
}
