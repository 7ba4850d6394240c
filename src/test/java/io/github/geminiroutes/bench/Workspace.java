package io.github.geminiroutes.bench;

import io.github.geminiroutes.testing.ProgramSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.IntFunction;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/**
 * The directories of one run, filled with prompts. They are removed after the last run only: ext4
 * looks for a free inode past those that were deleted a moment ago, one by one, and a run after a
 * removal would pay for it.
 */
final class Workspace {
    private static final Queue<Path> USED = new ConcurrentLinkedQueue<>();

    private final ProgramSettings settings;
    private final Path inbox;

    Workspace() throws IOException {
        settings = new ProgramSettings(Files.createTempDirectory("gemini-routes-bench"));
        USED.add(settings.root());
        inbox = Files.createDirectories(settings.dataDir().resolve("inbox"));
    }

    /** Their time lies in the past, so that nobody waits to see whether they still grow. */
    void writePrompts(int count) throws IOException {
        writePrompts(IntStream.range(0, count), number -> text(number) + "\n");
    }

    /**
     * @param content of the file; the prompt in it must begin with the line {@link #text}
     */
    void writePrompts(IntStream numbers, IntFunction<String> content) throws IOException {
        FileTime aMinuteAgo = FileTime.from(Instant.now().minus(Duration.ofMinutes(1)));
        for (int number : numbers.toArray()) {
            // Written beside, as the program may be at work already.
            Path whole = settings.root().resolve("whole");
            Files.writeString(whole, content.apply(number));
            Files.setLastModifiedTime(whole, aMinuteAgo);
            Files.move(whole, inbox.resolve(fileName(number)), StandardCopyOption.ATOMIC_MOVE);
        }
    }

    /** A prompt for a certain model. */
    static String forModel(String model, int number) {
        return "---\nmodel: %s\n---\n%s\n".formatted(model, text(number));
    }

    static String fileName(int number) {
        return "prompt-%06d.txt".formatted(number);
    }

    /** About 60 bytes; the number tells the prompts apart. */
    static String text(int number) {
        return "Prompt %06d: name a river that is about %d km long.".formatted(number, number);
    }

    static List<Integer> numbers(int count) {
        return IntStream.range(0, count).boxed().toList();
    }

    ProgramSettings settings() {
        return settings;
    }

    Path outbox() {
        return settings.dataDir().resolve("outbox");
    }

    Path answer(int number) {
        return outbox().resolve(fileName(number) + ".response.md");
    }

    Path record(int number) {
        return outbox().resolve(fileName(number) + ".record.json");
    }

    Path done(int number) {
        return settings.dataDir().resolve("done").resolve(fileName(number));
    }

    Path parked(int number) {
        return settings.dataDir().resolve("parked").resolve(fileName(number));
    }

    Path output() {
        return settings.root().resolve("program.log");
    }

    /** Another directory that goes when those of the runs go. */
    static void removeLater(Path directory) {
        USED.add(directory);
    }

    /** Removes the directories of all runs. */
    static void removeAll() throws IOException {
        for (Path root : USED) {
            try (Stream<Path> all = Files.walk(root)) {
                for (Path path : all.sorted(Comparator.reverseOrder()).toList()) {
                    Files.deleteIfExists(path);
                }
            }
        }
    }
}
