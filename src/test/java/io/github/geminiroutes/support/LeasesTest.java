package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

@DisabledOnOs(OS.WINDOWS)
class LeasesTest {

    @TempDir Path directory;

    private final AtomicLong nanos = new AtomicLong();
    private FileStamp file;
    private Path locks;
    private Leases leases;
    private OpenWatch watch;

    @BeforeEach
    void holdAFile() throws IOException {
        file = FileStamp.of(Files.createFile(directory.resolve("a.txt")), false);
        locks = directory.resolve("locks");
        leases = new Leases(locks, nanos::get);
        watch = new OpenWatch(leases, nanos::get);
        hold(file);
    }

    /** Writes the list as Linux does. */
    private void hold(FileStamp held) throws IOException {
        long device = (Long) Files.getAttribute(directory, "unix:dev");
        String key = held.key().toString();
        Files.writeString(
                locks,
                """
                1: POSIX  ADVISORY  WRITE 77 fd:01:12 0 EOF
                2: LEASE  ACTIVE    WRITE 78 %02x:%02x:%s 0 EOF
                2: -> LEASE  BREAKER   READ 79 fd:01:13 0 EOF
                """
                        .formatted(
                                device >> 8 & 0xfff,
                                device & 0xff | device >> 12 & ~0xffL,
                                key.substring(key.indexOf("ino=") + 4, key.length() - 1)));
    }

    private void open(Duration time) throws IOException {
        watch.open(directory, () -> nanos.addAndGet(time.toNanos()));
    }

    @Test
    void afterASlowOpenAFileWithALeaseIsRefused() throws IOException {
        open(Duration.ofSeconds(45));

        assertThatThrownBy(() -> watch.requireUnleased(file))
                .isInstanceOf(RefusedFileException.class)
                .hasMessage("is held by another program, with a lease: end that program");
        FileStamp other = FileStamp.of(Files.createFile(directory.resolve("b.txt")), false);
        assertThatCode(() -> watch.requireUnleased(other)).doesNotThrowAnyException();
    }

    @Test
    void theListIsNotReadWithoutASuspicion() throws IOException {
        open(Duration.ofMillis(20));

        assertThat(watch.areLeasesSuspected()).isFalse();
        assertThatCode(() -> watch.requireUnleased(file)).doesNotThrowAnyException();
    }

    @Test
    void aLeaseThatEndsIsForgottenAndTheSuspicionTenMinutesLater() throws IOException {
        open(Duration.ofSeconds(2));
        Files.writeString(locks, "");

        assertThat(leases.isHeld(file)).isFalse();
        assertThat(leases.areSuspected()).isTrue();
        nanos.addAndGet(Duration.ofMinutes(11).toNanos());
        assertThat(leases.isHeld(file)).isFalse();
        assertThat(leases.areSuspected()).isFalse();
    }

    @Test
    void aSystemWithoutAListHasNoLeases() throws IOException {
        Files.delete(locks);
        open(Duration.ofSeconds(2));

        assertThat(leases.isHeld(file)).isFalse();
    }
}
