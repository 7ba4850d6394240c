package io.github.geminiroutes.app;

import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/**
 * Ends the JVM once the launcher that waits for it is gone, as after SIGKILL: nobody would use what
 * it makes.
 */
final class LauncherWatch {

    private final long launcher;
    private final Runnable end;
    private final ScheduledExecutorService looks =
            Executors.newSingleThreadScheduledExecutor(LauncherWatch::thread);

    private LauncherWatch(long launcher, Runnable end) {
        this.launcher = launcher;
        this.end = end;
    }

    /**
     * Watches the process that has started this one.
     *
     * @param launcher its id
     * @param end what is done once it is gone, in a thread of the watch
     */
    static void start(long launcher, Runnable end) {
        LauncherWatch watch = new LauncherWatch(launcher, end);
        watch.looks.scheduleWithFixedDelay(watch::look, 0, 1, TimeUnit.SECONDS);
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "launcher");
        thread.setDaemon(true);
        return thread;
    }

    /** A process whose parent has ended is that of another one from then on. */
    private void look() {
        boolean isGone =
                ProcessHandle.current()
                        .parent()
                        .map(parent -> parent.pid() != launcher)
                        .orElse(true);
        if (isGone) {
            looks.shutdown();
            end.run();
        }
    }
}
