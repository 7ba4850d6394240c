package io.github.geminiroutes.table;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import io.github.geminiroutes.support.GeminiJson;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;

/** Finds the rows whose outcome a batch job has left in a progress file. */
public final class RowsOfJob {

    /** The number of the row and the job stand at the beginning of a line. */
    private static final int BEGINNING = 512;

    private RowsOfJob() {}

    /**
     * Each by its number and what it asks, as {@link #name} has it; none if there is no such file.
     *
     * @param progress the progress file
     * @throws IOException if it cannot be read
     */
    public static Set<String> read(Path progress, String job) throws IOException {
        Set<String> rows = new HashSet<>();
        byte[] line = new byte[BEGINNING];
        int length = 0;
        try (InputStream in = new BufferedInputStream(Files.newInputStream(progress), 64 * 1024)) {
            for (int b = in.read(); b >= 0; b = in.read()) {
                if (b == '\n') {
                    String row = row(line, length, job);
                    if (row != null) {
                        rows.add(row);
                    }
                    length = 0;
                } else if (length < BEGINNING) {
                    line[length++] = (byte) b;
                }
            }
        } catch (NoSuchFileException e) {
            return rows;
        }
        return rows;
    }

    /** Names a row: one of the same number may ask something else, as a table may be edited. */
    public static String name(long number, RowKey key) {
        return number + "#" + key.sha256();
    }

    /** Null if the line is none of the job. */
    private static String row(byte[] line, int length, String job) {
        long number = 0;
        boolean isOfJob = false;
        try (JsonParser json = GeminiJson.MAPPER.createParser(line, 0, length)) {
            if (json.nextToken() != JsonToken.START_OBJECT) {
                return null;
            }
            while (json.nextToken() == JsonToken.FIELD_NAME) {
                String field = json.currentName();
                json.nextToken();
                switch (field) {
                    case "row" -> number = json.getValueAsLong();
                    case "job" -> isOfJob = job.equals(json.getText());
                    case "sha256" -> {
                        return isOfJob ? name(number, new RowKey(json.getText())) : null;
                    }
                    default -> json.skipChildren();
                }
            }
        } catch (IOException e) {
            // A line that a kill has cut is no outcome.
            return null;
        }
        return null;
    }
}
