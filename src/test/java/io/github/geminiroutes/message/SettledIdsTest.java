package io.github.geminiroutes.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import io.github.geminiroutes.testing.Pipes;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SettledIdsTest {

    @TempDir Path directory;

    private SettledIds open(int most) {
        SettledIds ids = new SettledIds(most, directory.resolve("ids"));
        ids.open();
        return ids;
    }

    private static String key(int number) {
        return MessageKey.of("test", "" + number);
    }

    @Test
    void outliveTheProcess() {
        open(10).add(key(1)); // and killed: not closed

        SettledIds next = open(10);

        assertThat(next.contains(key(1))).isTrue();
        assertThat(next.contains(key(2))).isFalse();
    }

    @Test
    void areNotReadFromAPipe() throws Exception {
        Pipes.make(directory.resolve("ids"));

        assertTimeoutPreemptively(
                Duration.ofSeconds(10), () -> assertThat(open(10).contains(key(1))).isFalse());
    }

    @Test
    void forgetTheOldest() {
        SettledIds ids = open(3);
        for (int i = 0; i < 4; i++) {
            ids.add(key(i));
        }
        ids.add(key(1)); // a copy came again: young once more
        ids.add(key(4));

        assertThat(ids.contains(key(0))).isFalse();
        assertThat(ids.contains(key(2))).isFalse();
        assertThat(ids.contains(key(1))).isTrue();
        assertThat(ids.contains(key(4))).isTrue();
    }

    @Test
    void keepTheirFileSmall() throws IOException {
        SettledIds ids = open(10);
        for (int i = 0; i < 1_000; i++) {
            ids.add(key(i));
        }

        assertThat(Files.size(directory.resolve("ids"))).isLessThanOrEqualTo(20 * 65);
        assertThat(open(10).contains(key(999))).isTrue();
        assertThat(open(10).contains(key(989))).isFalse();
    }

    @Test
    void overlookALineThatAKillCutShort() throws IOException {
        SettledIds ids = open(10);
        ids.add(key(1));
        ids.close();
        Files.writeString(
                directory.resolve("ids"), key(2).substring(0, 30), StandardOpenOption.APPEND);

        SettledIds next = open(10);
        next.add(key(3));

        SettledIds last = open(10);
        assertThat(last.contains(key(1))).isTrue();
        assertThat(last.contains(key(2))).isFalse();
        assertThat(last.contains(key(3))).isTrue();
    }

    @Test
    void goOnInMemoryWhereThereIsNoPlace() {
        SettledIds ids = new SettledIds(10, directory.resolve("missing").resolve("ids"));
        ids.open();
        ids.add(key(1));

        assertThat(ids.contains(key(1))).isTrue();
    }

    @Test
    void rememberNothingIfSoSet() {
        SettledIds ids = open(0);
        ids.add(key(1));

        assertThat(ids.contains(key(1))).isFalse();
        assertThat(directory.resolve("ids")).doesNotExist();
    }
}
