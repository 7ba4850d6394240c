package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.UntrustedFiles;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prompts that were moved a moment ago. A program that still has the file open goes on writing to
 * it wherever it lies: an upload that stalled is asked by half, and its rest arrives in {@code
 * done}. Such a file goes back into the inbox and is asked as a whole. Each moved file is looked at
 * twice, from a timer. What changed and has its old size and modification time is found by its
 * change time, and by its content where nobody looked right before the move. Thread-safe.
 */
final class LateWrites {

    private static final Logger LOG = LoggerFactory.getLogger(LateWrites.class);

    private static final List<Duration> LOOKS =
            List.of(Duration.ofSeconds(3), Duration.ofSeconds(12));

    /** More are not watched. */
    private static final int MOST = 50_000;

    private final Queue<Moved> moved = new ConcurrentLinkedQueue<>();
    private final AtomicInteger size = new AtomicInteger();
    private final DropFolder folder;
    private final Rewrites rewrites;
    private final Clock clock;
    private final Clock ofFiles;

    /**
     * @param clock that the looks keep to
     * @param ofFiles that files are stamped by
     */
    LateWrites(DropFolder folder, Rewrites rewrites, Clock clock, Clock ofFiles) {
        this.folder = folder;
        this.rewrites = rewrites;
        this.clock = clock;
        this.ofFiles = ofFiles;
    }

    /**
     * @param movedAt by the clock of the files; no earlier than the move
     * @param isSeen whether its content was compared right before the move, or since
     */
    private record Moved(
            PromptFile prompt, Path to, Instant at, Instant movedAt, boolean isSeen, int looks) {

        boolean isDue(Instant now) {
            return !at.plus(LOOKS.get(looks)).isAfter(now);
        }
    }

    /**
     * Notes where a prompt that was read lies with its outcome.
     *
     * @param isSeen whether its content was compared right before it moved
     */
    void watch(PromptFile prompt, Path to, boolean isSeen) {
        if (prompt.stamp() != null && size.get() < MOST) {
            add(new Moved(prompt, to, clock.instant(), ofFiles.instant(), isSeen, 0));
        }
    }

    private void add(Moved entry) {
        size.incrementAndGet();
        moved.add(entry);
    }

    /** Looks at the files whose time has come. */
    void check() {
        Instant now = clock.instant();
        for (int left = size.get(); left > 0; left--) {
            Moved entry = moved.poll();
            if (entry == null) {
                return;
            }
            size.decrementAndGet();
            if (!entry.isDue(now)) {
                add(entry);
            } else if (look(entry)) {
                lookAgain(entry);
            }
        }
    }

    private void lookAgain(Moved entry) {
        if (entry.looks + 1 < LOOKS.size()) {
            add(new Moved(entry.prompt, entry.to, entry.at, entry.movedAt, true, entry.looks + 1));
        } else {
            rewrites.forget(entry.prompt.name());
        }
    }

    /** Whether the file is as it was read. */
    private boolean look(Moved entry) {
        try {
            return compare(entry);
        } catch (IOException e) {
            LOG.warn(
                    "{} cannot be looked at again: {}",
                    CompanionNames.printable(entry.prompt.name()),
                    e.toString());
            return false;
        }
    }

    private boolean compare(Moved entry) throws IOException {
        UntrustedFiles there = new UntrustedFiles(entry.to.getParent(), true);
        PromptFile.State state =
                entry.prompt.compareMoved(
                        there, entry.to.getFileName().toString(), entry.movedAt, entry.isSeen);
        if (state == PromptFile.State.CHANGED) {
            giveBack(entry);
        }
        return state == PromptFile.State.SAME;
    }

    private void giveBack(Moved entry) throws IOException {
        String name = entry.prompt.name();
        GivenBack outcome =
                entry.to.startsWith(folder.failed())
                        ? folder.failedPrompts().giveBack(entry.to, folder.files(), name)
                        : TreeFiles.moveIn(entry.to, folder.files(), name);
        boolean isBack = outcome.isOut();
        if (isBack) {
            rewrites.count(name);
        }
        LOG.warn(
                "{} was written to while it was asked, or later: {}",
                CompanionNames.printable(name),
                isBack
                        ? "it is back in the inbox and asked as a whole"
                        : "the inbox has another prompt of that name, so it stays in "
                                + entry.to.getParent().getFileName());
    }
}
