package io.github.geminiroutes.diagnostics.system;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/**
 * How many more files a file system can hold. Java has no API for it, so this runs {@code stat -f}
 * of GNU or BusyBox.
 */
class Inodes {

    private static final long LIMIT_SECONDS = 2;

    /** Free and total; file systems without a fixed number report 0 of 0. */
    record Count(double free, double total) {}

    /** The counts by directory; a directory without a known count is left out. */
    Map<Path, Count> of(List<Path> directories) {
        Map<Path, Count> counts = new HashMap<>();
        if (directories.isEmpty()) {
            return counts;
        }
        List<String> command = new ArrayList<>(List.of("stat", "-f", "-c", "%d %c", "--"));
        directories.forEach(directory -> command.add(directory.toString()));
        Process process = null;
        try {
            process = new ProcessBuilder(command).redirectErrorStream(true).start();
            process.getOutputStream().close();
            // The few bytes per line fit into the pipe, so the process ends before it is read.
            if (process.waitFor(LIMIT_SECONDS, TimeUnit.SECONDS) && process.exitValue() == 0) {
                byte[] lines = process.getInputStream().readAllBytes();
                counts.putAll(counts(directories, new String(lines, StandardCharsets.US_ASCII)));
            }
        } catch (IOException | NumberFormatException e) {
            // No such program, or another one of that name: the counts stay unknown.
            counts.clear();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            if (process != null) {
                process.destroyForcibly();
            }
        }
        return counts;
    }

    /** One line for each directory, in their order. */
    private static Map<Path, Count> counts(List<Path> directories, String text) {
        Map<Path, Count> counts = new HashMap<>();
        String[] lines = text.split("\n");
        for (int i = 0; i < directories.size() && i < lines.length; i++) {
            String[] pair = lines[i].split(" ");
            counts.put(
                    directories.get(i),
                    new Count(Double.parseDouble(pair[0]), Double.parseDouble(pair[1])));
        }
        return counts;
    }
}
