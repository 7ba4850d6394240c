package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.CountDownLatch;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.core.layout.PatternLayout;
import org.apache.logging.log4j.message.SimpleMessage;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

class ConsoleLinesTest {

    private static final String LEFT_OUT = "lines are left out here";

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();

    private static ConsoleLines to(OutputStream target) {
        ConsoleLines console =
                ConsoleLines.of(
                        "console",
                        PatternLayout.newBuilder().setPattern("%m%n").build(),
                        new PrintStream(target, true, StandardCharsets.UTF_8));
        console.start();
        return console;
    }

    private static void log(ConsoleLines console, String message) {
        console.append(Log4jLogEvent.newBuilder().setMessage(new SimpleMessage(message)).build());
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }

    @Test
    void aLineIsThereBeforeTheThreadGoesOn() {
        ConsoleLines console = to(written);

        log(console, "one");
        assertThat(text()).isEqualTo("one" + System.lineSeparator());
        log(console, "two");
        assertThat(text().lines()).containsExactly("one", "two");
    }

    @Test
    @Timeout(30)
    void aReaderThatDoesNotReadHoldsNoThreadUp() {
        CountDownLatch reader = new CountDownLatch(1);
        ConsoleLines console =
                to(
                        new OutputStream() {
                            @Override
                            public void write(int b) {
                                write(new byte[] {(byte) b}, 0, 1);
                            }

                            @Override
                            public void write(byte[] bytes, int from, int length) {
                                try {
                                    reader.await();
                                } catch (InterruptedException e) {
                                    Thread.currentThread().interrupt();
                                }
                                written.write(bytes, from, length);
                            }
                        });

        for (int line = 0; line < 5_000; line++) {
            log(console, "line " + line);
        }
        assertThat(text()).isEmpty();

        reader.countDown();
        Awaitility.await().until(() -> text().contains(LEFT_OUT));
        assertThat(text().lines()).startsWith("line 0", "line 1").hasSizeBetween(1_001, 1_003);
        log(console, "goes on");
        assertThat(text().lines()).endsWith("goes on");
    }
}
