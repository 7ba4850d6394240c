package io.github.geminiroutes.api;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.function.Consumer;

/**
 * Server-sent events: the lines {@code data:} of one event are one piece, other fields and comments
 * say nothing. A line ends with CR, LF or both.
 */
final class EventForm implements PieceParser.Form {

    private static final String DATA = "data";
    private static final byte[] LINE_END = {'\n'};

    /** How servers in the manner of OpenAI end a stream. */
    private static final byte[] DONE = "[DONE]".getBytes(StandardCharsets.US_ASCII);

    private final Consumer<byte[]> pieces;
    private final PieceBytes line;
    private final PieceBytes data;
    private boolean hasData;
    private boolean isAfterReturn;

    /**
     * @param pieces gets each piece once it is whole
     * @param maxSize the largest piece in bytes; a line that is longer is an error, too
     */
    EventForm(Consumer<byte[]> pieces, long maxSize) {
        this.pieces = pieces;
        this.line = new PieceBytes(maxSize);
        this.data = new PieceBytes(maxSize);
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int start = from;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (b == '\n' && isAfterReturn) {
                start = i + 1;
            } else if (b == '\n' || b == '\r') {
                line.add(bytes, start, i);
                start = i + 1;
                endLine();
            }
            isAfterReturn = b == '\r';
        }
        line.add(bytes, start, to);
    }

    private void endLine() {
        if (line.size() == 0) {
            endEvent();
            return;
        }
        int colon = DATA.length();
        boolean isNamed = line.startsWith(DATA);
        if (isNamed && (line.size() == colon || line.at(colon) == ':')) {
            if (hasData) {
                data.add(LINE_END, 0, 1);
            }
            hasData = true;
            int value = colon + 1;
            if (line.size() > value) {
                data.add(line, line.at(value) == ' ' ? value + 1 : value);
            }
        }
        line.clear();
    }

    private void endEvent() {
        if (!hasData) {
            return;
        }
        hasData = false;
        byte[] piece = data.take();
        if (piece.length > 0 && !Arrays.equals(piece, DONE)) {
            pieces.accept(piece);
        }
    }

    @Override
    public long held() {
        return line.size() + (long) data.size();
    }

    /**
     * A server may leave out the empty line after the last event; the reader of the pieces judges
     * it.
     */
    @Override
    public void end() {
        endLine();
        endEvent();
    }
}
