package io.github.geminiroutes.support;

import java.io.Closeable;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileAttribute;
import java.util.Set;

/**
 * The channel of a file that many threads use. Java closes a channel while a thread uses it that is
 * interrupted, as by a stop: for this thread the use fails, and the next one gets the file opened
 * again. Thread-safe.
 */
public final class LastingChannel implements Closeable {

    private final Path path;
    private FileChannel channel;
    private boolean isClosed;

    private LastingChannel(Path path, FileChannel channel) {
        this.path = path;
        this.channel = channel;
    }

    /**
     * Opens a file.
     *
     * @throws IOException if it cannot be opened, or made
     */
    public static LastingChannel open(
            Path path, Set<? extends OpenOption> options, FileAttribute<?>... attributes)
            throws IOException {
        return new LastingChannel(path, FileChannel.open(path, options, attributes));
    }

    /**
     * The channel, for one use.
     *
     * @throws IOException if the file cannot be opened again
     */
    public synchronized FileChannel get() throws IOException {
        if (!channel.isOpen() && !isClosed) {
            channel = FileChannel.open(path, StandardOpenOption.READ, StandardOpenOption.WRITE);
        }
        return channel;
    }

    @Override
    public synchronized void close() throws IOException {
        isClosed = true;
        channel.close();
    }
}
