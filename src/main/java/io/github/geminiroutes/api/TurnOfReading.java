package io.github.geminiroutes.api;

import java.io.IOException;
import java.net.SocketAddress;
import java.nio.ByteBuffer;
import java.nio.channels.ByteChannel;
import java.util.concurrent.locks.Lock;
import org.apache.hc.core5.io.CloseMode;
import org.apache.hc.core5.reactor.Command;
import org.apache.hc.core5.reactor.IOEventHandler;
import org.apache.hc.core5.reactor.IOSession;
import org.apache.hc.core5.reactor.ssl.SSLIOSession;
import org.apache.hc.core5.util.Timeout;

/**
 * A connection that gives way to the others of its thread after some bytes. HttpCore reads small
 * chunks for as long as more of them are there, whatever room there is for them: a server that
 * sends them faster than they are read would hold its thread, and fill the memory, up to the bound
 * of its answer. What is left unread is there at the next turn.
 */
final class TurnOfReading implements IOSession {

    /** As much as the server may send before it is asked for room. */
    static final int MOST = StreamClient.WINDOW;

    private final IOSession session;
    private int left = MOST;

    private TurnOfReading(IOSession session) {
        this.session = session;
    }

    /**
     * One with TLS is read a buffer at a time by itself, and holds bytes that no event tells of.
     */
    static IOSession of(IOSession session) {
        return session instanceof SSLIOSession ? session : new TurnOfReading(session);
    }

    @Override
    public int read(ByteBuffer target) throws IOException {
        if (left <= 0) {
            return 0;
        }
        int count = session.read(target);
        left -= Math.max(0, count);
        return count;
    }

    /** The reactor calls this when there is something to read, before anything is read. */
    @Override
    public void updateReadTime() {
        left = MOST;
        session.updateReadTime();
    }

    @Override
    public int write(ByteBuffer source) throws IOException {
        return session.write(source);
    }

    @Override
    public boolean isOpen() {
        return session.isOpen();
    }

    @Override
    public String getId() {
        return session.getId();
    }

    @Override
    public IOEventHandler getHandler() {
        return session.getHandler();
    }

    @Override
    public void upgrade(IOEventHandler handler) {
        session.upgrade(handler);
    }

    @Override
    public Lock getLock() {
        return session.getLock();
    }

    @Override
    public void enqueue(Command command, Command.Priority priority) {
        session.enqueue(command, priority);
    }

    @Override
    public boolean hasCommands() {
        return session.hasCommands();
    }

    @Override
    public Command poll() {
        return session.poll();
    }

    @Override
    public ByteChannel channel() {
        return session.channel();
    }

    @Override
    public SocketAddress getRemoteAddress() {
        return session.getRemoteAddress();
    }

    @Override
    public SocketAddress getLocalAddress() {
        return session.getLocalAddress();
    }

    @Override
    public int getEventMask() {
        return session.getEventMask();
    }

    @Override
    public void setEventMask(int mask) {
        session.setEventMask(mask);
    }

    @Override
    public void setEvent(int event) {
        session.setEvent(event);
    }

    @Override
    public void clearEvent(int event) {
        session.clearEvent(event);
    }

    @Override
    public void close() {
        session.close();
    }

    @Override
    public void close(CloseMode mode) {
        session.close(mode);
    }

    @Override
    public Status getStatus() {
        return session.getStatus();
    }

    @Override
    public Timeout getSocketTimeout() {
        return session.getSocketTimeout();
    }

    @Override
    public void setSocketTimeout(Timeout timeout) {
        session.setSocketTimeout(timeout);
    }

    @Override
    public long getLastReadTime() {
        return session.getLastReadTime();
    }

    @Override
    public long getLastWriteTime() {
        return session.getLastWriteTime();
    }

    @Override
    public long getLastEventTime() {
        return session.getLastEventTime();
    }

    @Override
    public void updateWriteTime() {
        session.updateWriteTime();
    }
}
