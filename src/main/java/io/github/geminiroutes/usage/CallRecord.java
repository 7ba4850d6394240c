package io.github.geminiroutes.usage;

import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;

/**
 * One call that was sent to Gemini, with its result.
 *
 * @param time when it ended
 * @param prompt the prompt's file name, or the message's id
 * @param model the model requested
 * @param modelVersion the version that answered; null if none was named
 * @param code the HTTP code; 0 if there was none
 * @param failure what went wrong; null if it was answered
 * @param attempt 1 for the first call of its prompt
 * @param retryOf the kind of failure this call is the retry of; null for the first
 * @param latency from sending it to its end
 * @param quotaWait how long it waited at the quota gate before
 * @param usage the tokens it took; null if the response does not say
 * @param serviceTier the tier it was served in, in lower case; null if it was not served
 * @param cost in USD; null if it is unknown, never zero because a price is missing
 * @param task what it is booked under; null if it is of no task
 * @param responseId the id that the server gave its answer; null if it gave none
 */
public record CallRecord(
        Instant time,
        String prompt,
        String model,
        String modelVersion,
        int code,
        Failure failure,
        int attempt,
        String retryOf,
        Duration latency,
        Duration quotaWait,
        Usage usage,
        String serviceTier,
        BigDecimal cost,
        String task,
        String responseId) {

    /** The outcome of a call that was answered; others have the id of their failure's kind. */
    public static final String ANSWERED = "answered";

    /** The same call at another time. */
    CallRecord at(Instant other) {
        return new CallRecord(
                other,
                prompt,
                model,
                modelVersion,
                code,
                failure,
                attempt,
                retryOf,
                latency,
                quotaWait,
                usage,
                serviceTier,
                cost,
                task,
                responseId);
    }

    /** {@link #ANSWERED}, or the id of the failure's kind. */
    public String outcome() {
        return failure == null ? ANSWERED : failure.kind().id();
    }

    /** The quota that a 429 names, the worst if it names several; null if it names none. */
    public String quota() {
        return failure == null || failure.violations().isEmpty()
                ? null
                : failure.violations().get(0).id();
    }
}
