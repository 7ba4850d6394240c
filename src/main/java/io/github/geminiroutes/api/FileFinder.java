package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.support.FileChangedException;
import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Finds a file at Google by its content, or uploads it. The name is that of the content with a
 * running number: a name can be taken by a file that no list shows.
 */
final class FileFinder {

    /** Marks our files among those of a project. */
    static final String PREFIX = "files/gr";

    /** Marks them for people, in lists. */
    static final String DISPLAY_NAME = "gemini-routes ";

    private static final int DIGITS = 32;
    private static final int MOST_NUMBERS = 50;

    /** Each may cost the upload of the whole file. */
    private static final int MOST_TAKEN = 4;

    private static final Duration ENOUGH_LIFE = Duration.ofMinutes(30);
    private static final Duration MOST_PROCESSING = Duration.ofMinutes(15);
    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(15);

    private final FilesClient files;
    private final FileJournal journal;
    private final Pause pause;
    private final Clock clock;

    FileFinder(FilesClient files, FileJournal journal, Pause pause, Clock clock) {
        this.files = files;
        this.journal = journal;
        this.pause = pause;
        this.clock = clock;
    }

    /**
     * A file that can be used.
     *
     * @param sha256 of its content, as 64 hex digits
     */
    RemoteFile find(FileSource source, String sha256, String mimeType) throws IOException {
        int taken = 0;
        for (int number = 1; number <= MOST_NUMBERS; number++) {
            String name = PREFIX + sha256.substring(0, DIGITS) + "-" + number;
            Optional<RemoteFile> known = files.get(name);
            if (known.isPresent()) {
                if (!isUsable(known.get(), source, sha256, mimeType)) {
                    continue;
                }
                return whenActive(known.get());
            }
            try {
                return alive(whenActive(upload(source, name, sha256, mimeType)));
            } catch (NameTakenException e) {
                journal.remove(name);
                taken++;
                if (taken == MOST_TAKEN) {
                    throw e;
                }
                // Another may have uploaded the same meanwhile.
                Optional<RemoteFile> other = files.get(name);
                if (other.isPresent() && isUsable(other.get(), source, sha256, mimeType)) {
                    return whenActive(other.get());
                }
            }
        }
        throw ApiResponses.malformed("All names for this file are taken", null);
    }

    private RemoteFile upload(FileSource source, String name, String sha256, String mimeType)
            throws IOException {
        journal.add(name);
        RemoteFile file = files.upload(source, name, DISPLAY_NAME + sha256, mimeType);
        if (file.sha256() != null && !file.sha256().equals(sha256)) {
            remove(file.name());
            if (!source.read((in, stamp) -> Sha256.hex(in)).equals(sha256)) {
                throw new FileChangedException();
            }
            throw ApiResponses.malformed(
                    "Google has another file than was sent: its digest differs", null);
        }
        return file;
    }

    private boolean isUsable(RemoteFile file, FileSource source, String sha256, String mimeType) {
        return file.state() != RemoteFile.State.FAILED
                && file.name() != null
                && sha256.equals(file.sha256())
                && file.uri() != null
                && (file.size() < 0 || file.size() == source.size())
                && (file.mimeType().isEmpty() || file.mimeType().equals(mimeType))
                && livesOn(file);
    }

    /** Whether a file is there for long enough still. */
    boolean livesOn(RemoteFile file) {
        return file.expires() == null
                || file.expires().isAfter(Instant.now(clock).plus(ENOUGH_LIFE));
    }

    /**
     * A file that was made just now is there, whatever a clock that is wrong says of its end: each
     * use would upload it anew. Google tells when it is gone.
     */
    private RemoteFile alive(RemoteFile made) {
        return livesOn(made) ? made : made.withoutExpiry();
    }

    /** Pictures and texts can be used at once, a video or a long PDF after seconds to minutes. */
    private RemoteFile whenActive(RemoteFile uploaded) throws IOException {
        RemoteFile file = uploaded;
        Duration waited = Duration.ZERO;
        Duration wait = Duration.ofSeconds(1);
        while (file.state() == RemoteFile.State.PROCESSING) {
            if (waited.compareTo(MOST_PROCESSING) >= 0) {
                throw failure(
                        FailureKind.DEADLINE_EXCEEDED,
                        "Google has not read the file after " + waited.toMinutes() + " minutes");
            }
            pause.pause(wait);
            waited = waited.plus(wait);
            wait =
                    wait.multipliedBy(2).compareTo(LONGEST_PAUSE) > 0
                            ? LONGEST_PAUSE
                            : wait.multipliedBy(2);
            file =
                    files.get(uploaded.name())
                            .orElseThrow(
                                    () ->
                                            failure(
                                                    FailureKind.CONFLICT,
                                                    "The file was gone before it could be used"));
        }
        if (file.state() == RemoteFile.State.FAILED) {
            remove(uploaded.name());
            throw failure(
                    FailureKind.INVALID_REQUEST,
                    "Google cannot read the file"
                            + (file.problem().isEmpty() ? "" : ": " + file.problem()));
        }
        if (file.name() == null || file.uri() == null) {
            throw ApiResponses.malformed("The server does not say which file is ready", null);
        }
        return file;
    }

    private void remove(String name) throws IOException {
        if (journal.has(name)) {
            files.delete(name);
            journal.remove(name);
        }
    }

    private static GeminiException failure(FailureKind kind, String message) {
        return new GeminiException(Failure.of(kind, message));
    }
}
