package io.github.geminiroutes.batch.job;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;

/**
 * The results of a job: which line answers which prompt. Their order means nothing. A line is read
 * when it is asked for; at most one is in memory for each reader.
 */
public final class ResultFile {

    /** A line is an answer and a few words. */
    private static final int MORE = 64 * 1024;

    /**
     * Lines of nobody that are passed over: a file of gigabytes has hundreds of millions, and all
     * jobs wait while they are read.
     */
    private static final int MOST_UNKNOWN = 1_000_000;

    private static final int LARGEST_ARRAY = Integer.MAX_VALUE - 16;

    private final Path file;
    private final Map<String, Place> lines = new HashMap<>();
    private final Set<String> duplicates = new HashSet<>();
    private int unknown;
    private int last = '}';

    private record Place(long at, long size, boolean isTooLong) {}

    private ResultFile(Path file) {
        this.file = file;
    }

    /**
     * Looks through the file.
     *
     * @param keys those of the prompts; other lines count as unknown
     * @param mostBytes the largest answer
     * @return an empty one if there is no file: the job ended without results
     * @throws IOException if it cannot be read
     */
    public static ResultFile read(JobDirectory job, Set<String> keys, long mostBytes)
            throws IOException {
        ResultFile results = new ResultFile(job.results());
        if (Files.exists(job.results())) {
            results.index(keys, (int) Math.min(LARGEST_ARRAY, mostBytes + MORE));
        }
        return results;
    }

    private void index(Set<String> keys, int most) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file), MORE)) {
            long at = 0;
            ByteArrayOutputStream line = new ByteArrayOutputStream();
            long size = 0;
            for (int b = in.read(); b >= 0 && unknown < MOST_UNKNOWN; b = in.read()) {
                if (b == '\n') {
                    add(line, at, size, most, keys);
                    at += size + 1;
                    size = 0;
                    line.reset();
                } else {
                    last = b > ' ' ? b : last;
                    size++;
                    if (line.size() < most) {
                        line.write(b);
                    }
                }
            }
            add(line, at, size, most, keys);
        }
    }

    private void add(ByteArrayOutputStream line, long at, long size, int most, Set<String> keys)
            throws IOException {
        if (size == 0 || size == 1 && line.toByteArray()[0] == '\r') {
            return;
        }
        String key = ResultLine.key(line.toByteArray(), line.size());
        if (key == null && size > most) {
            key = lateKey(at, size - most);
        }
        if (key == null || !keys.contains(key)) {
            unknown++;
        } else if (lines.put(key, new Place(at, size, size > most)) != null) {
            duplicates.add(key);
        }
    }

    /** Of a line that is too long to be read, the key may come last. */
    private String lateKey(long at, long from) throws IOException {
        try (FileChannel channel = FileChannel.open(file).position(at)) {
            return ResultLine.lateKey(Channels.newInputStream(channel), from);
        }
    }

    /** Whether exactly one line answers the prompt. */
    public boolean has(String key) {
        return lines.containsKey(key) && !duplicates.contains(key);
    }

    /** Whether the last line ends as no JSON object does. */
    boolean isCut() {
        return last != '}';
    }

    /** How many prompts have exactly one line. */
    public int answers() {
        return lines.size() - duplicates.size();
    }

    /** Whether the answer is larger than it may be. */
    public boolean isTooLong(String key) {
        return lines.get(key).isTooLong;
    }

    /** How long the line is, in bytes. */
    public long size(String key) {
        return lines.get(key).size;
    }

    /** Where the line is, to read them in their order. */
    public long at(String key) {
        return lines.get(key).at;
    }

    /** The keys that more than one line has: none of these is taken. */
    public Set<String> duplicates() {
        return duplicates;
    }

    /** Lines with a key that none of the prompts has, or with none. */
    public int unknown() {
        return unknown;
    }

    /**
     * What answers the prompt, as the body of a response.
     *
     * @throws IOException if the line is cut or is no JSON object, or cannot be read
     */
    public byte[] body(String key) throws IOException {
        Place place = lines.get(key);
        return ResultLine.body(JobDirectory.part(file, place.at, (int) place.size));
    }
}
