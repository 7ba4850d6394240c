package io.github.geminiroutes.message;

/**
 * The place of a held message's consumer among the others of its group. A Kafka consumer that waits
 * with its message answers no other: a process that joins would wait as long, and all others with
 * it.
 */
interface GroupMembership {

    /** Whose the message is. */
    enum Standing {
        MINE,
        /** The group is sharing its partitions out anew: not known yet. */
        OPEN,
        /** Another consumer's, which asks it. */
        LOST
    }

    /** Of a broker that gives each message to any consumer that is free. */
    GroupMembership NONE =
            new GroupMembership() {
                @Override
                public Standing poll() {
                    return Standing.MINE;
                }

                @Override
                public void pause() {
                    // It takes what it is given.
                }

                @Override
                public void resume() {
                    // Nothing was paused.
                }
            };

    /** Takes part, while paused, in what the group does. */
    Standing poll();

    /** The message is held: no further one is taken. */
    void pause();

    /** The message is held no longer. */
    void resume();
}
