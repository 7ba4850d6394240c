package io.github.geminiroutes.app;

import java.lang.management.ManagementFactory;
import java.lang.management.MemoryNotificationInfo;
import java.lang.management.MemoryPoolMXBean;
import java.lang.management.MemoryUsage;
import javax.management.Notification;
import javax.management.NotificationEmitter;
import javax.management.NotificationListener;

/**
 * Keeps the heap small while it holds mostly garbage. The serial collector lets the old generation
 * grow up to the maximum before it looks for garbage there, however little of it is in use. This
 * has it look each time that twice of what was in use has gathered. The maximum remains for prompts
 * that need it.
 */
final class HeapGrowth implements NotificationListener {

    /** Below this a collection gains too little. */
    private static final long LEAST_BYTES = 64L << 20;

    private static final String SERIAL_OLD_GENERATION = "Tenured Gen";

    private final MemoryPoolMXBean pool;

    private HeapGrowth(MemoryPoolMXBean pool) {
        this.pool = pool;
    }

    /** Other collectors have a measure of their own, so nothing is done for them. */
    static void limit() {
        for (MemoryPoolMXBean pool : ManagementFactory.getMemoryPoolMXBeans()) {
            if (SERIAL_OLD_GENERATION.equals(pool.getName())) {
                HeapGrowth growth = new HeapGrowth(pool);
                ((NotificationEmitter) ManagementFactory.getMemoryMXBean())
                        .addNotificationListener(growth, null, null);
                growth.expect(0);
            }
        }
    }

    @Override
    public void handleNotification(Notification notification, Object handback) {
        if (MemoryNotificationInfo.MEMORY_THRESHOLD_EXCEEDED.equals(notification.getType())) {
            System.gc();
            expect(pool.getUsage().getUsed());
        }
    }

    private void expect(long used) {
        MemoryUsage usage = pool.getUsage();
        long next = Math.max(LEAST_BYTES, 2 * used);
        // Near the maximum the collector acts by itself; 0 means no threshold.
        pool.setUsageThreshold(usage.getMax() >= 0 && next > usage.getMax() ? 0 : next);
    }
}
