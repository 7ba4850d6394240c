package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** A JVM of its own, as the launcher starts it: lists of the inbox that outlive a collection. */
@Tag("process")
@Timeout(60)
class HeapGrowthTest {

    private static final long MEGABYTE = 1L << 20;

    /** Makes 800 MB of garbage in lists of 16 MB, and prints how much of the heap was in use. */
    static final class Lists {

        public static void main(String[] arguments) {
            if (arguments.length > 0) {
                HeapGrowth.limit();
            }
            long largest = 0;
            for (int list = 0; list < 50; list++) {
                List<byte[]> names = new ArrayList<>();
                for (int name = 0; name < 100_000; name++) {
                    names.add(new byte[144]);
                }
                largest =
                        Math.max(
                                largest,
                                Runtime.getRuntime().totalMemory()
                                        - Runtime.getRuntime().freeMemory());
            }
            System.out.println(largest / MEGABYTE);
        }
    }

    private static int megabytesInUse(String... arguments) throws Exception {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.addAll(List.of("-XX:+UseSerialGC", "-Xms512m", "-Xmx512m", "-XX:MaxNewSize=24m"));
        command.addAll(List.of("-cp", System.getProperty("java.class.path")));
        command.add(Lists.class.getName());
        command.addAll(List.of(arguments));
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        String output = new String(process.getInputStream().readAllBytes()).strip();
        assertThat(process.waitFor()).as(output).isZero();
        return Integer.parseInt(output);
    }

    @Test
    void garbageThatOutlivedACollectionDoesNotFillTheHeap() throws Exception {
        assertThat(megabytesInUse()).as("left to the collector").isGreaterThan(200);
        // The collection that is asked for begins late on a busy machine.
        assertThat(megabytesInUse("limited")).isLessThan(190);
    }
}
