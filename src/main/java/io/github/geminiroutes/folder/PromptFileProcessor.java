package io.github.geminiroutes.folder;

import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.generate.Call;
import io.github.geminiroutes.generate.CallDeferredException;
import io.github.geminiroutes.generate.CallOptions;
import io.github.geminiroutes.generate.CaughtFailure;
import io.github.geminiroutes.generate.WaitPolicy;
import io.github.geminiroutes.prompt.InvalidPromptException;
import java.io.File;
import java.io.IOException;
import java.time.Duration;
import org.apache.camel.Exchange;

/**
 * The steps of the drop folder's routes: a file becomes a prompt, an answer or a failure becomes
 * files. The work is done by {@link PromptReader}, {@link OutcomeDecision} and {@link
 * OutcomeWriter}.
 */
public final class PromptFileProcessor {

    private DropFolderService dropFolder;

    /** The parts that do the work. */
    public void setDropFolder(DropFolderService dropFolder) {
        this.dropFolder = dropFolder;
    }

    /**
     * Body in: the file; body out: the {@link io.github.geminiroutes.prompt.Prompt}.
     *
     * @throws InvalidPromptException if it is no prompt or cannot be read
     */
    public void open(Exchange exchange) {
        File file = exchange.getMessage().getBody(File.class);
        InFlightPrompt prompt = dropFolder.reader().begin(file.toPath());
        prompt.set(exchange);
        // Every attempt has a copy of the headers, and a thousand prompts may wait: only the name
        // is
        // used.
        exchange.getMessage().removeHeaders("CamelFile*", Exchange.FILE_NAME);
        exchange.getMessage().setBody(dropFolder.reader().read(prompt));
        CallOptions.of(new PlaceInBulkhead(prompt.name())).set(exchange);
    }

    /** Notes why the prompt has no answer. */
    public void recordFailure(Exchange exchange) {
        InFlightPrompt prompt = InFlightPrompt.of(exchange);
        Throwable error = exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class);
        if (error instanceof CallDeferredException) {
            prompt.defer();
        } else {
            prompt.fail(failure(error, exchange));
        }
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

    /** Ends the attempts: from here on a stop of the program waits until the files are written. */
    public void beginSettling(Exchange exchange) {
        CaughtFailure.forget(exchange);
        dropFolder.counters().beginSettling();
    }

    /** Chooses what becomes of the prompt. */
    public Outcome chooseOutcome(Exchange exchange) {
        return dropFolder.decision().choose(InFlightPrompt.of(exchange));
    }

    /**
     * Puts the answer out.
     *
     * @throws IOException if the folders do not take it; the route tries again, the answer is kept
     */
    public void answer(Exchange exchange) throws IOException {
        dropFolder.writer().answer(InFlightPrompt.of(exchange), Call.of(exchange));
    }

    /**
     * Moves the prompt to {@code failed}.
     *
     * @throws IOException if the folders do not take it; the route tries again
     */
    public void fail(Exchange exchange) throws IOException {
        dropFolder.writer().fail(InFlightPrompt.of(exchange), Call.of(exchange));
    }

    /**
     * Moves the prompt to {@code parked}.
     *
     * @throws IOException if the folders do not take it; the route tries again
     */
    public void park(Exchange exchange) throws IOException {
        dropFolder.writer().park(InFlightPrompt.of(exchange), Call.of(exchange));
    }

    /** Leaves the prompt in the inbox. */
    public void leave() {
        dropFolder.writer().leave();
    }

    /** A prompt waits while its model has a share of the places, and this instance the inbox. */
    private final class PlaceInBulkhead implements WaitPolicy {

        private final String prompt;

        PlaceInBulkhead(String prompt) {
            this.prompt = prompt;
        }

        @Override
        public boolean tryWait(String model, Duration delay) {
            return dropFolder.bulkhead().tryReservePlace(prompt, model);
        }

        @Override
        public boolean isOver() {
            return !dropFolder.leadership().holds();
        }
    }
}
