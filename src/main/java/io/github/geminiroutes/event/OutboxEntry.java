package io.github.geminiroutes.event;

import java.io.IOException;

/**
 * Where an event lies: in a segment, or in memory where the disk refused it.
 *
 * @param number its place in the order of all events
 * @param subject what it is about
 * @param segment null for one in memory
 * @param offset of its state in the segment
 * @param length of its JSON in bytes
 * @param json null for one in a segment
 */
record OutboxEntry(
        long number, String subject, OutboxSegment segment, long offset, int length, byte[] json) {

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
