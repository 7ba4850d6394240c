package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.CachedContents;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.RejectedExecutionException;
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

    private final CamelContext context;
    private final GeminiClient client;
    private final LazyThreadPool threads;
    private final LastTrouble trouble = new LastTrouble();
    private ContextCaches caches;

    ContextCacheThreads(CamelContext context, GeminiClient client) {
        this.context = context;
        this.client = client;
        this.threads =
                new LazyThreadPool(
                        context, "gemini-context-cache", MOST_AT_A_TIME, this::tidy, TIDY_SECONDS);
    }

    /**
     * @throws RejectedExecutionException if the program stops
     */
    void execute(Runnable task) {
        threads.execute(task);
    }

    /** Begins, where an earlier run has left a cache. */
    void start() {
        threads.open();
        Path left = journal();
        if (left != null && Files.exists(left)) {
            threads.begin();
        }
    }

    /** Beside the list of uploaded files; null for nowhere. */
    private Path journal() {
        Path files = UploadSettings.of(context).stateFile();
        return files == null ? null : files.resolveSibling("context-caches");
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
                            new CachedContents(UnbilledCalls.of(client), client.clock()),
                            new CacheCosts(
                                    client.prices(), client.dailyBudget(), client.taskBudgets()),
                            ContextCacheJournal.open(journal()),
                            client.server.toString(),
                            client.maxRequestSize,
                            client.clock());
        }
        return caches;
    }

    private void tidy() {
        try {
            if (UnbilledCalls.arePossible(client)) {
                caches().tidy();
            }
            trouble.end();
        } catch (IOException | RuntimeException e) {
            String reason = String.valueOf(e.getMessage());
            if (trouble.tryNote(reason)) {
                LOG.warn(
                        "Caches at Google cannot be extended or deleted now, and are later: {}",
                        reason);
            }
        }
    }

    /** Deletes the caches, as far as that is possible within a few seconds. */
    void stop() throws InterruptedException {
        Set<String> reasons = ConcurrentHashMap.newKeySet();
        threads.stop(() -> ends(reasons));
        ContextCaches known = known();
        int left = known == null ? 0 : known.atGoogle();
        if (left > 0 || !reasons.isEmpty()) {
            LOG.warn(
                    "{} caches are left at Google, for 10 minutes at most{}",
                    left,
                    reasons.isEmpty() ? "" : ": " + reasons.iterator().next());
        }
    }

    private synchronized ContextCaches known() {
        return caches;
    }

    private List<Runnable> ends(Set<String> reasons) {
        try {
            return UnbilledCalls.arePossible(client)
                    ? caches().endAll().stream().map(part -> end(part, reasons)).toList()
                    : List.of();
        } catch (IOException e) {
            reasons.add(e.toString());
            return List.of();
        }
    }

    private static Runnable end(ContextCacheCleaner.Part part, Set<String> reasons) {
        return () -> {
            try {
                part.run();
            } catch (IOException | RuntimeException e) {
                reasons.add(String.valueOf(e.getMessage()));
            }
        };
    }
}
