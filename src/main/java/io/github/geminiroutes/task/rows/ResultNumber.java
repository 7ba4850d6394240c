package io.github.geminiroutes.task.rows;

import io.github.geminiroutes.folder.ClaimedFile;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.table.KnownRows;
import io.github.geminiroutes.table.ProgressLine;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * The number of the result files of a table. Those of an earlier asking are completed, unless
 * another file lies in the place of one: the answer to another prompt may have got its name after
 * somebody had taken it away.
 */
final class ResultNumber {

    private static final String NONE = "";
    private static final String SEPARATOR = ";";

    private ResultNumber() {}

    /**
     * Chooses it, and notes it before the files are written.
     *
     * @throws IOException if a file cannot be looked at, or the number not be noted
     */
    static int choose(RowFile file) throws IOException {
        ClaimedFile claimed = file.file();
        KnownRows known = file.progress().known();
        if (file.number() == 0
                && known.number() > 0
                && !claimed.isDone(known.number())
                && isOwn(claimed, known)) {
            file.setNumber(known.number());
        }
        if (file.number() == 0 || isBlocked(claimed, file.number())) {
            file.setNumber(claimed.freeNumber(RowResults.SUFFIXES, file.numbersOfOthers()));
        }
        file.note(ProgressLine.ofResults(file.number()));
        return file.number();
    }

    /** Notes what the files are that were written: they are to be completed. */
    static void noteWritten(RowFile file) throws IOException {
        file.note(ProgressLine.ofResults(file.number(), files(file.file(), file.number())));
    }

    /** Files that a kill left half done are not known one by one. */
    private static boolean isOwn(ClaimedFile file, KnownRows known) throws IOException {
        if (known.files() == null) {
            return true;
        }
        String[] written = known.files().split(SEPARATOR, -1);
        String[] now = files(file, known.number()).split(SEPARATOR, -1);
        for (int i = 0; i < now.length; i++) {
            if (!now[i].equals(NONE) && (i >= written.length || !now[i].equals(written[i]))) {
                return false;
            }
        }
        return true;
    }

    private static boolean isBlocked(ClaimedFile file, int number) {
        return RowResults.SUFFIXES.stream()
                .anyMatch(suffix -> file.result(number, suffix).toFile().isDirectory());
    }

    private static String files(ClaimedFile file, int number) throws IOException {
        List<String> files = new ArrayList<>();
        for (String suffix : RowResults.SUFFIXES) {
            files.add(stamp(file.result(number, suffix)));
        }
        return String.join(SEPARATOR, files);
    }

    /** A name that cannot be looked at, as below a file, has none either: no file is there. */
    private static String stamp(Path path) throws IOException {
        if (!path.toFile().exists()) {
            return NONE;
        }
        try {
            FileStamp stamp = FileStamp.of(path, true);
            return stamp.size() + " " + stamp.modified();
        } catch (NoSuchFileException e) {
            return NONE;
        }
    }
}
