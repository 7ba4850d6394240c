package io.github.geminiroutes.api;

import java.util.function.Consumer;

/** One JSON array of pieces, or one object that is the only piece. */
final class JsonForm implements PieceParser.Form {

    private final Consumer<byte[]> pieces;
    private final PieceBytes piece;
    private int depth;
    private boolean isArray;
    private boolean isOver;
    private boolean isInText;
    private boolean isEscaped;

    /**
     * @param pieces gets each piece once it is whole
     * @param maxSize the largest piece in bytes
     */
    JsonForm(Consumer<byte[]> pieces, long maxSize) {
        this.pieces = pieces;
        this.piece = new PieceBytes(maxSize);
    }

    @Override
    public void read(byte[] bytes, int from, int to) {
        int start = depth > 0 ? from : -1;
        for (int i = from; i < to; i++) {
            byte b = bytes[i];
            if (depth == 0) {
                if (b == '{' && !isOver) {
                    depth = 1;
                    start = i;
                } else {
                    between(b);
                }
            } else if (isInText) {
                isInText = isEscaped || b != '"';
                isEscaped = !isEscaped && b == '\\';
            } else if (b == '"') {
                isInText = true;
            } else if (b == '{' || b == '[') {
                depth++;
            } else if (b == '}' || b == ']') {
                depth--;
                if (depth == 0) {
                    piece.add(bytes, start, i + 1);
                    start = -1;
                    isOver = !isArray;
                    pieces.accept(piece.take());
                }
            }
        }
        if (start >= 0) {
            piece.add(bytes, start, to);
        }
    }

    private void between(byte b) {
        boolean isSpace = b == ' ' || b == '\t' || b == '\r' || b == '\n';
        if (b == '[' && !isArray && !isOver) {
            isArray = true;
        } else if (b == ']' && isArray && !isOver) {
            isOver = true;
        } else if (!isSpace && (b != ',' || !isArray || isOver)) {
            throw PieceParser.malformed("The answer is no stream of JSON objects");
        }
    }

    @Override
    public long held() {
        return piece.size();
    }

    @Override
    public void end() {
        if (!isOver) {
            throw PieceParser.malformed("The answer ended within its JSON");
        }
    }
}
