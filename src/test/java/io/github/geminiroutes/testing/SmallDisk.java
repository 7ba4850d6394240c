package io.github.geminiroutes.testing;

import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;

/**
 * A real file system of its own, in memory, that can be filled up and turned read-only. It takes
 * the right to mount: a test without it is skipped.
 */
public final class SmallDisk implements AutoCloseable {
    private static final long PATIENCE_SECONDS = 10;
    private static final int BLOCK = 4096;

    private final Path directory;

    private SmallDisk(Path directory) {
        this.directory = directory;
    }

    /** Mounts {@code kilobytes} at a new directory. */
    public static SmallDisk mount(Path directory, int kilobytes)
            throws IOException, InterruptedException {
        Files.createDirectories(directory);
        assumeThat(run("mount", "-t", "tmpfs", "-o", "size=" + kilobytes + "k", "none", directory))
                .as("this user may mount a file system: run as root on Linux")
                .isTrue();
        return new SmallDisk(directory);
    }

    /** Where it is mounted. */
    public Path directory() {
        return directory;
    }

    /** Takes all room but {@code bytes}. */
    public void fillUpTo(long bytes) throws IOException {
        long room = directory.toFile().getUsableSpace() - bytes;
        Files.write(ballast(), new byte[(int) (room / BLOCK * BLOCK)]);
    }

    /** Gives back what was filled up. */
    public void makeRoom() throws IOException {
        Files.delete(ballast());
    }

    private Path ballast() {
        return directory.resolve("ballast");
    }

    /** Refuses every change, or takes them again; waits for files that are open for writing. */
    public void readOnly(boolean on) throws IOException, InterruptedException {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!run("mount", "-o", "remount," + (on ? "ro" : "rw"), directory)) {
            if (System.nanoTime() > deadline) {
                throw new IOException("Cannot remount " + directory);
            }
        }
    }

    private static boolean run(Object... command) throws IOException, InterruptedException {
        String[] words = new String[command.length];
        for (int i = 0; i < words.length; i++) {
            words[i] = command[i].toString();
        }
        try {
            Process process =
                    new ProcessBuilder(words)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor(PATIENCE_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0;
        } catch (IOException e) {
            return false; // no such command on this machine
        }
    }

    @Override
    public void close() throws IOException {
        try {
            if (!run("umount", "-l", directory)) {
                throw new IOException("Cannot unmount " + directory);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("Interrupted while unmounting " + directory, e);
        }
    }
}
