package io.github.geminiroutes.cache;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.geminiroutes.support.Sha256;
import io.github.geminiroutes.testing.Pipes;
import io.github.geminiroutes.testing.SettableClock;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerCacheTest {

    private static final String KEY = Sha256.hex("a question");
    private static final byte[] ANSWER =
            "{\"candidates\": []}\n\0ä".getBytes(StandardCharsets.UTF_8);

    @TempDir Path directory;

    private final SettableClock clock = new SettableClock(Instant.parse("2026-07-01T12:00:00Z"));

    private AnswerCache cache(long mostBytes) {
        return new AnswerCache(directory.resolve("answers"), Duration.ofHours(2), mostBytes, clock);
    }

    private AnswerCache cacheInHeapOf(long bytes) {
        return new AnswerCache(
                directory.resolve("answers"), Duration.ofHours(2), 10_000, clock, bytes);
    }

    private Path file(String key) {
        return directory.resolve("answers").resolve(key.substring(0, 2)).resolve(key);
    }

    private static String key(int number) {
        return Sha256.hex("question " + number);
    }

    @Test
    void anAnswerOutlivesTheProcessThatPutIt() {
        cache(10_000).put(KEY, ANSWER);

        assertThat(cache(10_000).get(KEY)).isEqualTo(ANSWER);
        assertThat(cache(10_000).get(Sha256.hex("another"))).isNull();
    }

    @Test
    void anAnswerIsInDateUntilItsLifeIsOver() {
        AnswerCache cache = cache(10_000);
        cache.put(KEY, ANSWER);
        clock.advance(Duration.ofHours(2).minusMillis(1));
        assertThat(cache.get(KEY)).as("a use does not make it younger").isEqualTo(ANSWER);

        clock.advance(Duration.ofMillis(1));

        assertThat(cache.get(KEY)).isNull();
        assertThat(file(KEY)).doesNotExist();
    }

    @Test
    void anAnswerFromTheFutureIsNone() {
        cache(10_000).put(KEY, ANSWER);
        clock.advance(Duration.ofDays(-2));

        assertThat(cache(10_000).get(KEY)).isNull();
    }

    /** What a kill, a full disk, a power failure or a bad sector leaves. */
    @Test
    void whatIsNotWholeIsNoEntryAndGoes() throws IOException {
        AnswerCache cache = cache(10_000);
        cache.put(KEY, ANSWER);
        byte[] whole = Files.readAllBytes(file(KEY));
        for (int length = 0; length < whole.length; length++) {
            Files.write(file(KEY), Arrays.copyOf(whole, length));
            assertThat(cache.get(KEY)).as(length + " bytes").isNull();
            assertThat(file(KEY)).doesNotExist();
        }
        for (int at = 0; at < whole.length; at++) {
            byte[] changed = whole.clone();
            changed[at] ^= 1;
            Files.write(file(KEY), changed);
            byte[] got = cache.get(KEY);
            // A digit of the time may be another digit: the answer is the same.
            assertThat(got == null || Arrays.equals(got, ANSWER)).as("byte " + at).isTrue();
        }
        Files.write(file(KEY), Arrays.copyOf(whole, whole.length + 1));
        assertThat(cache.get(KEY)).as("longer").isNull();
    }

    @Test
    void aPipeInThePlaceOfAnAnswerIsNoneAndGoes() throws Exception {
        Files.createDirectories(file(KEY).getParent());
        Pipes.make(file(KEY));

        assertThat(assertTimeoutPreemptively(Duration.ofSeconds(10), () -> cache(10_000).get(KEY)))
                .isNull();

        assertThat(file(KEY)).doesNotExist();
    }

    @Test
    void aLinkInThePlaceOfAnAnswerIsNoneAndGoes() throws IOException {
        cache(10_000).put(KEY, ANSWER);
        Path elsewhere = Files.move(file(KEY), directory.resolve("elsewhere"));
        Files.createSymbolicLink(file(KEY), elsewhere);

        assertThat(cache(10_000).get(KEY)).isNull();

        assertThat(file(KEY)).doesNotExist();
        assertThat(elsewhere).exists();
    }

    @Test
    void aFileLargerThanAnEighthOfTheHeapIsNotRead() {
        cache(10_000).put(KEY, new byte[500]);

        assertThat(cacheInHeapOf(8 * 400).get(KEY)).isNull();

        assertThat(file(KEY)).doesNotExist();
    }

    @Test
    void anAnswerLargerThanAnEighthOfTheHeapIsNotKept() {
        cacheInHeapOf(8 * 400).put(KEY, new byte[500]);

        assertThat(file(KEY)).doesNotExist();
    }

    @Test
    void anEntryUnderTheNameOfAnotherIsNone() throws IOException {
        AnswerCache cache = cache(10_000);
        cache.put(KEY, ANSWER);
        Path other = file(key(1));
        Files.createDirectories(other.getParent());
        Files.move(file(KEY), other);

        assertThat(cache.get(key(1))).isNull();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "../../etc/passwd", "a", "ABCDEF"})
    void whatIsNoKeyReachesNoFile(String key) {
        assertThatThrownBy(() -> cache(10_000).get(key))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void theLongestUnusedGoWhereThereIsNoRoom() {
        AnswerCache cache = cache(10_000);
        byte[] large = new byte[3_000];
        for (int i = 0; i < 3; i++) {
            cache.put(key(i), large);
            clock.advance(Duration.ofSeconds(1));
        }
        assertThat(cache.get(key(0))).isNotNull();
        clock.advance(Duration.ofSeconds(1));

        cache.put(key(3), large);

        assertThat(IntStream.range(0, 4).filter(i -> cache.get(key(i)) != null))
                .containsExactly(0, 2, 3);
    }

    @Test
    void noMoreBytesThanAllowedAreKeptWhoeverWritesThem() throws IOException {
        List<AnswerCache> processes = List.of(cache(50_000), cache(50_000), cache(50_000));
        for (int i = 0; i < 300; i++) {
            processes.get(i % 3).put(key(i), new byte[800 + i]);
            clock.advance(Duration.ofMillis(10));
        }

        // Each may have added a twentieth since it has looked.
        assertThat(size()).isBetween(35_000L, 57_500L);
        assertThat(processes.get(0).get(key(299))).isNotNull();
    }

    private long size() throws IOException {
        try (Stream<Path> files = Files.walk(directory)) {
            return files.filter(Files::isRegularFile)
                    .mapToLong(file -> file.toFile().length())
                    .sum();
        }
    }

    @Test
    void anAnswerLargerThanAllIsNotKept() throws IOException {
        AnswerCache cache = cache(1_000);
        cache.put(KEY, ANSWER);
        cache.put(key(1), new byte[1_001]);

        assertThat(cache.get(key(1))).isNull();
        assertThat(cache.get(KEY)).isNotNull();
    }

    @Test
    void aSweepRemovesWhatIsOutOfDateAndHalfWrittenAndNothingElse() throws IOException {
        AnswerCache cache = cache(10_000);
        cache.put(KEY, ANSWER);
        Path folder = file(KEY).getParent();
        Path half = Files.writeString(folder.resolve(".gemini-x-1.tmp"), "half");
        Path foreign = Files.writeString(directory.resolve("answers/notes.txt"), "mine");
        Path deep = Files.createDirectories(folder.resolve("deep")).resolve(KEY);
        Files.writeString(deep, "mine");
        for (Path file : List.of(half, foreign, deep)) {
            Files.setLastModifiedTime(file, FileTime.from(clock.instant()));
        }
        clock.advance(Duration.ofHours(3));

        cache.sweepIfDue();

        assertThat(file(KEY)).doesNotExist();
        assertThat(half).doesNotExist();
        assertThat(foreign).exists();
        assertThat(deep).exists();
    }

    @Test
    void aCacheThatCannotBeWrittenCostsNoMoreThanACall() throws IOException {
        Files.writeString(directory.resolve("answers"), "a file where the directory should be");
        AnswerCache cache = cache(10_000);

        cache.put(KEY, ANSWER);
        cache.sweepIfDue();

        assertThat(cache.get(KEY)).isNull();
    }
}
