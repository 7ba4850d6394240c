package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.CachedContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Executors;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The threads on which caches at Google are made and looked after. They and the caches are made at
 * the first need; a start does no more than look whether an earlier run has left one.
 */
final class ContextCacheThreads {

    private static final Logger LOG = LoggerFactory.getLogger(ContextCacheThreads.class);

    private static final int MOST_AT_A_TIME = 2;
    private static final long TIDY_SECONDS = 15;
    private static final long END_SECONDS = 5;

    private final CamelContext context;
    private final GeminiClient client;
    private ScheduledExecutorService threads;
    private ContextCaches caches;
    private boolean isStopped;

    ContextCacheThreads(CamelContext context, GeminiClient client) {
        this.context = context;
        this.client = client;
    }

    /**
     * @throws RejectedExecutionException if the program stops
     */
    void execute(Runnable task) {
        threads().execute(task);
    }

    /** Begins, where an earlier run has left a cache. */
    void start() {
        synchronized (this) {
            isStopped = false;
        }
        Path left = journal();
        if (left != null && Files.exists(left)) {
            threads();
        }
    }

    /** Beside the list of uploaded files; null for nowhere. */
    private Path journal() {
        Path files = UploadSettings.of(context).stateFile();
        return files == null ? null : files.resolveSibling("context-caches");
    }

    /** Made at the first need. */
    private synchronized ScheduledExecutorService threads() {
        if (isStopped) {
            throw new RejectedExecutionException("The program stops");
        }
        if (threads == null) {
            threads =
                    context.getExecutorServiceManager()
                            .newScheduledThreadPool(this, "gemini-context-cache", MOST_AT_A_TIME);
            threads.scheduleWithFixedDelay(
                    this::tidy, TIDY_SECONDS, TIDY_SECONDS, TimeUnit.SECONDS);
        }
        return threads;
    }

    /**
     * The caches.
     *
     * @throws IOException if the list of those made cannot be read
     */
    synchronized ContextCaches caches() throws IOException {
        if (caches == null) {
            caches =
                    new ContextCaches(
                            new CachedContents(FreeCalls.of(client), client.clock()),
                            new CacheCosts(client.prices(), client.dailyBudget()),
                            ContextCacheJournal.open(journal()),
                            client.server.toString(),
                            client.maxRequestSize,
                            client.clock());
        }
        return caches;
    }

    private void tidy() {
        try {
            if (FreeCalls.arePossible(client)) {
                caches().tidy();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Caches at Google cannot be looked after now: {}", e.getMessage());
        }
    }

    /** Deletes the caches, as far as that is possible at once. */
    void stop() throws InterruptedException {
        ScheduledExecutorService known;
        synchronized (this) {
            isStopped = true;
            known = threads;
            threads = null;
        }
        if (known != null) {
            context.getExecutorServiceManager().shutdownNow(known);
            var last = Executors.newSingleThreadExecutor(ContextCacheThreads::daemon);
            last.execute(this::deleteAll);
            last.shutdown();
            last.awaitTermination(END_SECONDS, TimeUnit.SECONDS);
        }
    }

    private void deleteAll() {
        try {
            if (FreeCalls.arePossible(client)) {
                caches().deleteAll();
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("Caches are left at Google, for 10 minutes at most: {}", e.getMessage());
        }
    }

    private static Thread daemon(Runnable task) {
        Thread thread = new Thread(task, "gemini-context-cache-end");
        thread.setDaemon(true);
        return thread;
    }
}
