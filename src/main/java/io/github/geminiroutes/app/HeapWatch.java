package io.github.geminiroutes.app;

import java.lang.management.GarbageCollectorMXBean;
import java.lang.management.ManagementFactory;
import java.util.List;
import java.util.function.LongSupplier;

/**
 * Tells a heap that is full for good: a library may take each {@link OutOfMemoryError} for a fault
 * of one request, and the program would go on without getting anything done. A heap that is full
 * only of garbage is none. Used by one thread.
 */
final class HeapWatch {

    /** A part so small is soon gone, and each collection takes long by then. */
    private static final int PART = 32;

    /** A request that needs much may be over by the next look. */
    private static final int LOOKS = 3;

    private final long most;
    private final LongSupplier free;
    private final LongSupplier collections;
    private final Runnable collect;
    private int times;

    /**
     * @param most the most bytes that the heap may have
     * @param free how many of them are free now
     * @param collections how often it has been collected
     * @param collect collects it, if the JVM is not told otherwise
     */
    HeapWatch(long most, LongSupplier free, LongSupplier collections, Runnable collect) {
        this.most = most;
        this.free = free;
        this.collections = collections;
        this.collect = collect;
    }

    /** Watches the heap of this JVM. */
    static HeapWatch ofThisJvm() {
        Runtime jvm = Runtime.getRuntime();
        List<GarbageCollectorMXBean> collectors = ManagementFactory.getGarbageCollectorMXBeans();
        return new HeapWatch(
                jvm.maxMemory(),
                () -> jvm.maxMemory() - jvm.totalMemory() + jvm.freeMemory(),
                () -> count(collectors),
                System::gc);
    }

    private static long count(List<GarbageCollectorMXBean> collectors) {
        long count = 0;
        for (GarbageCollectorMXBean collector : collectors) {
            count += collector.getCollectionCount();
        }
        return count;
    }

    /** Looks at the heap; returns whether it was full at several looks in a row. */
    boolean isFull() {
        if (!isNearlyFull()) {
            times = 0;
            return false;
        }
        long before = collections.getAsLong();
        collect.run();
        // Without a collection it may be full of garbage.
        boolean isFull = collections.getAsLong() > before && isNearlyFull();
        times = isFull ? times + 1 : 0;
        return times >= LOOKS;
    }

    private boolean isNearlyFull() {
        return free.getAsLong() < most / PART;
    }
}
