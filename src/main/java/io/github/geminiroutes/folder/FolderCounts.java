package io.github.geminiroutes.folder;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.LongSupplier;
import java.util.function.Predicate;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * How many prompts lie in which folder, for meters and pages that ask again and again. Only names
 * are looked at, and a count is kept for some seconds, longer where counting took long: a hundred
 * thousand files never cost more than a hundredth of the time. Thread-safe.
 */
public final class FolderCounts {

    private static final Logger LOG = LoggerFactory.getLogger(FolderCounts.class);
    private static final long LEAST_AGE = 5_000_000_000L;
    private static final int PART = 100;

    private static final List<String> COMPANIONS =
            List.of(".error.json", ".error.txt", ".parked.json", ".parked.txt");

    private final LongSupplier nanoTime;
    private Count inbox;
    private Count failed;
    private Count parked;
    private PromptCounters tally;

    public FolderCounts() {
        this(System::nanoTime);
    }

    FolderCounts(LongSupplier nanoTime) {
        this.nanoTime = nanoTime;
    }

    public void setFolder(DropFolder folder) {
        inbox =
                new Count(
                        folder.inbox(),
                        name -> DropFolder.isPrompt(name) && !folder.isAttachment(name));
        failed = new Count(folder.failed(), FolderCounts::isNoCompanion);
        parked = new Count(folder.parked(), FolderCounts::isNoCompanion);
    }

    public void setTally(PromptCounters tally) {
        this.tally = tally;
    }

    /** Prompts in the inbox that are not under way. */
    public long inbox() {
        return Math.max(0, inbox.value() - tally.inFlight());
    }

    /** Prompts taken from the inbox and not settled yet. */
    public long inFlight() {
        return tally.inFlight();
    }

    /** Prompts in {@code failed}. */
    public long failed() {
        return failed.value();
    }

    /** Prompts in {@code parked}. */
    public long parked() {
        return parked.value();
    }

    /** What became of prompts since the start. */
    public PromptCounters tally() {
        return tally;
    }

    private static boolean isNoCompanion(String name) {
        return name.charAt(0) != '.' && COMPANIONS.stream().noneMatch(name::endsWith);
    }

    private final class Count {

        private final Path directory;
        private final Predicate<String> isCounted;
        private boolean isKnown;
        private long value;
        private long freshUntil;

        Count(Path directory, Predicate<String> isCounted) {
            this.directory = directory;
            this.isCounted = isCounted;
        }

        synchronized long value() {
            long now = nanoTime.getAsLong();
            if (!isKnown || now - freshUntil >= 0) {
                value = count();
                isKnown = true;
                long done = nanoTime.getAsLong();
                freshUntil = done + Math.max(LEAST_AGE, PART * (done - now));
            }
            return value;
        }

        private long count() {
            if (!Files.isDirectory(directory)) {
                return 0;
            }
            long count = 0;
            try (DirectoryStream<Path> files = Files.newDirectoryStream(directory)) {
                for (Path file : files) {
                    if (isCounted.test(file.getFileName().toString())) {
                        count++;
                    }
                }
            } catch (IOException | java.nio.file.DirectoryIteratorException e) {
                LOG.debug("Cannot count the prompts in {}: {}", directory, e.toString());
                return value;
            }
            return count;
        }
    }
}
