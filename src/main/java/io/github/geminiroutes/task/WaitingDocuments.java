package io.github.geminiroutes.task;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;

/** How many documents a task has still before it, by the names in its folder. */
final class WaitingDocuments {

    /** Nothing depends on how many more there are. */
    private static final int MOST = 2_000;

    private WaitingDocuments() {}

    /** Those in the folder itself, which is not read any further than needed. */
    static long count(Path folder) {
        long count = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(folder)) {
            for (Path entry : entries) {
                String name = entry.getFileName().toString();
                if (name.charAt(0) != '.'
                        && name.charAt(0) != '_'
                        && !name.equals(StandingPrompt.FILE)) {
                    count++;
                }
                if (count >= MOST) {
                    break;
                }
            }
        } catch (IOException e) {
            // The folder is gone or locked: its documents do not come.
            return 0;
        }
        return count;
    }
}
