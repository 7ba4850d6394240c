package io.github.geminiroutes.testing;

import java.io.IOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** What a data directory shows of batch jobs, while a program works on it. */
public final class BatchFolders {
    private BatchFolders() {}

    /** How many files with this ending lie below a folder. */
    public static long count(Path folder, String ending) throws IOException {
        return files(folder).stream().filter(file -> file.toString().endsWith(ending)).count();
    }

    /** How many jobs are in a state, by the files that say so. */
    public static long jobs(Path data, String state) throws IOException {
        Path submitted = data.resolve("submitted");
        if (!Files.isDirectory(submitted)) {
            return 0;
        }
        try (Stream<Path> jobs = Files.list(submitted)) {
            return jobs.map(job -> text(job.resolve("job.json")))
                    .filter(text -> text.contains('"' + state + '"'))
                    .count();
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            // The program replaces or removes it meanwhile.
            return "";
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        List<Path> found = new ArrayList<>();
        if (!Files.isDirectory(folder)) {
            return found;
        }
        Files.walkFileTree(
                folder,
                new SimpleFileVisitor<>() {
                    @Override
                    public FileVisitResult visitFile(Path file, BasicFileAttributes about) {
                        found.add(file);
                        return FileVisitResult.CONTINUE;
                    }

                    /** The program renames and removes files meanwhile. */
                    @Override
                    public FileVisitResult visitFileFailed(Path file, IOException error) {
                        return FileVisitResult.CONTINUE;
                    }

                    @Override
                    public FileVisitResult postVisitDirectory(Path directory, IOException error) {
                        return FileVisitResult.CONTINUE;
                    }
                });
        return found;
    }
}
