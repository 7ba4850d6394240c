package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import javax.management.ObjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.Isolated;

/** Against the JVM the tests run in, which is left as it was. */
@Isolated
class JitModeTest {

    @TempDir Path temporary;

    @Test
    void theJvmTakesTheDirectiveAndNoFileStays() throws Exception {
        Path directory = Files.createDirectory(temporary.resolve("with a space"));
        String before = jvm("compilerDirectivesPrint");

        JitMode.prefer(directory);

        try {
            assertThat(before).doesNotContain("Exclude:true");
            assertThat(jvm("compilerDirectivesPrint")).containsOnlyOnce("Exclude:true");
            assertThat(directory).isEmptyDirectory();
        } finally {
            jvm("compilerDirectivesRemove");
        }
        assertThat(jvm("compilerDirectivesPrint")).isEqualTo(before);
    }

    @Test
    void withoutAPlaceForAFileTheJvmGoesOnAsItIs() throws Exception {
        String before = jvm("compilerDirectivesPrint");

        JitMode.prefer(temporary.resolve("missing"));

        assertThat(jvm("compilerDirectivesPrint")).isEqualTo(before);
    }

    private static String jvm(String command) throws Exception {
        return (String)
                ManagementFactory.getPlatformMBeanServer()
                        .invoke(
                                new ObjectName("com.sun.management:type=DiagnosticCommand"),
                                command,
                                new Object[] {new String[0]},
                                new String[] {String[].class.getName()});
    }
}
