package io.github.geminiroutes.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;

/** The answers of a run with tasks that are on disk. */
final class KeptAnswers {
    private final Path outbox;
    private final Path progress;

    KeptAnswers(Workspace workspace) {
        outbox = workspace.outbox();
        progress = workspace.settings().dataDir().resolve(".gemini-rows");
    }

    /** Records of documents, and rows in the files of progress. */
    long count() throws IOException {
        long count = 0;
        for (Path file : files(outbox)) {
            count += file.toString().endsWith(".record.json") ? 1 : 0;
        }
        for (Path file : files(progress)) {
            try (Stream<String> lines = Files.lines(file)) {
                // A line that the kill cut is no answer.
                count += lines.filter(line -> isAnswer(line)).count();
            }
        }
        return count;
    }

    private static boolean isAnswer(String line) {
        return line.contains("\"response\":") && line.endsWith("}}");
    }

    private static Iterable<Path> files(Path folder) throws IOException {
        if (!Files.isDirectory(folder)) {
            return Stream.<Path>empty().toList();
        }
        try (Stream<Path> all = Files.walk(folder)) {
            return all.filter(Files::isRegularFile).toList();
        }
    }
}
