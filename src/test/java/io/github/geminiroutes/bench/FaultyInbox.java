package io.github.geminiroutes.bench;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/** Puts numbered prompts into an inbox, each as its {@link MixedFault} wants it. */
final class FaultyInbox {
    private static final int LONG = 2_000_000;
    private static final int MANY = 1_000_000;
    private static final long PAUSE_OF_A_COPY_MILLIS = 700;
    private static final long TOUCH_AFTER_MILLIS = 1_300;

    private final Path inbox;
    private final Path aside;
    private final ScheduledExecutorService timer;

    FaultyInbox(Workspace workspace, ScheduledExecutorService timer) throws IOException {
        this.inbox = workspace.settings().dataDir().resolve("inbox");
        this.aside = Files.createDirectories(workspace.settings().root().resolve("aside"));
        this.timer = timer;
    }

    static String name(int number) {
        MixedFault fault = MixedFault.of(number).orElse(null);
        if (fault == MixedFault.BROKEN_JSON || fault == MixedFault.MANY_VALUES) {
            return "prompt-%06d.json".formatted(number);
        }
        if (fault == MixedFault.TABLE) {
            return "prompt-%06d.xlsx".formatted(number);
        }
        return fault == MixedFault.CONFLICT_COPY
                ? "prompt-%06d.sync-conflict-20261126-101500-ABCDEFG.txt".formatted(number)
                : Workspace.fileName(number);
    }

    void put(int number) throws IOException, InterruptedException {
        String text = Workspace.text(number) + "\n";
        MixedFault fault =
                MixedFault.of(number).filter(MixedFault::isOfFile).orElse(MixedFault.OVERLOADED);
        Path target = inbox.resolve(name(number));
        switch (fault) {
            case EMPTY_FILE -> Files.createFile(target);
            case BROKEN_JSON -> whole(target, "{\"contents\":[{\"parts\":");
            case MANY_VALUES -> whole(target, "{\"contents\":[" + "[],".repeat(MANY) + "[]]}");
            case MISSING_ATTACHMENT ->
                    whole(target, "---\nattachments: [no-such-file.pdf]\n---\n" + text);
            case SLOW_COPY -> copySlowly(target, text);
            case TOUCHED -> {
                whole(target, text);
                later(TOUCH_AFTER_MILLIS, () -> touch(target));
            }
            case LONG_TEXT -> whole(target, text + "x".repeat(LONG));
            case LINK -> Files.createSymbolicLink(target, Path.of("/etc/hostname"));
            case PIPE -> new ProcessBuilder("mkfifo", target.toString()).start().waitFor();
            default -> whole(target, text);
        }
    }

    private void whole(Path target, String content) throws IOException {
        Path file = aside.resolve("whole");
        Files.writeString(file, content);
        Files.setLastModifiedTime(file, FileTime.from(Instant.now().minus(Duration.ofMinutes(1))));
        Files.move(file, target, StandardCopyOption.ATOMIC_MOVE);
    }

    private void copySlowly(Path target, String text) throws IOException {
        int half = text.length() / 2;
        Files.writeString(target, text.substring(0, half));
        later(
                PAUSE_OF_A_COPY_MILLIS,
                () -> Files.writeString(target, text.substring(half), StandardOpenOption.APPEND));
    }

    private static void touch(Path file) throws IOException {
        if (Files.exists(file)) {
            Files.setLastModifiedTime(file, FileTime.from(Instant.now()));
        }
    }

    private interface Work {
        void run() throws IOException;
    }

    private void later(long millis, Work work) {
        timer.schedule(
                () -> {
                    try {
                        work.run();
                    } catch (IOException e) {
                        throw new UncheckedIOException(e);
                    }
                },
                millis,
                TimeUnit.MILLISECONDS);
    }
}
