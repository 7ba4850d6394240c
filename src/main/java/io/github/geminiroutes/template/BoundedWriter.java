package io.github.geminiroutes.template;

import java.io.Writer;

/** A text that grows in memory within the bounds of its rendering. */
final class BoundedWriter extends Writer {

    private final StringBuilder text = new StringBuilder();
    private final Rendering rendering;

    BoundedWriter(Rendering rendering) {
        this.rendering = rendering;
    }

    @Override
    public void write(char[] buffer, int offset, int length) {
        rendering.write(length);
        text.append(buffer, offset, length);
    }

    @Override
    public void write(String string, int offset, int length) {
        rendering.write(length);
        text.append(string, offset, offset + length);
    }

    int length() {
        return text.length();
    }

    @Override
    public void flush() {
        // In memory: there is nothing to flush.
    }

    @Override
    public void close() {
        // In memory: there is nothing to close.
    }

    @Override
    public String toString() {
        return text.toString();
    }
}
