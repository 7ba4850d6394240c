package io.github.geminiroutes.diagnostics.system;

import io.github.geminiroutes.diagnostics.section.Finding;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Optional;

/** Tries the moves of prompts between their folders with a real file. */
final class FolderMoves {

    private FolderMoves() {}

    /**
     * A prompt must be in exactly one folder at every moment, so a move must be one step. No prompt
     * moves into the outbox, which may be on another disk.
     */
    static Optional<Finding> finding(List<Path> folders) {
        if (!folders.stream().allMatch(Files::isWritable)) {
            return Optional.empty();
        }
        Path inbox = folders.get(0);
        for (Path other : folders.subList(1, folders.size())) {
            if (other.endsWith("outbox")) {
                continue;
            }
            String problem = move(inbox, other);
            if (problem != null) {
                return Optional.of(
                        Finding.error(
                                "moves",
                                "a file cannot be moved from inbox to "
                                        + other.getFileName()
                                        + " in one step ("
                                        + problem
                                        + ")",
                                "Put the folders of the data directory, but for outbox, on one file system: mount the"
                                        + " data directory, not the folders in it."));
            }
        }
        return Optional.of(
                Finding.ok(
                        "moves", "from inbox to submitted, done, failed and parked in one step"));
    }

    private static String move(Path from, Path to) {
        Path file = null;
        try {
            file = TrialFile.create(from);
            Path moved = to.resolve(file.getFileName());
            Files.move(file, moved, StandardCopyOption.ATOMIC_MOVE);
            file = moved;
            return null;
        } catch (IOException e) {
            return Directories.reason(e);
        } finally {
            TrialFile.remove(file);
        }
    }
}
