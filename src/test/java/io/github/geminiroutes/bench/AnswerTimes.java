package io.github.geminiroutes.bench;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;

/**
 * How long a drain took to its first answer, and after its last one. The time stamps of the files
 * say so afterwards: looking on meanwhile would cost the machine that is measured.
 *
 * @param secondsToFirst from the start of the process; NaN if there is no answer
 * @param secondsFromLastToExit until the process had ended; NaN if there is no answer
 */
record AnswerTimes(double secondsToFirst, double secondsFromLastToExit) {

    static AnswerTimes of(Path outbox, ChildRun.Outcome outcome) throws IOException {
        Instant first = Instant.MAX;
        Instant last = Instant.MIN;
        if (Files.isDirectory(outbox)) {
            try (DirectoryStream<Path> files = Files.newDirectoryStream(outbox, "*.response.md")) {
                for (Path file : files) {
                    Instant written = Files.getLastModifiedTime(file).toInstant();
                    first = written.isBefore(first) ? written : first;
                    last = written.isAfter(last) ? written : last;
                }
            }
        }
        return last == Instant.MIN
                ? new AnswerTimes(Double.NaN, Double.NaN)
                : new AnswerTimes(
                        seconds(outcome.startedAt(), first), seconds(last, outcome.endedAt()));
    }

    private static double seconds(Instant from, Instant to) {
        return Duration.between(from, to).toNanos() / 1e9;
    }
}
