package io.github.geminiroutes.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * The wall clock of a program under test, and of nothing else, which can be set while it runs:
 * libfaketime. The time that passes goes on as ever.
 */
public final class FakedClock {

    private final Path file;
    private final Path library;

    /**
     * @param file where it keeps what the clock shows
     */
    public FakedClock(Path file) {
        Installed.require("faketime", "faketime");
        this.file = file;
        this.library = library();
        set("+0");
    }

    private static Path library() {
        try (DirectoryStream<Path> machines =
                Files.newDirectoryStream(Path.of("/usr/lib"), Files::isDirectory)) {
            for (Path machine : machines) {
                Path found = machine.resolve("faketime/libfaketimeMT.so.1");
                if (Files.exists(found)) {
                    return found;
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        throw new IllegalStateException("faketime is installed without its library");
    }

    /** Gives it to a program that is to be started. */
    public void applyTo(ProgramSettings settings) {
        settings.set("LD_PRELOAD", library.toString())
                .set("FAKETIME_TIMESTAMP_FILE", file.toString())
                .set("FAKETIME_CACHE_DURATION", "1")
                .set("DONT_FAKE_MONOTONIC", "1")
                // With its remedy for old C libraries the timed waits of the JVM end at once.
                .set("FAKETIME_FORCE_MONOTONIC_FIX", "0");
    }

    /**
     * Sets the clock; the program has it a second later.
     *
     * @param time as libfaketime takes it: {@code -1h} is an hour before the machine's clock
     */
    public void set(String time) {
        try {
            Files.writeString(file, time + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
