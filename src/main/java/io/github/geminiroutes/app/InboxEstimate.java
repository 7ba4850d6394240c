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
import io.github.geminiroutes.support.WorkTime;
import io.github.geminiroutes.task.rows.InboxRequests;
import java.io.IOException;
import java.time.Duration;
import java.util.Iterator;
import java.util.List;
import java.util.concurrent.locks.ReentrantLock;
import java.util.function.Supplier;
import java.util.stream.Stream;

/**
 * Adds the requests of an inbox to an estimate, several at a time, and keeps none of them: prompts,
 * documents of tasks and rows of tables. It ends with its time: what has no figure by then is left
 * out.
 */
final class InboxEstimate {

    /**
     * Larger prompts are read and counted one by one: several of them may not fit into the heap.
     */
    private static final long MOST_BESIDE = 256L * 1024;

    private final InboxPrompts inbox;
    private final Estimate estimate;
    private final String defaultModel;
    private final EstimateRemarks remarks = new EstimateRemarks();
    private final RequestEncoder encoder;
    private final long maxFileSize;
    private final EstimateTime time;
    private final ReentrantLock reading = new ReentrantLock();
    private long unread;

    /**
     * @param maxFileSize the largest file that is uploaded, in bytes; 0 if none is
     * @param time how long it may take
     */
    InboxEstimate(
            InboxPrompts inbox,
            Estimate estimate,
            String defaultModel,
            long maxFileSize,
            EstimateTime time) {
        this.encoder = new RequestEncoder(GeminiJson.MAPPER, inbox.maxRequestSize());
        this.maxFileSize = maxFileSize;
        this.inbox = inbox;
        this.estimate = estimate;
        this.defaultModel = defaultModel;
        this.time = time;
    }

    /**
     * Counts all of them in the first half of the time, and estimates the others.
     *
     * @param most how many at a time
     * @throws GeminiException for the first fault that is not of one prompt alone
     */
    void count(TokenCount tokens, int most) throws IOException, InterruptedException {
        run((prompt, model) -> ofHalf(prompt, model, tokens), most);
    }

    /** How long Gemini may take to count one prompt. */
    Duration ofCount() {
        return time.ofCount();
    }

    private long ofHalf(Prompt prompt, String model, TokenCount tokens) {
        long count = time.mayCount() ? tokens.of(prompt, model) : TokenCount.NOT_IN_TIME;
        if (count != TokenCount.NOT_IN_TIME) {
            return count;
        }
        remarks.isUncounted();
        return encoder.estimateInputTokens(prompt);
    }

    /** Estimates the tokens of all of them. */
    void estimate() throws IOException, InterruptedException {
        run((prompt, model) -> encoder.estimateInputTokens(prompt), 1);
    }

    private void run(TokenCount tokens, int most) throws IOException, InterruptedException {
        EstimateThreads threads = new EstimateThreads(most, time);
        Counting counting = new Counting(tokens, threads);
        try (Stream<String> names = inbox.names()) {
            for (Iterator<String> each = names.iterator();
                    each.hasNext() && !counting.isEnough(); ) {
                String name = each.next();
                counting.add(Estimate.Source.PROMPT, name, () -> inbox.read(name));
            }
            new InboxRequests(inbox, counting).each();
        } finally {
            unread += threads.end();
        }
        estimate.leaveOut(unread);
        if (threads.fault() instanceof Error error) {
            throw error;
        }
        if (threads.fault() instanceof RuntimeException e) {
            throw e;
        }
    }

    /** Counts requests on other threads, as they come. */
    private final class Counting implements InboxRequests.Sink {

        private final TokenCount tokens;
        private final EstimateThreads threads;

        Counting(TokenCount tokens, EstimateThreads threads) {
            this.tokens = tokens;
            this.threads = threads;
        }

        @Override
        public void document(String name, Supplier<Prompt> prompt) throws InterruptedException {
            add(Estimate.Source.DOCUMENT, name, prompt);
        }

        @Override
        public boolean row(String name, Supplier<Prompt> prompt) throws InterruptedException {
            return tryAdd(Estimate.Source.ROW, name, now(prompt));
        }

        @Override
        public void refused(String name, String reason) {
            remarks.wouldFail(name, reason);
        }

        @Override
        public boolean isEnough() {
            return threads.fault() != null;
        }

        @Override
        public boolean hasTime() {
            return !time.isOver();
        }

        @Override
        public void leftOut() {
            unread++;
        }

        void add(Estimate.Source source, String name, Supplier<Prompt> prompt)
                throws InterruptedException {
            if (!tryAdd(source, name, prompt)) {
                leftOut();
            }
        }

        private boolean tryAdd(Estimate.Source source, String name, Supplier<Prompt> prompt)
                throws InterruptedException {
            return threads.tryAdd(() -> outcome(source, name, prompt, tokens));
        }
    }

    private Runnable outcome(
            Estimate.Source source, String name, Supplier<Prompt> made, TokenCount tokens) {
        try {
            Prompt prompt;
            reading.lock();
            try {
                prompt = inTime(made);
                if (prompt != null && weight(prompt) > MOST_BESIDE) {
                    return counted(source, prompt, tokens);
                }
            } finally {
                reading.unlock();
            }
            return prompt == null ? () -> {} : counted(source, prompt, tokens);
        } catch (SlowPromptException e) {
            return () -> {
                estimate.leaveOut(1);
                remarks.takesLong(name);
            };
        } catch (InvalidPromptException e) {
            return () -> remarks.wouldFail(name, e.getMessage());
        } catch (GeminiException e) {
            if (e.failure().kind().fault() != Fault.PROMPT) {
                throw e;
            }
            return () -> remarks.wouldFail(name, e.failure().summary());
        }
    }

    /** It has taken its part of the time. */
    private static final class SlowPromptException extends RuntimeException {}

    private Prompt inTime(Supplier<Prompt> made) {
        try (WorkTime.Brief brief = WorkTime.brief(time.ofPrompt())) {
            try {
                return made.get();
            } catch (InvalidPromptException e) {
                throw brief.hasEndedWork() ? new SlowPromptException() : e;
            }
        }
    }

    private Supplier<Prompt> now(Supplier<Prompt> made) {
        try {
            Prompt prompt = inTime(made);
            return () -> prompt;
        } catch (InvalidPromptException | SlowPromptException e) {
            return () -> {
                throw e;
            };
        }
    }

    private static long weight(Prompt prompt) {
        long weight = prompt.weight();
        for (Attachment attachment : prompt.attachments()) {
            weight += attachment.size();
        }
        return weight;
    }

    private Runnable counted(Estimate.Source source, Prompt prompt, TokenCount tokens) {
        String model = prompt.model() == null ? defaultModel : prompt.model();
        long count = count(prompt, model, tokens);
        return () -> estimate.add(source, prompt, model, count);
    }

    /** A file that has to be uploaded is not uploaded for this. */
    private long count(Prompt prompt, String model, TokenCount tokens) {
        if (LargeAttachments.of(prompt, inbox.maxRequestSize(), maxFileSize).isEmpty()) {
            return tokens.of(prompt, model);
        }
        remarks.isUploaded();
        return encoder.estimateInputTokens(prompt);
    }

    /** What would fail without an answer, is left out, or is not counted exactly. */
    List<String> problems() {
        return remarks.lines(unread, time);
    }
}
