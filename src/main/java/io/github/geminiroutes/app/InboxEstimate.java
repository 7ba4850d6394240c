package io.github.geminiroutes.app;

import io.github.geminiroutes.estimate.Estimate;
import io.github.geminiroutes.estimate.TokenCount;
import io.github.geminiroutes.failure.Fault;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.folder.InboxPrompts;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.support.SingleLine;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/**
 * Adds the requests of an inbox to an estimate, several at a time, and keeps none of them.
 * Documents of tasks and rows of tables are further sources of requests.
 */
final class InboxEstimate {

    private static final int MOST_TOLD = 10;
    private static final int LONGEST = 300;

    private final InboxPrompts inbox;
    private final Estimate estimate;
    private final String defaultModel;
    private final List<String> problems = new ArrayList<>();
    private long notAsked;

    InboxEstimate(InboxPrompts inbox, Estimate estimate, String defaultModel) {
        this.inbox = inbox;
        this.estimate = estimate;
        this.defaultModel = defaultModel;
    }

    /**
     * Counts all of them.
     *
     * @param most how many at a time
     * @throws GeminiException for the first fault that is not of one prompt alone
     */
    void run(TokenCount tokens, int most) throws IOException, InterruptedException {
        ExecutorService threads = Executors.newFixedThreadPool(most);
        AtomicReference<Throwable> fault = new AtomicReference<>();
        Semaphore places = new Semaphore(2 * most);
        try (Stream<String> names = inbox.names()) {
            for (Iterator<String> each = names.iterator();
                    each.hasNext() && fault.get() == null; ) {
                String name = each.next();
                places.acquire();
                threads.execute(
                        () -> {
                            try {
                                add(name, tokens);
                            } catch (RuntimeException | Error e) {
                                fault.compareAndSet(null, e);
                            } finally {
                                places.release();
                            }
                        });
            }
        } finally {
            threads.shutdown();
            if (fault.get() != null) {
                threads.shutdownNow();
            }
            threads.awaitTermination(1, TimeUnit.DAYS);
        }
        if (fault.get() instanceof Error error) {
            throw error;
        }
        if (fault.get() instanceof RuntimeException e) {
            throw e;
        }
    }

    private void add(String name, TokenCount tokens) {
        try {
            Prompt prompt = inbox.read(name);
            if (prompt != null) {
                String model = prompt.model() == null ? defaultModel : prompt.model();
                estimate.add(Estimate.Source.PROMPT, prompt, model, tokens.of(prompt, model));
            }
        } catch (InvalidPromptException e) {
            tell(name, e.getMessage());
        } catch (GeminiException e) {
            if (e.failure().kind().fault() != Fault.PROMPT) {
                throw e;
            }
            tell(name, e.failure().summary());
        }
    }

    private synchronized void tell(String name, String reason) {
        notAsked++;
        if (problems.size() < MOST_TOLD) {
            problems.add(
                    "Not counted, as it would fail: "
                            + SingleLine.quoted(name, LONGEST)
                            + ": "
                            + SingleLine.quoted(reason, LONGEST));
        }
    }

    /** What would fail without an answer, in lines for a person. */
    synchronized List<String> problems() {
        List<String> lines = new ArrayList<>(problems);
        if (notAsked > problems.size()) {
            lines.add("Not counted, as they would fail: %d more".formatted(notAsked - MOST_TOLD));
        }
        return lines;
    }
}
