package io.github.geminiroutes.usage;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.GeminiConstants;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.api.Call;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.quota.Ticket;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.camel.Exchange;

/** Camel's side of the books: every call that went out is entered once, answered or not. */
public final class Bookkeeper {

    private static final int LONGEST_NAME = 255;
    private static final String TIER_PREFIX = "service_tier_";

    private final UsageLog log = new UsageLog();
    private final Clock clock;

    public Bookkeeper() {
        this(Clock.systemUTC());
    }

    Bookkeeper(Clock clock) {
        this.clock = clock;
    }

    /** The call under way was answered. To be called before the gate takes its ticket back. */
    public void answered(Exchange exchange) {
        enter(exchange, null);
    }

    /**
     * The call under way failed. To be called before the gate takes its ticket back. Nothing is
     * entered where no call went out, as for a request that is too large.
     */
    public void failed(Exchange exchange) {
        enter(
                exchange,
                FailureClassifier.of(
                        exchange.getProperty(Exchange.EXCEPTION_CAUGHT, Throwable.class)));
    }

    private void enter(Exchange exchange, Failure failure) {
        Call call = exchange.getProperty(GeminiConstants.CALL, Call.class);
        Failure before = exchange.getProperty(GeminiConstants.FAILURE, Failure.class);
        if (failure != null) {
            exchange.setProperty(GeminiConstants.FAILURE, failure);
        }
        if (call == null || !call.isBack() || isWithoutKey(failure)) {
            return;
        }
        ObjectNode response = (ObjectNode) exchange.removeProperty(GeminiConstants.RESPONSE);
        log.write(record(exchange, call, failure, before, response));
    }

    private CallRecord record(
            Exchange exchange, Call call, Failure failure, Failure before, ObjectNode response) {
        Instant now = clock.instant();
        Duration latency = Duration.between(call.sentAt(), now);
        Ticket ticket = exchange.getProperty(GeminiConstants.TICKET, Ticket.class);
        JsonNode usage = response == null ? null : response.path("usageMetadata");
        String version = response == null ? null : response.path("modelVersion").asText(null);
        return new CallRecord(
                now,
                promptName(exchange),
                call.model(),
                version,
                failure == null ? 200 : failure.httpCode(),
                failure,
                call.attempts(),
                call.attempts() == 1 || before == null ? null : before.kind().id(),
                latency.isNegative() ? Duration.ZERO : latency,
                ticket == null ? Duration.ZERO : ticket.waited(),
                usage == null || !usage.isObject() ? null : Usage.of(usage),
                usage == null ? null : tier(usage.path("serviceTier").asText(null)),
                (BigDecimal) null);
    }

    /** The key is looked up last; without one the call does not go out. */
    private static boolean isWithoutKey(Failure failure) {
        return failure != null
                && failure.kind() == FailureKind.API_KEY_INVALID
                && failure.httpCode() == 0;
    }

    /** The file's name where a file component set it, else the message's id. */
    private static String promptName(Exchange exchange) {
        String name = exchange.getMessage().getHeader(Exchange.FILE_NAME, String.class);
        if (name == null) {
            name = exchange.getMessage().getMessageId();
        }
        return name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME);
    }

    /** Spelled {@code STANDARD}, {@code standard} and {@code SERVICE_TIER_STANDARD}. */
    private static String tier(String named) {
        if (named == null) {
            return null;
        }
        String tier = named.toLowerCase(Locale.ROOT);
        return tier.startsWith(TIER_PREFIX) ? tier.substring(TIER_PREFIX.length()) : tier;
    }
}
