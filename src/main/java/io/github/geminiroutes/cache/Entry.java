package io.github.geminiroutes.cache;

import io.github.geminiroutes.support.Sha256;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Arrays;

/**
 * The content of a file of the cache: a line with the key, the time and the digest of what follows,
 * then the answer. A killed process, a full disk and a power failure leave files that do not fit
 * their line.
 *
 * @param answeredAt when the answer came
 * @param answer the response as it came
 */
record Entry(Instant answeredAt, byte[] answer) {

    private static final String MAGIC = "gemini-answer-1";
    private static final int LONGEST_LINE = 256;

    byte[] write(String key) {
        byte[] line =
                (MAGIC
                                + ' '
                                + key
                                + ' '
                                + answeredAt.toEpochMilli()
                                + ' '
                                + Sha256.hex(answer)
                                + '\n')
                        .getBytes(StandardCharsets.US_ASCII);
        byte[] file = Arrays.copyOf(line, line.length + answer.length);
        System.arraycopy(answer, 0, file, line.length, answer.length);
        return file;
    }

    /** Null if the content is not whole, or is that of another key. */
    static Entry read(String key, byte[] file) {
        int end = 0;
        while (end < file.length && file[end] != '\n') {
            if (++end > LONGEST_LINE) {
                return null;
            }
        }
        String[] words = new String(file, 0, end, StandardCharsets.US_ASCII).split(" ", -1);
        if (words.length != 4 || !words[0].equals(MAGIC) || !words[1].equals(key)) {
            return null;
        }
        byte[] answer = Arrays.copyOfRange(file, Math.min(file.length, end + 1), file.length);
        if (!Sha256.hex(answer).equals(words[3])) {
            return null;
        }
        try {
            return new Entry(Instant.ofEpochMilli(Long.parseLong(words[2])), answer);
        } catch (NumberFormatException | DateTimeException e) {
            return null;
        }
    }
}
