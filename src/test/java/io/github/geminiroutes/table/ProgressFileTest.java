package io.github.geminiroutes.table;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.LastingChannel;
import io.github.geminiroutes.support.Sha256;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProgressFileTest {

    @TempDir Path directory;

    private Path path() {
        return directory.resolve("progress");
    }

    private static Row row(long number) {
        return new Row(number, number + 1, "text " + number, List.of(), null);
    }

    private static RowKey key(Object of) {
        return new RowKey(Sha256.hex("row " + of));
    }

    private static byte[] answer(long number) {
        return ProgressLine.ofAnswer(
                row(number),
                key(number),
                "{\n  \"text\": \"a \\\" }\\n\" ,\n\"n\": " + number + "\n}");
    }

    private static long append(ProgressFile file, byte[] line) throws IOException {
        AtomicLong place = new AtomicLong(Places.NONE);
        file.append(line, place::set);
        return place.get();
    }

    @Test
    void keepsAnswersAndFailures() throws IOException {
        long first;
        long second;
        try (ProgressFile file = ProgressFile.open(path())) {
            first = append(file, answer(1));
            second =
                    append(
                            file,
                            ProgressLine.ofFailure(
                                    row(2),
                                    key(2),
                                    GeminiJson.MAPPER.createObjectNode().put("code", 3)));
            append(file, ProgressLine.ofWaits(row(3), key(3), new KnownRows.Waits(2, 1)));
            append(file, ProgressLine.ofResults(4, "12 a;"));
        }

        try (ProgressFile file = ProgressFile.open(path())) {
            assertThat(file.known().takeAnswer(key(1))).isEqualTo(first);
            assertThat(file.known().takeAnswer(key(1))).isEqualTo(Places.NONE);
            assertThat(file.known().takeFailure(key(2))).isEqualTo(second);
            assertThat(file.known().waits(key(3))).isEqualTo(new KnownRows.Waits(2, 1));
            assertThat(file.known().number()).isEqualTo(4);
            assertThat(file.known().files()).isEqualTo("12 a;");
            assertThat(file.known().isSettled()).isFalse();
            assertThat(new String(file.line(first), StandardCharsets.UTF_8))
                    .endsWith("\"response\":{\"text\":\"a \\\" }\\n\",\"n\":1}}");
        }
    }

    @Test
    void forgetsFailuresOnceTheFileWasSettled() throws IOException {
        try (ProgressFile file = ProgressFile.open(path())) {
            append(file, answer(1));
            append(
                    file,
                    ProgressLine.ofFailure(row(2), key(2), GeminiJson.MAPPER.createObjectNode()));
            append(file, ProgressLine.ofSettled());
            append(file, ProgressLine.ofPlace("failed/a.csv"));
        }

        try (ProgressFile file = ProgressFile.open(path())) {
            assertThat(file.known().isSettled()).isTrue();
            assertThat(file.known().place()).isEqualTo("failed/a.csv");
            assertThat(file.known().takeFailure(key(2))).isEqualTo(Places.NONE);
            assertThat(file.known().takeAnswer(key(1))).isZero();
        }
    }

    @Test
    void aFileTornAtAnyByteHasItsWholeLinesAndGrowsOn() throws IOException {
        byte[] whole;
        try (ProgressFile file = ProgressFile.open(path())) {
            append(file, answer(1));
            append(file, answer(2));
            whole = Files.readAllBytes(path());
        }
        int first = answer(1).length;

        for (int length = 0; length <= whole.length; length++) {
            Files.write(path(), Arrays.copyOf(whole, length));
            try (ProgressFile file = ProgressFile.open(path())) {
                assertThat(file.known().takeAnswer(key(1)))
                        .as("cut to %d bytes", length)
                        .isEqualTo(length >= first ? 0 : Places.NONE);
                assertThat(file.known().takeAnswer(key(2)))
                        .isEqualTo(length == whole.length ? first : Places.NONE);
                append(file, answer(3));
            }
            try (ProgressFile file = ProgressFile.open(path())) {
                long place = file.known().takeAnswer(key(3));
                assertThat(file.line(place)).isEqualTo(withoutEnd(answer(3)));
                assertThat(file.known().takeAnswer(key(1)))
                        .isEqualTo(length >= first ? 0 : Places.NONE);
            }
        }
    }

    private static byte[] withoutEnd(byte[] line) {
        return Arrays.copyOf(line, line.length - 1);
    }

    @Test
    void aDamagedLineAmidTheOthersCountsAsNone() throws IOException {
        String lines =
                new String(answer(1), StandardCharsets.UTF_8)
                        + "{\"row\":2,\"sha256\":\"zz\",\"response\":{}}\n"
                        + "{\"row\":3,\"sha2\n\n[]\nnull\n"
                        + new String(answer(4), StandardCharsets.UTF_8);
        Files.writeString(path(), lines);

        try (ProgressFile file = ProgressFile.open(path())) {
            assertThat(file.known().takeAnswer(key(1))).isZero();
            assertThat(file.line(file.known().takeAnswer(key(4)))).isEqualTo(withoutEnd(answer(4)));
        }
    }

    @Test
    void manyThreadsWriteTogether() throws Exception {
        int threads = 8;
        int each = 200;
        CountDownLatch written = new CountDownLatch(threads * each);
        ExecutorService pool = Executors.newFixedThreadPool(threads);
        try (ProgressFile file = ProgressFile.open(path())) {
            for (int t = 0; t < threads; t++) {
                int from = t * each;
                pool.execute(
                        () -> {
                            for (int i = from; i < from + each; i++) {
                                write(file, i, written);
                            }
                        });
            }
            assertThat(written.await(60, TimeUnit.SECONDS)).isTrue();
        } finally {
            pool.shutdown();
        }

        try (ProgressFile file = ProgressFile.open(path())) {
            for (int i = 0; i < threads * each; i++) {
                long place = file.known().takeAnswer(key(i));
                assertThat(file.line(place)).isEqualTo(withoutEnd(answer(i)));
            }
        }
    }

    private static void write(ProgressFile file, int number, CountDownLatch written) {
        try {
            file.append(answer(number), place -> written.countDown());
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    /** Java closes the channel of an interrupted thread, for all the others. */
    @Test
    void aThreadThatIsInterruptedClosesTheFileForNobodyElse() throws IOException {
        try (ProgressFile file = ProgressFile.open(path())) {
            append(file, answer(1));
            Thread.currentThread().interrupt();
            assertThatThrownBy(() -> append(file, answer(2)))
                    .isInstanceOf(ClosedByInterruptException.class);
            assertThat(Thread.interrupted()).isTrue();

            file.flush();
            append(file, answer(3));

            assertThat(file.isStuck()).isFalse();
        }
        try (ProgressFile file = ProgressFile.open(path())) {
            for (int number = 1; number <= 3; number++) {
                assertThat(file.known().takeAnswer(key(number))).isNotEqualTo(Places.NONE);
            }
        }
    }

    @Test
    void rowsThatAreEqualHaveOneAnswerEach() {
        int equal = 50_000;
        KeyTable table = new KeyTable();
        for (int i = 0; i < equal; i++) {
            table.add(7, i);
        }
        for (int i = 0; i < equal; i++) {
            assertThat(table.take(7)).isNotEqualTo(Places.NONE);
        }
        assertThat(table.take(7)).isEqualTo(Places.NONE);
    }

    @Test
    void aTableOfKeysKeepsApartWhatItIsGiven() {
        KeyTable table = new KeyTable();
        for (long i = 0; i < 10_000; i++) {
            table.add(i * 0x100000000L, i);
        }
        for (long i = 9_999; i >= 0; i--) {
            assertThat(table.take(i * 0x100000000L)).isEqualTo(i);
        }
        table.clear();
        assertThat(table.take(0)).isEqualTo(Places.NONE);
        assertThat(table.addKey(0)).isTrue();
        assertThat(table.addKey(0)).isFalse();
    }

    @Test
    void aFileThatIsOpenedToAppendGrowsOnWhereverItIsTorn() throws IOException {
        byte[] whole;
        try (ProgressFile file = ProgressFile.open(path())) {
            append(file, answer(1));
            append(file, answer(2));
            whole = Files.readAllBytes(path());
        }
        int first = answer(1).length;

        for (int length = 0; length <= whole.length; length += 7) {
            Files.write(path(), Arrays.copyOf(whole, length));
            try (ProgressFile file = ProgressFile.openToAppend(path())) {
                assertThat(file.known().takeAnswer(key(1))).isEqualTo(Places.NONE);
                append(file, answer(3));
                file.load();
                assertThat(file.known().takeAnswer(key(1)))
                        .isEqualTo(length < first ? Places.NONE : 0);
                assertThat(file.known().takeAnswer(key(3)))
                        .isEqualTo(Files.size(path()) - answer(3).length);
            }
        }
    }

    @Test
    void theOutcomesOfABatchJobAreToldFromOthers() throws IOException {
        try (ProgressFile file = ProgressFile.open(path())) {
            append(file, ProgressLine.ofAnswer(row(1), key(1), "one", "{}"));
            append(file, answer(2));
            append(file, ProgressLine.ofWaits(row(3), key(3), "one", new KnownRows.Waits(1, 1)));
            append(
                    file,
                    ProgressLine.ofFailure(
                            row(4), key(4), "two", GeminiJson.MAPPER.createObjectNode()));
            append(file, ProgressLine.ofPlace("failed/a.csv"));
        }
        byte[] torn = ProgressLine.ofAnswer(row(5), key(5), "one", "{}");
        Files.write(path(), Arrays.copyOf(torn, torn.length - 1), StandardOpenOption.APPEND);

        assertThat(RowsOfJob.read(path(), "one"))
                .containsExactlyInAnyOrder(RowsOfJob.name(1, key(1)), RowsOfJob.name(3, key(3)));
        assertThat(RowsOfJob.read(path().resolveSibling("none"), "one")).isEmpty();
        try (ProgressFile file = ProgressFile.open(path())) {
            assertThat(file.known().takeAnswer(key(1))).isZero();
            assertThat(file.known().waits(key(3))).isEqualTo(new KnownRows.Waits(1, 1));
        }
    }

    @Test
    void aRowIsAskedInTheStandardTierUntilItsFileIsSettled() throws IOException {
        try (ProgressFile file = ProgressFile.open(path())) {
            append(file, ProgressLine.ofStandard(row(1), key(1), "one"));
            file.load();
            assertThat(file.known().isStandard(key(1))).isTrue();
            assertThat(file.known().isStandard(key(2))).isFalse();
            append(file, ProgressLine.ofSettled());
            file.load();
            assertThat(file.known().isStandard(key(1))).isFalse();
        }
    }

    @Test
    void rowsThatAskTheSameAreEachInAJob() {
        SubmittedRows rows = new SubmittedRows(true);
        rows.add(new SubmittedRow("a.progress", 1, 2, KnownRows.Waits.NONE), key("same"));
        rows.add(new SubmittedRow("a.progress", 2, 3, KnownRows.Waits.NONE), key("same"));
        rows.add(new SubmittedRow("b.progress", 1, 2, KnownRows.Waits.NONE), key("other"));

        assertThat(rows.take("a.progress", key("same"))).isTrue();
        assertThat(rows.take("a.progress", key("same"))).isTrue();
        assertThat(rows.take("a.progress", key("same"))).isFalse();
        assertThat(rows.take("a.progress", key("other"))).isFalse();
        assertThat(rows.take("b.progress", key("other"))).isTrue();
    }

    /** A power failure may leave gigabytes of zeros where lines were. */
    @Test
    void aLineThatIsTooLongIsNotKeptInMemoryAndSaysNothing() throws IOException {
        byte[] answer = answer(1);
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        bytes.writeBytes(answer);
        bytes.writeBytes(new byte[1_000_000]);
        bytes.write('\n');
        bytes.writeBytes(answer(2));
        Path file = Files.write(path(), bytes.toByteArray());

        try (LastingChannel channel = LastingChannel.open(file, Set.of(StandardOpenOption.READ))) {
            ProgressLines lines = new ProgressLines(channel, 1_000);
            KnownRows known = new KnownRows();
            lines.load(known);

            assertThat(known.takeAnswer(key(1))).isZero();
            assertThat(known.takeAnswer(key(2))).isEqualTo(answer.length + 1_000_001L);
            assertThatThrownBy(() -> lines.at(answer.length)).isInstanceOf(IOException.class);
        }
    }

    @Test
    void aLineThatIsNotAsItWasWrittenIsNoOutcome() {
        byte[] line = answer(1);
        int length = line.length - 1;
        assertThat(new String(line, LineOutcome.at(line, length), 11)).isEqualTo(",\"response\"");

        line[length - 2] = 0;
        assertThat(LineOutcome.at(line, length)).isNegative();
        assertThat(LineOutcome.at(Arrays.copyOfRange(line, 1, length), length - 1)).isNegative();
    }
}
