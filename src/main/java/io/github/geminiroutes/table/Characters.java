package io.github.geminiroutes.table;

import java.io.Closeable;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.Charset;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;

/**
 * The characters of a file in UTF-8, or in UTF-16 with a mark, in constant memory. Bytes that are
 * no character become {@link #WRONG}: only the row that they stand in cannot be asked.
 */
final class Characters implements Closeable {

    /** Stands for bytes that are no character; Unicode says that no text has it. */
    static final char WRONG = '\uFFFF';

    private static final int BYTES = 16 * 1024;
    private static final char BYTE_ORDER_MARK = '\uFEFF';

    private final InputStream in;
    private final ByteBuffer bytes = ByteBuffer.allocate(BYTES).flip();
    private final CharBuffer characters = CharBuffer.allocate(BYTES + 2).flip();
    private final CharsetDecoder decoder;
    private final boolean hasMark;
    private String again = "";
    private int againAt;
    private boolean isAtEnd;

    Characters(InputStream in) throws IOException {
        this.in = in;
        fillBytes();
        this.decoder =
                charset()
                        .newDecoder()
                        .onMalformedInput(CodingErrorAction.REPORT)
                        .onUnmappableCharacter(CodingErrorAction.REPORT);
        fill();
        this.hasMark = characters.hasRemaining() && characters.charAt(0) == BYTE_ORDER_MARK;
        if (hasMark) {
            characters.get();
        }
    }

    private Charset charset() {
        int first = bytes.limit() > 0 ? bytes.get(0) & 0xFF : -1;
        int second = bytes.limit() > 1 ? bytes.get(1) & 0xFF : -1;
        if (first == 0xFE && second == 0xFF) {
            return StandardCharsets.UTF_16BE;
        }
        return first == 0xFF && second == 0xFE ? StandardCharsets.UTF_16LE : StandardCharsets.UTF_8;
    }

    /** Whether the text begins with a byte order mark. */
    boolean hasMark() {
        return hasMark;
    }

    /** The first characters, as far as they fit into memory; none of them is read by this. */
    CharSequence head() {
        return characters.asReadOnlyBuffer();
    }

    /** The next character; -1 at the end. */
    int read() throws IOException {
        if (againAt < again.length()) {
            return again.charAt(againAt++);
        }
        if (!characters.hasRemaining() && !fill()) {
            return -1;
        }
        return characters.get();
    }

    /** Puts characters back: they are read next. */
    void unread(String text) {
        again = text + again.substring(againAt);
        againAt = 0;
    }

    private boolean fill() throws IOException {
        characters.clear();
        while (characters.position() == 0 && !(isAtEnd && !bytes.hasRemaining())) {
            CoderResult result = decoder.decode(bytes, characters, isAtEnd);
            if (result.isError()) {
                bytes.position(bytes.position() + result.length());
                characters.put(WRONG);
            } else if (result.isUnderflow()) {
                if (isAtEnd) {
                    break;
                }
                fillBytes();
            }
        }
        characters.flip();
        return characters.hasRemaining();
    }

    private void fillBytes() throws IOException {
        bytes.compact();
        while (bytes.hasRemaining()) {
            int count = in.read(bytes.array(), bytes.position(), bytes.remaining());
            if (count < 0) {
                isAtEnd = true;
                break;
            }
            bytes.position(bytes.position() + count);
        }
        bytes.flip();
    }

    @Override
    public void close() throws IOException {
        in.close();
    }
}
