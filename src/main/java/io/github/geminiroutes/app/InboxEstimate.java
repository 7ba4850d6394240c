package io.github.geminiroutes.app;

import io.github.geminiroutes.estimate.Estimate;
import io.github.geminiroutes.estimate.TokenCount;
import io.github.geminiroutes.failure.Fault;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.folder.InboxPrompts;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.LargeAttachments;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.SingleLine;
import io.github.geminiroutes.task.rows.InboxRequests;
import java.io.IOException;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.atomic.AtomicReference;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Adds the requests of an inbox to an estimate, several at a time, and keeps none of them: prompts,
 * documents of tasks and rows of tables.
 */
final class InboxEstimate {

    private static final int MOST_TOLD = 10;
    private static final int LONGEST = 300;

    /**
     * Larger prompts are read and counted one by one: several of them may not fit into the heap.
     */
    private static final long MOST_BESIDE = 256L * 1024;

    private final InboxPrompts inbox;
    private final Estimate estimate;
    private final String defaultModel;
    private final List<String> problems = new ArrayList<>();
    private final RequestEncoder encoder;
    private final long maxFileSize;
    private final ReentrantLock reading = new ReentrantLock();
    private final AtomicLong estimated = new AtomicLong();
    private long notAsked;

    /**
     * @param maxFileSize the largest file that is uploaded, in bytes; 0 if none is
     */
    InboxEstimate(InboxPrompts inbox, Estimate estimate, String defaultModel, long maxFileSize) {
        this.encoder = new RequestEncoder(GeminiJson.MAPPER, inbox.maxRequestSize());
        this.maxFileSize = maxFileSize;
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
        Counting counting = new Counting(tokens, threads, new Semaphore(2 * most));
        try (Stream<String> names = inbox.names()) {
            for (Iterator<String> each = names.iterator();
                    each.hasNext() && !counting.isEnough(); ) {
                String name = each.next();
                counting.add(Estimate.Source.PROMPT, name, () -> inbox.read(name));
            }
            new InboxRequests(inbox, counting).each();
        } finally {
            threads.shutdown();
            if (counting.isEnough()) {
                threads.shutdownNow();
            }
            threads.awaitTermination(1, TimeUnit.DAYS);
        }
        if (counting.fault.get() instanceof Error error) {
            throw error;
        }
        if (counting.fault.get() instanceof RuntimeException e) {
            throw e;
        }
    }

    /** Counts requests on other threads, as they come. */
    private final class Counting implements InboxRequests.Sink {

        private final AtomicReference<Throwable> fault = new AtomicReference<>();
        private final TokenCount tokens;
        private final ExecutorService threads;
        private final Semaphore places;

        Counting(TokenCount tokens, ExecutorService threads, Semaphore places) {
            this.tokens = tokens;
            this.threads = threads;
            this.places = places;
        }

        @Override
        public void document(String name, Supplier<Prompt> prompt) throws InterruptedException {
            add(Estimate.Source.DOCUMENT, name, prompt);
        }

        @Override
        public void row(String name, Supplier<Prompt> prompt) throws InterruptedException {
            add(Estimate.Source.ROW, name, prompt);
        }

        @Override
        public void refused(String name, String reason) {
            tell(name, reason);
        }

        @Override
        public boolean isEnough() {
            return fault.get() != null;
        }

        void add(Estimate.Source source, String name, Supplier<Prompt> prompt)
                throws InterruptedException {
            places.acquire();
            threads.execute(
                    () -> {
                        try {
                            count(source, name, prompt, tokens);
                        } catch (RuntimeException | Error e) {
                            fault.compareAndSet(null, e);
                        } finally {
                            places.release();
                        }
                    });
        }
    }

    private void count(
            Estimate.Source source, String name, Supplier<Prompt> made, TokenCount tokens) {
        try {
            Prompt prompt;
            reading.lock();
            try {
                prompt = made.get();
                if (prompt != null && weight(prompt) > MOST_BESIDE) {
                    add(source, prompt, tokens);
                    return;
                }
            } finally {
                reading.unlock();
            }
            if (prompt != null) {
                add(source, prompt, tokens);
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

    private static long weight(Prompt prompt) {
        long weight = prompt.weight();
        for (Attachment attachment : prompt.attachments()) {
            weight += attachment.size();
        }
        return weight;
    }

    private void add(Estimate.Source source, Prompt prompt, TokenCount tokens) {
        String model = prompt.model() == null ? defaultModel : prompt.model();
        estimate.add(source, prompt, model, count(prompt, model, tokens));
    }

    /** A file that has to be uploaded is not uploaded for this. */
    private long count(Prompt prompt, String model, TokenCount tokens) {
        if (LargeAttachments.of(prompt, inbox.maxRequestSize(), maxFileSize).isEmpty()) {
            return tokens.of(prompt, model);
        }
        estimated.incrementAndGet();
        return encoder.estimateInputTokens(prompt);
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

    /** What would fail without an answer, and what is not counted exactly, for a person. */
    synchronized List<String> problems() {
        List<String> lines = new ArrayList<>(problems);
        if (estimated.get() > 0) {
            lines.add(
                    "Estimated by kind and size, as files have to be uploaded: %d requests"
                            .formatted(estimated.get()));
        }
        if (notAsked > problems.size()) {
            lines.add("Not counted, as they would fail: %d more".formatted(notAsked - MOST_TOLD));
        }
        return lines;
    }
}
