package io.github.geminiroutes.folder;

import io.github.geminiroutes.prompt.AttachmentNotReadyException;
import io.github.geminiroutes.prompt.AttachmentRules;
import io.github.geminiroutes.prompt.MediaEnd;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.ShortKey;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Prompts whose attachments are missing or still being written. Each stays in the inbox and is read
 * again after a growing pause; no thread and no place waits with it. Thread-safe.
 */
final class AttachmentWaits implements AttachmentRules {

    private static final Logger LOG = LoggerFactory.getLogger(AttachmentWaits.class);

    private static final Duration SHORTEST = Duration.ofMillis(400);
    private static final Duration LONGEST = Duration.ofSeconds(10);

    /** Forgetting all of them has each wait anew. */
    private static final int MOST = 100_000;

    private final Map<String, Instant> since = new ConcurrentHashMap<>();
    private final QuietPeriod quietPeriod;
    private final IntakeDelays delays;
    private final Duration missingWait;
    private final Clock clock;

    /**
     * @param missingWait how long a prompt waits for a file that is missing
     */
    AttachmentWaits(
            QuietPeriod quietPeriod, IntakeDelays delays, Duration missingWait, Clock clock) {
        this.quietPeriod = quietPeriod;
        this.delays = delays;
        this.missingWait = missingWait;
        this.clock = clock;
    }

    @Override
    public boolean isPrompt(String name) {
        return PromptNames.isPrompt(name);
    }

    /**
     * An answer to half of a file is paid for in vain, and nothing shows later that it was half: a
     * file of a format without an end is given longer than a prompt, and one that lacks the end of
     * its format still longer.
     */
    @Override
    public boolean isComplete(String name, FileStamp stamp, MediaEnd end) {
        return quietPeriod.isQuiet(
                name,
                stamp,
                switch (end) {
                    case WHOLE -> 1;
                    case UNKNOWN -> 5;
                    case CUT -> 15;
                });
    }

    /**
     * Has a prompt wait for its attachment. A file that is being written to is waited for as long
     * as it takes, as a large one may take hours.
     *
     * @return the error to go on with: that it waits, or that it has waited long enough
     */
    RuntimeException await(String prompt, AttachmentNotReadyException reason) {
        Instant now = clock.instant();
        if (since.size() >= MOST) {
            since.clear();
        }
        Instant began = since.putIfAbsent(ShortKey.of(prompt), now);
        if (began == null) {
            LOG.info("{} waits: {}", CompanionNames.printable(prompt), reason.getMessage());
        }
        Duration waited = began == null ? Duration.ZERO : Duration.between(began, now);
        Duration left = missingWait.minus(waited);
        boolean isOver = left.isZero() || left.isNegative();
        if (reason.isMissing() && isOver) {
            forget(prompt);
            return reason.refusal();
        }
        Duration pause = within(waited);
        delays.postpone(prompt, !isOver && left.compareTo(pause) < 0 ? left : pause);
        return new NotReadyException(reason.getMessage());
    }

    private static Duration within(Duration pause) {
        if (pause.compareTo(SHORTEST) < 0) {
            return SHORTEST;
        }
        return pause.compareTo(LONGEST) > 0 ? LONGEST : pause;
    }

    /** Forgets a prompt that waits no longer. */
    void forget(String prompt) {
        if (!since.isEmpty()) {
            since.remove(ShortKey.of(prompt));
        }
    }
}
