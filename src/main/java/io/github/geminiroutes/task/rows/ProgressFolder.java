package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.folder.FileClaims;
import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.table.KnownRows;
import io.github.geminiroutes.table.ProgressFile;
import io.github.geminiroutes.table.TableMarks;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Where the progress files lie: in a hidden folder of the data directory, one for each file of rows
 * that is in the inbox, failed or parked. A file of the same name that is dropped meanwhile gets
 * one of its own.
 */
final class ProgressFolder {

    static final String FOLDER = ".gemini-rows";

    private static final String SUFFIX = ".progress";

    private static final Pattern NUMBER =
            Pattern.compile("(?:\\.([0-9]{1,9}))?" + Pattern.quote(SUFFIX));

    private static final int LONGEST_NAME = 60;
    static final int HASH = 16;

    private final FileClaims claims;
    private final ProgressFiles files;

    ProgressFolder(FileClaims claims, ProgressFiles files) {
        this.claims = claims;
        this.files = files;
    }

    /**
     * Opens the progress file of a file in the inbox: of those that its name has, the one whose
     * table is most like it and lies nowhere else. Another table of the name gets one of its own.
     *
     * @throws IOException if it can neither be read nor made
     */
    OpenProgress open(ClaimedFile file, TableMarks marks) throws IOException {
        try (ProgressChoice choice = new ProgressChoice(files, marks)) {
            int free = 1;
            for (int number : numbers(file.name())) {
                ProgressFile progress = files.acquireLoaded(path(file.name(), number));
                if (isStale(progress.known(), file)) {
                    files.delete(progress);
                    files.release(progress);
                } else {
                    free += number == free ? 1 : 0;
                    choice.add(progress, liesElsewhere(progress.known()));
                }
            }
            return choice.end(path(file.name(), free));
        }
    }

    private SortedSet<Integer> numbers(String name) throws IOException {
        SortedSet<Integer> numbers = new TreeSet<>();
        String start = start(name);
        try (DirectoryStream<Path> all =
                Files.newDirectoryStream(
                        folder(), path -> path.getFileName().toString().startsWith(start))) {
            for (Path path : all) {
                String rest = path.getFileName().toString().substring(start.length());
                Matcher number = NUMBER.matcher(rest);
                if (number.matches()) {
                    String digits = number.group(1);
                    numbers.add(digits == null ? 1 : Integer.parseInt(digits));
                }
            }
        } catch (NoSuchFileException e) {
            // The first table makes the folder.
            return numbers;
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        return numbers;
    }

    /**
     * The progress file of a name that a batch job has kept.
     *
     * @throws IOException if it is no such name
     */
    Path path(String progress) throws IOException {
        if (!progress.endsWith(SUFFIX) || progress.matches(".*[/\\\\].*")) {
            throw new IOException("'" + progress + "' is no name of a progress file");
        }
        return folder().resolve(progress);
    }

    /** Whether an outcome is to be written: its table is there, or may come back. */
    boolean isWanted(Path progress, String table) {
        return Files.exists(progress) || claims.exists("inbox/" + table);
    }

    /** Where all of them lie. */
    Path folder() {
        return claims.data().resolve(FOLDER);
    }

    private Path path(String name, int number) {
        String suffix = number == 1 ? "" : "." + number;
        return folder().resolve(start(name) + suffix + SUFFIX);
    }

    private static String start(String name) {
        String last = name.substring(name.lastIndexOf('/') + 1).replaceAll("[^\\p{Alnum}._-]", "_");
        return last.substring(0, Math.min(LONGEST_NAME, last.length())) + "~" + hash(name);
    }

    /** What tells the names of files apart in the names of their progress files. */
    static String hash(String name) {
        return Sha256.hex(name).substring(0, HASH);
    }

    private boolean liesElsewhere(KnownRows known) {
        return known.place() != null && !known.place().isEmpty() && claims.exists(known.place());
    }

    /** The file was answered and moved, and the program ended before it removed this. */
    private static boolean isStale(KnownRows known, ClaimedFile file) {
        return known.place() == null && known.isSettled() && file.isDone(known.number());
    }
}
