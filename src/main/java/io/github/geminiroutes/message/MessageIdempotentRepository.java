package io.github.geminiroutes.message;

import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.Condition;
import java.util.concurrent.locks.ReentrantLock;
import org.apache.camel.Exchange;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Which messages are under way and which were settled lately, so that a copy is not asked a second
 * time.
 *
 * <p>A copy of a settled message is told a duplicate: its reply is out, it is only acknowledged. A
 * copy of one under way waits for it. It must not be acknowledged at once: it may be the same
 * message of the broker, delivered again after a lost connection, and would be lost with this
 * process. For the same reason a key is kept when its message is settled and not when it is begun,
 * as Camel's own file repository does.
 */
public final class MessageIdempotentRepository extends ServiceSupport
        implements IdempotentRepository {

    private static final long LOOK_MILLIS = 1_000;

    private final ReentrantLock lock = new ReentrantLock();
    private final Condition settled = lock.newCondition();
    private final Set<String> underWay = new HashSet<>();
    private SettledIds answered = new SettledIds(0, null);
    private int remembered;
    private Path file;

    /** How many settled messages are remembered. */
    public void setRemembered(int remembered) {
        this.remembered = remembered;
    }

    /** Where they are kept over a restart; empty: nowhere. */
    public void setFile(String file) {
        this.file = file.isBlank() ? null : Path.of(file.strip());
    }

    @Override
    protected void doStart() {
        lock.lock();
        try {
            answered = new SettledIds(remembered, file);
            answered.open();
        } finally {
            lock.unlock();
        }
    }

    @Override
    protected void doStop() {
        lock.lock();
        try {
            answered.close();
            settled.signalAll();
        } finally {
            lock.unlock();
        }
    }

    /**
     * Begins a message.
     *
     * @return false if it was settled before
     */
    @Override
    public boolean add(String key) {
        return add(key, false, GroupMembership.NONE);
    }

    /** The same for a message whose broker may give it to another consumer meanwhile. */
    @Override
    public boolean add(Exchange exchange, String key) {
        InFlightMessage message = InFlightMessage.of(exchange);
        return message == null ? add(key) : add(key, message.isNew(), message.membership());
    }

    private boolean add(String key, boolean isNew, GroupMembership membership) {
        AtomicBoolean isBegun = new AtomicBoolean();
        try {
            membership.await(() -> tryAdd(key, isNew, isBegun, membership));
        } catch (RuntimeException e) {
            if (isBegun.get()) {
                remove(key);
            }
            throw e;
        }
        return isBegun.get();
    }

    /**
     * Begins a message, or waits a while for the one that it is a copy of.
     *
     * @param isNew whether one that was settled is another message of the same key
     * @param isBegun is set where it begins
     * @param membership gives way while it waits: another consumer asks that one
     * @return whether it begins, or was settled before
     */
    private boolean tryAdd(
            String key, boolean isNew, AtomicBoolean isBegun, GroupMembership membership) {
        lock.lock();
        try {
            if (!isNew && answered.contains(key)) {
                return true;
            }
            if (underWay.add(key)) {
                isBegun.set(true);
                membership.endGivingWay();
                return true;
            }
            if (!isRunAllowed()) {
                throw new RuntimeCamelException("The program stops: the copy stays unread");
            }
            membership.giveWay();
            settled.await(LOOK_MILLIS, TimeUnit.MILLISECONDS);
            return false;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RuntimeCamelException(e);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public boolean contains(String key) {
        lock.lock();
        try {
            return answered.contains(key);
        } finally {
            lock.unlock();
        }
    }

    /** The message's reply, or its dead letter, is out. */
    @Override
    public boolean confirm(String key) {
        lock.lock();
        try {
            answered.add(key);
            settled.signalAll();
            return underWay.remove(key);
        } finally {
            lock.unlock();
        }
    }

    /** The message was given back: it is as if it had never come. */
    @Override
    public boolean remove(String key) {
        lock.lock();
        try {
            settled.signalAll();
            return underWay.remove(key);
        } finally {
            lock.unlock();
        }
    }

    @Override
    public void clear() {
        lock.lock();
        try {
            answered.close();
            answered = new SettledIds(remembered, null);
        } finally {
            lock.unlock();
        }
    }
}
