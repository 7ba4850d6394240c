package io.github.geminiroutes.api;

import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;

/** A stream that watches what is read from it: each byte passes one method, single ones, too. */
abstract class WatchedStream extends FilterInputStream {

    WatchedStream(InputStream in) {
        super(in);
    }

    @Override
    public final int read() throws IOException {
        byte[] one = new byte[1];
        return read(one, 0, 1) < 0 ? -1 : one[0] & 0xff;
    }

    @Override
    public abstract int read(byte[] bytes, int offset, int length) throws IOException;
}
