package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import java.nio.file.Path;
import java.time.Duration;
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

    /** What is looked at by itself, 64 MB, and the young generation beside it. */
    private static final int MOST_WITH_LIMIT = 100;

    /**
     * Makes garbage in lists of 16 MB, and prints how much of the heap stays in use after them. A
     * collection that is asked for begins late on a busy machine, so it waits for one.
     */
    static final class Lists {

        private static final int ROUNDS = 3;
        private static final int LISTS = 20;

        public static void main(String[] arguments) {
            boolean isLimited = arguments.length > 0;
            if (isLimited) {
                HeapGrowth.limit();
            }
            long largest = 0;
            for (int round = 0; round < ROUNDS; round++) {
                for (int list = 0; list < LISTS; list++) {
                    makeList();
                }
                if (isLimited) {
                    await().atMost(Duration.ofSeconds(15))
                            .until(() -> usedMegabytes() < MOST_WITH_LIMIT);
                }
                largest = Math.max(largest, usedMegabytes());
            }
            System.out.println(largest);
        }

        private static void makeList() {
            List<byte[]> names = new ArrayList<>();
            for (int name = 0; name < 100_000; name++) {
                names.add(new byte[144]);
            }
        }

        private static long usedMegabytes() {
            Runtime runtime = Runtime.getRuntime();
            return (runtime.totalMemory() - runtime.freeMemory()) / MEGABYTE;
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
        assertThat(megabytesInUse("limited")).as("limited").isLessThan(MOST_WITH_LIMIT);
    }
}
