package io.github.geminiroutes.folder;

import io.github.geminiroutes.answer.AnswerFile;
import io.github.geminiroutes.support.Sha256;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Files of answers on disk, under hidden names, until the record that names them is written and
 * they can be put out: media, as the record does not hold their bytes, and all files of an answer
 * whose name another answer may get, too. As long as one is here it is not out. Thread-safe.
 */
final class KeptFiles {

    private static final String PREFIX = ".gemini-answer-";
    private static final String SUFFIX = ".part";
    private static final int UNIQUE = 20;
    private static final int BUFFER = 64 * 1024;

    /** Another instance that is alive has put its files out by then. */
    private static final Duration CLAIMED = Duration.ofHours(1);

    private final Path outbox;
    private final Clock clock;

    /** What this process has kept and not put out. */
    private final Set<Path> kept = ConcurrentHashMap.newKeySet();

    KeptFiles(Path outbox, Clock clock) {
        this.outbox = outbox;
        this.clock = clock;
    }

    /** Puts files on disk, each once. To be called before the record is written. */
    void keep(String prompt, OutgoingAnswer answer) throws IOException {
        for (int i = 0; i < answer.files().size(); i++) {
            AnswerFile file = answer.files().get(i);
            if (answer.isKept(file)) {
                Path part = part(prompt, i, file.sha256());
                kept.add(part);
                long size = file.size();
                if (part.toFile().length() != size) {
                    WholeFile.write(part, out -> write(file, out), size);
                }
            }
        }
    }

    private static void write(AnswerFile file, OutputStream out) throws IOException {
        BufferedOutputStream pieces = new BufferedOutputStream(out, BUFFER);
        file.writeTo(pieces);
        pieces.flush();
    }

    /** Removes files that were kept, and that no record names. */
    void drop(String prompt, OutgoingAnswer answer) throws IOException {
        for (int i = 0; i < answer.files().size(); i++) {
            AnswerFile file = answer.files().get(i);
            if (answer.isKept(file)) {
                Path part = part(prompt, i, file.sha256());
                Files.deleteIfExists(part);
                kept.remove(part);
            }
        }
    }

    /**
     * Puts a file out. What is not kept any more is out, and may have been taken away.
     *
     * @return false if another file has the name
     */
    boolean place(String prompt, int index, String sha256, Path target) throws IOException {
        Path part = part(prompt, index, sha256);
        if (WholeFile.exists(part) && !WholeFile.moveNew(part, target)) {
            return false;
        }
        kept.remove(part);
        return true;
    }

    /**
     * Removes files that a killed process kept for a record that it did not come to write.
     *
     * @param isShared whether another instance may be about to write it
     */
    void removeLeftovers(boolean isShared) throws IOException {
        long latest = clock.millis() - (isShared ? CLAIMED.toMillis() : 0);
        try (DirectoryStream<Path> parts =
                Files.newDirectoryStream(outbox, PREFIX + "*" + SUFFIX)) {
            for (Path part : parts) {
                if (!kept.contains(part) && part.toFile().lastModified() <= latest) {
                    Files.deleteIfExists(part);
                }
            }
        }
    }

    /** By its prompt, its place and its content, so that the record tells where it is. */
    private Path part(String prompt, int index, String sha256) {
        String unique = Sha256.hex(prompt + '\0' + index + '\0' + sha256, UNIQUE);
        return outbox.resolve(PREFIX + unique + SUFFIX);
    }
}
