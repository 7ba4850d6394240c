package io.github.geminiroutes.gateway;

import io.github.geminiroutes.gateway.TokenFile.Token;
import io.github.geminiroutes.support.FileStamp;
import io.github.geminiroutes.support.Sha256;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The gateway's own tokens, from a file with a line {@code name token} for each; blank lines and
 * lines that begin with {@code #} are left out. The file is read again when it has changed and
 * stood still for a second. Memory holds the tokens' digests only. Thread-safe.
 */
final class GatewayTokens {

    private static final Logger LOG = LoggerFactory.getLogger(GatewayTokens.class);

    /** A file of the same size and time stamp may be another one. */
    private static final long MAX_AGE_NANOS = 1_000_000_000L;

    /** How long an empty file leaves the tokens as they were. */
    private static final long GRACE_NANOS = 10_000_000_000L;

    /** A file that changed later may still be written: the piece of a token is a token, too. */
    private static final Duration QUIET = Duration.ofSeconds(1);

    private final Path file;
    private final LongSupplier nanoTime;
    private final InstantSource clock;
    private volatile Read lastRead;

    GatewayTokens(Path file) {
        this(file, System::nanoTime, InstantSource.system());
    }

    /**
     * @param clock that of the file's time stamps
     */
    GatewayTokens(Path file, LongSupplier nanoTime, InstantSource clock) {
        this.file = file;
        this.nanoTime = nanoTime;
        this.clock = clock;
    }

    /**
     * Whose token this is. Every token of the file is compared, each in constant time.
     *
     * @return null for a token that is not in the file
     */
    String nameOf(String token) {
        byte[] digest = Sha256.digest(token);
        String name = null;
        for (Token known : tokens()) {
            if (MessageDigest.isEqual(known.digest(), digest)) {
                name = known.name();
            }
        }
        return name;
    }

    /** Whether the owner of a token is unknown now, as the file cannot be read. */
    boolean areUnknown() {
        tokens();
        return lastRead.isUnknown;
    }

    private List<Token> tokens() {
        long now = nanoTime.getAsLong();
        Read known = lastRead;
        if (known == null || now - known.at >= MAX_AGE_NANOS) {
            known = readAgain(known, now);
            lastRead = known;
        }
        return known.tokens;
    }

    /** While a line of the file is wrong, the tokens that were read last hold. */
    private Read readAgain(Read known, long now) {
        try {
            FileStamp stamp = FileStamp.of(file, true);
            if (known != null && stamp.equals(known.stamp)) {
                return new Read(now, stamp, known.tokens, false, null, null, null);
            }
            if (known != null && !isQuiet(stamp, known.change, now)) {
                return known.whileWritten(now, stamp);
            }
            List<Token> tokens = TokenFile.read(file);
            if (tokens.isEmpty()) {
                return missing(known, now, false, "it has no token");
            }
            if (known != null) {
                LOG.info("The gateway's tokens were read again: {}", tokens.size());
            }
            return new Read(now, stamp, tokens, false, null, null, null);
        } catch (IOException e) {
            return missing(known, now, true, e.toString());
        } catch (IllegalArgumentException e) {
            String problem = e.getMessage();
            if (known == null || !problem.equals(known.problem)) {
                LOG.error("The gateway's tokens cannot be read from {}: {}", file, problem);
            }
            return known == null
                    ? new Read(now, null, List.of(), true, problem, null, null)
                    : new Read(now, null, known.tokens, known.isUnknown, problem, null, null);
        }
    }

    /** Whether a file that has changed is complete, or changes without an end. */
    private boolean isQuiet(FileStamp stamp, Change known, long now) {
        return !stamp.newest().isAfter(clock.instant().minus(QUIET))
                || known != null && (stamp.equals(known.seen) || now - known.since >= GRACE_NANOS);
    }

    /** A program that writes the file anew empties it first: clients notice nothing of that. */
    private Read missing(Read known, long now, boolean isUnread, String problem) {
        boolean begins = known == null || known.missingSince == null;
        long since = begins ? now - nanosSinceChange() : known.missingSince;
        boolean hold = known != null && now - since < GRACE_NANOS;
        if (begins) {
            LOG.error(
                    "The gateway's tokens cannot be read from {}: {}. Those that were read last"
                            + " hold until it has been so for {} s, then none",
                    file,
                    problem,
                    TimeUnit.NANOSECONDS.toSeconds(GRACE_NANOS));
        }
        return hold
                ? new Read(now, null, known.tokens, known.isUnknown, null, since, null)
                : new Read(now, null, List.of(), isUnread, null, since, null);
    }

    /**
     * How long the file has been as it is, {@link #GRACE_NANOS} at most. Nobody looks while no
     * client asks: a token that was taken away an hour ago must not be let in once more.
     */
    private long nanosSinceChange() {
        Instant change = lastChange();
        if (change == null) {
            return 0;
        }
        Duration age = Duration.between(change, clock.instant());
        if (age.isNegative()) {
            return 0;
        }
        return age.toSeconds() >= TimeUnit.NANOSECONDS.toSeconds(GRACE_NANOS)
                ? GRACE_NANOS
                : age.toNanos();
    }

    /** Of a file that is gone its folder tells; null where a disk does not answer. */
    private Instant lastChange() {
        try {
            return FileStamp.of(file, true).newest();
        } catch (NoSuchFileException gone) {
            return lastChangeOfFolder();
        } catch (IOException e) {
            LOG.debug("No time stamp of {}", file, e);
            return null;
        }
    }

    private Instant lastChangeOfFolder() {
        try {
            return FileStamp.of(file.toAbsolutePath().getParent(), true).newest();
        } catch (IOException e) {
            LOG.debug("No time stamp of the folder of {}", file, e);
            return null;
        }
    }

    /**
     * @param isUnknown whether there are no tokens because the file cannot be read
     * @param problem of a line; null if there is none
     * @param missingSince since when the file is empty or cannot be read; null while it is usable
     * @param change of the file that is not read yet; null if there is none
     */
    private record Read(
            long at,
            FileStamp stamp,
            List<Token> tokens,
            boolean isUnknown,
            String problem,
            Long missingSince,
            Change change) {

        Read whileWritten(long now, FileStamp seen) {
            long since = change == null ? now : change.since;
            return new Read(
                    now, stamp, tokens, isUnknown, problem, missingSince, new Change(seen, since));
        }
    }

    /**
     * @param seen what the file was at the last look
     * @param since the first look that saw a change
     */
    private record Change(FileStamp seen, long since) {}
}
