package io.github.geminiroutes.folder;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Answer;
import io.github.geminiroutes.failure.BudgetReport;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.RateLimitReport;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallDeferredException;
import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.CaughtFailure;
import io.github.geminiroutes.generate.FailurePolicy;
import io.github.geminiroutes.generate.Fallback;
import io.github.geminiroutes.generate.WaitPolicy;
import io.github.geminiroutes.prompt.Attachment;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.prompt.PromptParser;
import io.github.geminiroutes.support.GeminiJson;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Camel's side of the drop folder: a file becomes a prompt, an answer or a failure becomes files.
 */
public final class PromptFileProcessor {

    /** Exchange property: the {@link PromptFile} being answered. */
    static final String PROMPT_FILE = "gemini-prompt-file";

    /** Exchange property: the {@link Outcome}. */
    static final String OUTCOME = "gemini-outcome";

    /** Exchange property: why the prompt has no answer. */
    static final String FAILURE = "gemini-failure";

    private static final String VERDICT = "gemini-verdict";

    private static final Logger LOG = LoggerFactory.getLogger(PromptFileProcessor.class);

    private final Clock clock = Clock.systemUTC();
    private DropFolder folder;
    private PromptCounters tally;
    private ParkingLot lot;
    private PromptBulkhead room;
    private Leadership leadership = new Leadership();
    private PromptParser parser;
    private long maxRequestSize;

    public void setFolder(DropFolder folder) {
        this.folder = folder;
    }

    public void setTally(PromptCounters tally) {
        this.tally = tally;
    }

    public void setRoom(PromptBulkhead room) {
        this.room = room;
    }

    public void setLeadership(Leadership leadership) {
        this.leadership = leadership;
    }

    public void setLot(ParkingLot lot) {
        this.lot = lot;
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
        parser = new PromptParser(GeminiJson.MAPPER, bytes);
    }

    /**
     * Body in: the file; body out: the {@link io.github.geminiroutes.prompt.Prompt}.
     *
     * @throws InvalidPromptException if it is no prompt or cannot be read
     */
    public void open(Exchange exchange) {
        Path file = exchange.getMessage().getBody(File.class).toPath();
        exchange.setProperty(PROMPT_FILE, PromptFile.unread(file, clock.instant()));
        FileTime modified = modified(file);
        byte[] content = read(file);
        exchange.setProperty(
                PROMPT_FILE, PromptFile.read(file, content, modified, clock.instant()));
        Prompt prompt = parser.parse(file.getFileName().toString(), content, folder.inbox());
        for (Attachment attachment : prompt.attachments()) {
            if (attachment.name().indexOf('/') < 0) {
                folder.keepAsAttachment(attachment.name());
            }
        }
        String name = file.getFileName().toString();
        CallOptions.of(new PlaceInRoom(name)).set(exchange);
        exchange.getMessage().setBody(prompt);
    }

    /** Taken before the content: whoever writes after that is noticed. */
    private static FileTime modified(Path file) {
        try {
            return Files.getLastModifiedTime(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private byte[] read(Path file) {
        try {
            long size = Files.size(file);
            if (size > maxRequestSize) {
                throw new InvalidPromptException(
                        "The file has %d bytes, the limit is %d (gemini.max-request-size)"
                                .formatted(size, maxRequestSize),
                        0);
            }
            return Files.readAllBytes(file);
        } catch (IOException e) {
            throw unreadable(e);
        }
    }

    private static InvalidPromptException unreadable(IOException e) {
        return new InvalidPromptException(
                "The file cannot be read (" + e.getClass().getSimpleName() + ")", 0);
    }

    /** Keeps what went wrong. */
    public void judge(Exchange exchange) {
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (error instanceof CallDeferredException) {
            exchange.setProperty(OUTCOME, Outcome.RETURNED);
            return;
        }
        exchange.setProperty(FAILURE, failure(error, exchange));
    }

    private static Failure failure(Throwable error, Exchange exchange) {
        if (error instanceof InvalidPromptException bad) {
            return bad.failure();
        }
        Call call = Call.of(exchange);
        return call != null && call.finalFailure() != null
                ? call.finalFailure()
                : FailureClassifier.of(error);
    }

    /** Says what becomes of the prompt. */
    public void decide(Exchange exchange) {
        CaughtFailure.forget(exchange);
        tally.settlingBegins();
        if (exchange.getProperty(OUTCOME) == Outcome.RETURNED) {
            return;
        }
        boolean isAnswered = exchange.getProperty(FAILURE) == null;
        if (!isAnswered && !leadership.holds()) {
            // The prompt is another instance's by now; an answer that is paid for is put out.
            exchange.setProperty(OUTCOME, Outcome.RETURNED);
            return;
        }
        exchange.setProperty(OUTCOME, isAnswered ? Outcome.ANSWERED : outcome(exchange));
    }

    private Outcome outcome(Exchange exchange) {
        Failure failure = exchange.getProperty(FAILURE, Failure.class);
        boolean isBad = failure.kind() == FailureKind.BAD_INPUT;
        if (isBad && !WholeFile.exists(prompt(exchange).path())) {
            // Taken away, by its owner or with the whole inbox.
            return Outcome.RETURNED;
        }
        FailurePolicy.Verdict verdict = lot.verdict(prompt(exchange).name(), failure);
        exchange.setProperty(VERDICT, verdict);
        if (verdict instanceof FailurePolicy.Verdict.HoldAccount) {
            return Outcome.RETURNED;
        }
        return verdict instanceof FailurePolicy.Verdict.ParkUntil ? Outcome.PARKED : Outcome.FAILED;
    }

    /**
     * Puts the answer out.
     *
     * @throws IOException if the folders do not take it; to be tried again, the answer is still
     *     here
     */
    public void answer(Exchange exchange) throws IOException {
        PromptFile prompt = prompt(exchange);
        Call call = Call.of(exchange);
        Answer answer = call.answer();
        ObjectNode record =
                AnswerRecord.of(prompt.name(), prompt.sha256(), prompt.receivedAt(), call, answer);
        if (folder.answered().publish(prompt, record, answer.text())) {
            tally.countAnswered();
        } else {
            LOG.warn("{} was changed while it was asked: it is read again", printable(prompt));
        }
        settled(prompt);
    }

    /**
     * Moves the prompt to {@code failed}.
     *
     * @throws IOException if the folders do not take it; to be tried again
     */
    public void fail(Exchange exchange) throws IOException {
        PromptFile prompt = prompt(exchange);
        Failure failure = exchange.getProperty(FAILURE, Failure.class);
        folder.failedPrompts().put(prompt, record(exchange), report(exchange));
        tally.countFailed();
        tally.add(setback(exchange, Outcome.FAILED, null));
        LOG.warn("{} failed: {}: {}", printable(prompt), failure.kind().id(), failure.message());
        settled(prompt);
    }

    /**
     * Moves the prompt to {@code parked}.
     *
     * @throws IOException if the folders do not take it; to be tried again
     */
    public void park(Exchange exchange) throws IOException {
        PromptFile prompt = prompt(exchange);
        Failure failure = exchange.getProperty(FAILURE, Failure.class);
        FailurePolicy.Verdict.ParkUntil until =
                exchange.getProperty(VERDICT, FailurePolicy.Verdict.ParkUntil.class);
        lot.park(prompt, failure, until, record(exchange), report(exchange));
        Instant notBefore = until.notBefore();
        tally.countParked();
        tally.add(setback(exchange, Outcome.PARKED, notBefore));
        LOG.warn(
                "{} parked until {}: {}: {}",
                printable(prompt),
                notBefore,
                failure.kind().id(),
                failure.message());
        settlingEnds(prompt);
    }

    private RecentFailure setback(Exchange exchange, Outcome outcome, Instant notBefore) {
        Call call = Call.of(exchange);
        return new RecentFailure(
                clock.instant(),
                printable(prompt(exchange)),
                call == null ? null : call.model(),
                outcome,
                exchange.getProperty(FAILURE, Failure.class),
                notBefore);
    }

    /** Leaves the prompt where it is. */
    public void leave() {
        tally.settlingEnds();
    }

    private void settled(PromptFile prompt) {
        lot.forget(prompt.name());
        settlingEnds(prompt);
    }

    private void settlingEnds(PromptFile prompt) {
        folder.health().succeeded(prompt);
        tally.settlingEnds();
    }

    static PromptFile prompt(Exchange exchange) {
        return exchange.getProperty(PROMPT_FILE, PromptFile.class);
    }

    private ObjectNode record(Exchange exchange) {
        Call call = Call.of(exchange);
        ObjectNode record =
                FailureRecord.of(
                        prompt(exchange).name(),
                        exchange.getProperty(FAILURE, Failure.class),
                        call == null ? null : call.model(),
                        call == null ? 0 : call.attempts(),
                        clock.instant(),
                        GeminiJson.MAPPER);
        if (call != null && !call.fallbacks().isEmpty()) {
            record.set("fallbacks", Fallback.json(call.fallbacks()));
        }
        return record;
    }

    private String report(Exchange exchange) {
        Call call = Call.of(exchange);
        Failure failure = exchange.getProperty(FAILURE, Failure.class);
        String model = call == null ? null : call.model();
        if (BudgetReport.appliesTo(failure)) {
            return BudgetReport.of(failure, model, clock.instant());
        }
        return RateLimitReport.appliesTo(failure)
                ? RateLimitReport.of(failure, model, clock.instant())
                : null;
    }

    private static String printable(PromptFile prompt) {
        return CompanionNames.printable(prompt.name());
    }

    /** A prompt waits while its model has a share of the places, and this instance the inbox. */
    private final class PlaceInRoom implements WaitPolicy {

        private final String prompt;

        PlaceInRoom(String prompt) {
            this.prompt = prompt;
        }

        @Override
        public boolean tryWait(String model, Duration delay) {
            return room.mayWait(prompt, model);
        }

        @Override
        public boolean isOver() {
            return !leadership.holds();
        }
    }
}
