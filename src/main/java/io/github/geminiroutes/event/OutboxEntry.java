package io.github.geminiroutes.event;

import io.github.geminiroutes.support.GeminiJson;
import java.io.IOException;
import java.io.UncheckedIOException;

/**
 * Where an event lies: in a segment, or in memory where the disk refused it.
 *
 * @param number its place in the order of all events
 * @param lane in which it is delivered
 * @param subject what it is about; null if that is long, and stands in its JSON only
 * @param segment null for one in memory
 * @param offset of its state in the segment
 * @param length of its JSON in bytes
 * @param json null for one in a segment
 */
record OutboxEntry(
        long number,
        int lane,
        String subject,
        OutboxSegment segment,
        long offset,
        int length,
        byte[] json) {

    /** A path may have 4,000 characters, and a hundred thousand events may wait. */
    private static final int LONGEST_SUBJECT = 200;

    OutboxEntry {
        subject = subject.length() > LONGEST_SUBJECT ? null : subject;
    }

    /**
     * What it is about.
     *
     * @param event its JSON
     */
    String subject(byte[] event) {
        try {
            return subject == null
                    ? GeminiJson.MAPPER.readTree(event).path("subject").asText()
                    : subject;
        } catch (IOException e) {
            throw new UncheckedIOException("the program wrote this event itself", e);
        }
    }

    /** How many bytes it keeps in memory as the disk refused it. */
    int bytesInMemory() {
        return json == null ? 0 : json.length;
    }

    byte[] read() throws IOException {
        return segment == null ? json : segment.read(offset, length);
    }

    void mark(OutboxSegment.State state) throws IOException {
        if (segment != null) {
            segment.mark(offset, state);
        }
    }

    /** Its last mark is set: it needs the segment no more. */
    void end() throws IOException {
        if (segment != null) {
            segment.end(offset);
        }
    }
}
