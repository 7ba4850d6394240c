package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.quota.Permit;
import io.github.geminiroutes.quota.QuotaMeters;
import io.github.geminiroutes.usage.BookedCalls;
import io.github.geminiroutes.usage.CallMeters;
import io.github.geminiroutes.usage.CallRecord;
import io.github.geminiroutes.usage.Prices;
import io.github.geminiroutes.usage.TagLimit;
import io.github.geminiroutes.usage.UsageLog;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Records every call that went out once, answered or not: log, meters, budget. */
final class UsageRecorder {

    private static final int LONGEST_NAME = 255;

    private static final Logger LOG = LoggerFactory.getLogger(UsageRecorder.class);

    /** A warning for each model; a person would not read those of more. */
    private final TagLimit unpriced = new TagLimit(50);

    private final UsageWarnings warnings = new UsageWarnings(LOG::warn);

    private final ServedModels served = new ServedModels(LOG::warn);

    private final UsageLog log = new UsageLog();
    private final Prices prices;
    private final BookedCalls booked;
    private final CostBooking costs;
    private final CallMeters callMeters;
    private final QuotaMeters quotaMeters;
    private final CallObserver observer;
    private final Clock clock;

    /**
     * @param observer watches the calls; null for none
     */
    UsageRecorder(
            Prices prices,
            BookedCalls booked,
            CostBooking costs,
            CallMeters callMeters,
            QuotaMeters quotaMeters,
            CallObserver observer,
            Clock clock) {
        this.prices = prices;
        this.booked = booked;
        this.costs = costs;
        this.callMeters = callMeters;
        this.quotaMeters = quotaMeters;
        this.observer = observer;
        this.clock = clock;
    }

    /**
     * Records the attempt under way. To be called while the call has its permit; a line of a batch
     * job has none. One that a killed process has booked is not booked again.
     *
     * @param prompt names the prompt: see {@link #promptName}
     * @param failure what went wrong; null if the call was answered
     */
    void record(String prompt, Call call, Failure failure) {
        Response response = call.attempt().removeResponse();
        CallRecord made = entry(prompt, call, response, failure);
        if (call.prompt().lane().isBatch() && !booked.add(made)) {
            return;
        }
        CallRecord entry = costs.book(made, call, response, log::write);
        callMeters.count(entry);
        quotaMeters.look();
        CallObserver.Attempt observed = call.attempt().removeObserved();
        if (observed != null) {
            observed.ended(entry, call, response);
        }
    }

    /** Where a line for each call is written. */
    UsageLog log() {
        return log;
    }

    /** An attempt is about to be sent. */
    void began(Exchange exchange) {
        if (observer != null) {
            Call.of(exchange).attempt().setObserved(observer.began(exchange));
        }
    }

    private CallRecord entry(String prompt, Call call, Response response, Failure failure) {
        if (response != null) {
            served.look(call.model(), response);
        }
        Failure before = call.lastFailure();
        Instant now = clock.instant();
        Duration latency = Duration.between(call.sentAt(), now);
        Usage usage = response == null || !response.namesUsage() ? null : response.usage();
        warnings.look(call.model(), usage, response, failure);
        boolean isServed = usage != null || call.prompt().lane().isBatch();
        String tier = isServed ? ServiceTiers.served(call, response) : null;
        Permit permit = call.attempt().permit();
        String version = response == null ? null : response.modelVersion();
        BigDecimal cost = cost(call.model(), version, tier, usage, failure);
        call.attempt().setBill(call.bill().and(tier, cost));
        return new CallRecord(
                now,
                prompt,
                call.model(),
                version,
                failure == null ? call.attempt().httpCode() : failure.httpCode(),
                failure,
                call.attempts(),
                call.attempts() == 1 || before == null ? null : before.kind().id(),
                latency.isNegative() ? Duration.ZERO : latency,
                permit == null ? Duration.ZERO : permit.waited(),
                usage,
                tier,
                cost,
                call.task(),
                response == null ? null : response.responseId());
    }

    /** Google bills no call that it answers with an error; where no answer came it is not known. */
    private BigDecimal cost(
            String model, String version, String tier, Usage usage, Failure failure) {
        if (usage == null) {
            boolean isRefused = failure != null && failure.httpCode() >= 300;
            return isRefused ? BigDecimal.ZERO : null;
        }
        String billed = version == null ? model : version;
        BigDecimal cost = prices.cost(billed, tier, costs.day(), usage);
        if (cost == null && !unpriced.isKnown(billed)) {
            LOG.warn(
                    "No price for {}, tier {}: no sum counts what it costs, and a budget counts the highest price: add it to prices.json",
                    unpriced.fold(billed),
                    tier == null ? Prices.STANDARD : tier);
        }
        return cost;
    }

    /** The file's name where a file component set it, else the message's id. */
    static String promptName(Exchange exchange) {
        String name = exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class);
        if (name == null) {
            name = exchange.getMessage().getMessageId();
        }
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }
}
