package io.github.geminiroutes.message;

import java.time.Duration;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import org.apache.camel.RuntimeCamelException;

/**
 * The place of a held message's consumer among the others of its group. A Kafka consumer that waits
 * with its message answers no other: a process that joins would wait as long, and all others with
 * it. By itself it is that of a broker which gives each message to any consumer that is free.
 */
interface GroupMembership {

    /** A rebalance of the group is over soon. */
    Duration SOON = Duration.ofMillis(100);

    /** Whose the message is. */
    enum Standing {
        MINE,
        /** The group is sharing its partitions out anew: not known yet. */
        OPEN,
        /** Another consumer's, which asks it. */
        LOST
    }

    /** Of a broker that knows no group. */
    GroupMembership NONE = new GroupMembership() {};

    /** Takes part, while paused, in what the group does. */
    default Standing poll() {
        return Standing.MINE;
    }

    /** The message is held: no further one is taken. */
    default void pause() {}

    /** The message is held no longer. */
    default void resume() {}

    /**
     * The message waits after an attempt in vain, for a model that fails, or for the one that it is
     * a copy of: where its broker allows it, another consumer takes others in its place.
     */
    default void giveWay() {}

    /** The message waits for no model any more; may come again, and without the former. */
    default void endGivingWay() {}

    /**
     * Waits before a message is taken, and takes part in what the group does meanwhile. The message
     * that is waited for may be held, and goes on only once the group is whole.
     *
     * @param look waits a short while, and tells whether the wait is over; it is not asked again
     *     then
     * @throws RuntimeCamelException if the message is another consumer's by then
     */
    default void await(BooleanSupplier look) {
        boolean isOver = look.getAsBoolean();
        if (isOver) {
            return;
        }
        pause();
        do {
            if (isOver) {
                LockSupport.parkNanos(SOON.toNanos());
            } else {
                isOver = look.getAsBoolean();
            }
        } while (!isMine() || !isOver);
        resume();
    }

    private boolean isMine() {
        Standing standing = poll();
        if (standing == Standing.LOST) {
            throw lost();
        }
        return standing == Standing.MINE;
    }

    /** What ends a message that another consumer has now. */
    static RuntimeCamelException lost() {
        return new RuntimeCamelException(
                "The message was held, and belongs to another consumer since its group has"
                        + " changed");
    }
}
