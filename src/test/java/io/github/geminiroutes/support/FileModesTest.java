package io.github.geminiroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.DisabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Files have no more permissions than their directories. The limit is the whole JVM's. */
@Isolated
@DisabledOnOs(OS.WINDOWS)
class FileModesTest {

    private static final int ALL = 0777;

    @TempDir Path directory;

    @AfterEach
    void reset() {
        FileModes.limitTo(ALL);
    }

    @ParameterizedTest
    @CsvSource({"750, rw-r-----", "700, rw-------", "755, rw-r--r--", "000, rw-------"})
    void filesFollowTheirDirectories(String octal, String expected) throws Exception {
        FileModes.limitTo(Integer.parseInt(octal, 8));
        Path written = directory.resolve("written");
        Path created = directory.resolve("created");
        Path replaced = directory.resolve("replaced");

        AtomicFile.write(written, new byte[1]);
        AtomicFile.writeNew(created, out -> out.write(0));
        AtomicFile.replace(replaced, new byte[2]);
        AtomicFile.replace(replaced, new byte[1]);

        assertThat(replaced).hasBinaryContent(new byte[1]);
        for (Path file : new Path[] {written, created, replaced}) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo(expected);
        }
        assertThat(FileModes.text()).isEqualTo(expected);
    }

    @Test
    void theUmaskIsReadWhereThereIsOne() throws Exception {
        Path status = Files.writeString(directory.resolve("status"), "Name:\tx\nUmask:\t0027\n");

        assertThat(FileModes.umask(status)).isEqualTo(027);
        assertThat(FileModes.umask(directory.resolve("none"))).isZero();
        assertThat(FileModes.umask(Files.writeString(status, "Umask:\tx"))).isZero();
    }
}
