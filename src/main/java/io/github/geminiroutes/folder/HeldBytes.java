package io.github.geminiroutes.folder;

import io.github.geminiroutes.support.JsonWeight;
import java.util.HashMap;
import java.util.Map;
import java.util.concurrent.TimeUnit;

/** The memory that the prompts and tables in flight hold, by their names. Thread-safe. */
final class HeldBytes {

    /** A row that is read, its cells, and the request of the row before. */
    private static final int TIMES_OF_ROW = 3;

    private final Map<String, Long> held = new HashMap<>();
    private final Map<String, Long> tables = new HashMap<>();
    private final long memory;
    private final long longestRequest;
    private long used;

    /**
     * @param memory how many bytes all of them may take; one prompt may take more, alone
     * @param longestRequest in bytes: what is larger is not in memory as a whole
     */
    HeldBytes(long memory, long longestRequest) {
        this.memory = memory;
        this.longestRequest = longestRequest;
    }

    /**
     * Takes memory for a prompt, or changes what it has, if there is room in time.
     *
     * @param bytes the size of the prompt with its attachments
     * @param tree what its tree weighs beyond its text, in bytes of text
     */
    synchronized boolean tryHold(String prompt, long bytes, long tree, long millis)
            throws InterruptedException {
        long wanted = wanted(bytes) + tree * JsonWeight.PER_BYTE;
        long deadline = System.nanoTime() + TimeUnit.MILLISECONDS.toNanos(millis);
        while (!isRoom(wanted, held.getOrDefault(prompt, 0L))) {
            long left = TimeUnit.NANOSECONDS.toMillis(deadline - System.nanoTime());
            if (left <= 0) {
                return false;
            }
            wait(left);
        }
        Long before = held.put(prompt, wanted);
        used += wanted - (before == null ? 0 : before);
        return true;
    }

    /** Has a prompt that is held take more memory, if it needs more and there is room. */
    synchronized boolean tryHoldMore(String prompt, long bytes) {
        long wanted = wanted(bytes);
        long more = Math.max(0, wanted - held.getOrDefault(prompt, 0L));
        boolean isRoom = more == 0 || isRoom(wanted, wanted - more);
        if (isRoom && more > 0) {
            held.merge(prompt, more, Long::sum);
            used += more;
        }
        return isRoom;
    }

    /** Whether a prompt of which nothing is held would find the memory that it needs. */
    synchronized boolean hasRoom(long bytes) {
        return isRoom(wanted(bytes), 0);
    }

    /**
     * How many bytes a table takes for its longest row, which is read while the one before is
     * asked: as far as that may be half of all.
     */
    long ofRow(long bytes) {
        return Math.min(
                memory / 2 / JsonWeight.PER_BYTE, TIMES_OF_ROW * Math.min(bytes, longestRequest));
    }

    /**
     * Whether a table may take so much for its row. Tables have three quarters at most: prompts and
     * smaller tables go on beside them for hours.
     */
    synchronized boolean isOpenToTable(long row) {
        long all = tables.values().stream().mapToLong(Long::longValue).sum() + row;
        return tables.isEmpty() || all * JsonWeight.PER_BYTE <= memory / 4 * 3;
    }

    /** Notes that what is held is of a table. */
    synchronized void addTable(String table, long row) {
        tables.put(table, row);
    }

    /** Gives back what a prompt or a table holds, if anything. */
    synchronized void release(String prompt) {
        tables.remove(prompt);
        Long memoryOfIt = held.remove(prompt);
        if (memoryOfIt != null) {
            used -= memoryOfIt;
            notifyAll();
        }
    }

    private long wanted(long bytes) {
        return Math.min(bytes, longestRequest) * JsonWeight.PER_BYTE;
    }

    /** A prompt that is alone has room, however large it is. */
    private boolean isRoom(long wanted, long own) {
        long others = used - own;
        return wanted <= own || others == 0 || others + wanted <= memory;
    }
}
