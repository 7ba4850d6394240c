package io.github.geminiroutes.api;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.function.Predicate;

/** The 20 GB that a project has for files are used up. */
final class FullStorage {

    private static final Duration LIFE = Duration.ofHours(48);

    /** Another instance of this program may have a younger one in use. */
    private static final Duration OLD = Duration.ofHours(24);

    private FullStorage() {}

    /** Waiting does not help: the delay that the server names is for ever. */
    static boolean isMeant(Failure failure) {
        return failure.httpCode() == 429
                && (failure.message().contains("file_storage_bytes")
                        || failure.violations().stream()
                                .anyMatch(
                                        quota ->
                                                (quota.metric() + " " + quota.id())
                                                        .matches("(?i).*file_?storage_?bytes.*")));
    }

    /**
     * Tells the files that this program left at Google and that no call needs.
     *
     * @param used the names of those that are needed
     */
    static Predicate<RemoteFile> leftBehind(
            Collection<String> used, FileJournal journal, Clock clock) {
        Instant before = clock.instant().plus(LIFE).minus(OLD);
        return file ->
                file.name() != null
                        && file.name().startsWith(FileFinder.PREFIX)
                        && file.displayName().startsWith(FileFinder.DISPLAY_NAME)
                        && (journal.has(file.name())
                                || file.expires() != null && file.expires().isBefore(before))
                        && !used.contains(file.name());
    }

    /** It is the fault of no prompt. */
    static GeminiException failure(Failure full) {
        return new GeminiException(
                full.withKind(FailureKind.CAPACITY)
                        .withRetryDelay(null)
                        .withMessage(
                                "The file storage of the project is full, and none of it is this"
                                        + " program's to delete: delete files of the project, or"
                                        + " wait until they expire"));
    }
}
