package io.github.geminiroutes.table;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * The lines of a progress file, each a JSON object. A row has {@code row}, {@code sha256} and one
 * of {@code response}, {@code error}, {@code waits} and {@code lane}, and {@code job} where a batch
 * job has the outcome; the file itself has {@code marks}, {@code results}, {@code settled} or
 * {@code place}.
 */
public final class ProgressLine {

    private ProgressLine() {}

    @FunctionalInterface
    private interface Fields {

        void write(JsonGenerator json) throws IOException;
    }

    /** An answer: the response as it came, in one line. */
    public static byte[] ofAnswer(Row row, RowKey key, String response) {
        return ofAnswer(row, key, null, response);
    }

    /**
     * The same of a row of a batch job.
     *
     * @param job null if it was asked alone
     */
    public static byte[] ofAnswer(Row row, RowKey key, String job, String response) {
        return ofRow(
                row,
                key,
                job,
                json -> {
                    json.writeFieldName("response");
                    json.writeRawValue(OneLine.of(response));
                });
    }

    /** Why a row has no answer. */
    public static byte[] ofFailure(Row row, RowKey key, ObjectNode error) {
        return ofFailure(row, key, null, error);
    }

    /**
     * The same of a row of a batch job.
     *
     * @param job null if it was asked alone
     */
    public static byte[] ofFailure(Row row, RowKey key, String job, ObjectNode error) {
        return ofRow(
                row,
                key,
                job,
                json -> {
                    json.writeFieldName("error");
                    json.writeTree(error);
                });
    }

    /** How often a row was set aside. */
    public static byte[] ofWaits(Row row, RowKey key, KnownRows.Waits waits) {
        return ofWaits(row, key, null, waits);
    }

    /** That a row is asked in the standard tier, as its batch job ended without it. */
    public static byte[] ofStandard(Row row, RowKey key, String job) {
        return ofRow(row, key, job, json -> json.writeStringField("lane", "standard"));
    }

    /**
     * How often a row of a batch job was set aside.
     *
     * @param job null if it was asked alone
     */
    public static byte[] ofWaits(Row row, RowKey key, String job, KnownRows.Waits waits) {
        return ofRow(
                row,
                key,
                job,
                json -> {
                    json.writeObjectFieldStart("waits");
                    json.writeNumberField("parkings", waits.parkings());
                    json.writeNumberField("faults", waits.faults());
                    json.writeEndObject();
                });
    }

    /** The result files are about to be written with this number. */
    public static byte[] ofResults(int number) {
        return line(json -> json.writeNumberField("results", number));
    }

    /**
     * The result files are written.
     *
     * @param files what tells them from other files of their names
     */
    public static byte[] ofResults(int number, String files) {
        return line(
                json -> {
                    json.writeStringField("files", files);
                    json.writeNumberField("results", number);
                });
    }

    /** The results are written, and the file is about to be moved. */
    public static byte[] ofSettled() {
        return line(json -> json.writeBooleanField("settled", true));
    }

    /** Where the file lies now; empty if it is nowhere. */
    public static byte[] ofPlace(String place) {
        return line(json -> json.writeStringField("place", place));
    }

    /** What tells the table from others of its name. */
    public static byte[] ofMarks(TableMarks marks) {
        return line(json -> json.writeStringField("marks", marks.toString()));
    }

    private static byte[] ofRow(Row row, RowKey key, String job, Fields fields) {
        return line(
                json -> {
                    json.writeNumberField("row", row.number());
                    json.writeNumberField("line", row.line());
                    if (job != null) {
                        json.writeStringField("job", job);
                    }
                    json.writeStringField("sha256", key.sha256());
                    fields.write(json);
                });
    }

    private static byte[] line(Fields fields) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream(512);
        try (JsonGenerator json = GeminiJson.MAPPER.createGenerator(bytes)) {
            json.writeStartObject();
            fields.write(json);
            json.writeEndObject();
        } catch (IOException e) {
            throw new UncheckedIOException("writing to memory failed", e);
        }
        bytes.write('\n');
        return bytes.toByteArray();
    }

    /**
     * Notes what a line says; one that was cut, or was written by another version, says nothing.
     *
     * @param at where it stands
     */
    static void read(byte[] line, int length, long at, KnownRows known) {
        try (JsonParser json = GeminiJson.MAPPER.createParser(line, 0, length)) {
            ReadLine reading = new ReadLine();
            if (json.nextToken() == JsonToken.START_OBJECT) {
                reading.read(json);
                if (json.nextToken() == null
                        && (!reading.isOfRow() || LineOutcome.at(line, length) >= 0)) {
                    reading.note(at, known);
                }
            }
        } catch (IOException e) {
            // A kill or a full disk cut it: the row is asked again.
            return;
        }
    }
}
