package io.github.geminiroutes.generate;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.answer.Usage;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureClassifier;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.quota.Permit;
import io.github.geminiroutes.quota.QuotaMeters;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.support.PacificMidnight;
import io.github.geminiroutes.usage.BudgetReservation;
import io.github.geminiroutes.usage.CallMeters;
import io.github.geminiroutes.usage.CallRecord;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.github.geminiroutes.usage.PriceFile;
import io.github.geminiroutes.usage.Prices;
import io.github.geminiroutes.usage.TagLimit;
import io.github.geminiroutes.usage.UsageLog;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.util.Locale;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Camel's side of the books: every call that went out is entered once, answered or not. */
public final class UsageRecorder implements CamelContextAware, AutoCloseable {

    private static final int LONGEST_NAME = 255;
    private static final String TIER_PREFIX = "service_tier_";

    private static final Logger LOG = LoggerFactory.getLogger(UsageRecorder.class);

    /** Told of once each; beyond so many models nobody reads on. */
    private final TagLimit unpriced = new TagLimit(50);

    private final RequestEncoder encoder = new RequestEncoder(GeminiJson.MAPPER);
    private final UsageLog log = new UsageLog();
    private final Clock clock;
    private CamelContext context;
    private Gate gate;
    private URI server;
    private String priceFile = "";
    private BigDecimal budget;
    private Path spendingFile;
    private Prices prices;
    private DailyBudget spending;
    private CallMeters callMeters;
    private QuotaMeters quotaMeters;

    public UsageRecorder() {
        this(Clock.systemUTC());
    }

    UsageRecorder(Clock clock) {
        this.clock = clock;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    public void setGate(Gate gate) {
        this.gate = gate;
    }

    /** Where the API answers. */
    public void setServer(String address) {
        server = URI.create(address);
    }

    /** The table of prices; empty for the one in the jar. See {@link PriceFile#read}. */
    public void setPrices(String location) {
        priceFile = location;
    }

    /** USD a day; empty for no limit. */
    public void setBudget(String usdPerDay) {
        budget = usdPerDay.isBlank() ? null : new BigDecimal(usdPerDay.strip());
    }

    /** Where the sum of the day's cost is kept; empty for nowhere. */
    public void setSpendingFile(String file) {
        spendingFile = file.isBlank() ? null : Path.of(file.strip());
    }

    /**
     * Opens the books. To be called once, after the settings.
     *
     * @throws IllegalArgumentException if the table of prices cannot be used
     */
    public void start() {
        try {
            prices = PriceFile.read(priceFile);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Prices in "
                            + (priceFile.isBlank() ? "the jar" : priceFile)
                            + ": "
                            + e.getMessage(),
                    e);
        }
        spending = new DailyBudget(budget, spendingFile, clock);
        spending.recall();
        MeterRegistry registry = MeterRegistrySource.registry(context);
        callMeters = new CallMeters(registry, server);
        quotaMeters = new QuotaMeters(registry, gate);
        CallMeters.inFlight(registry, context);
    }

    /** Writes what a restart needs to know, and shows limits that were learned: for a timer. */
    public void keep() {
        spending.keepIfDue();
        quotaMeters.look();
    }

    /** Closes the books. */
    @Override
    public void close() {
        if (spending != null) {
            spending.keep();
        }
    }

    /** USD that the day in Los Angeles has cost so far; calls without a price are not in it. */
    public BigDecimal spentToday() {
        return spending.today();
    }

    /**
     * Makes room for a call in the day's budget. An attempt that has its room keeps it while it
     * waits, unless the budget is used up meanwhile.
     *
     * @throws GeminiException if there is no room; no call is made
     */
    public void checkBudget(Exchange exchange) {
        if (budget == null) {
            return;
        }
        BudgetReservation room =
                exchange.getProperty(GeminiConstants.RESERVATION, BudgetReservation.class);
        if (room == null) {
            room = reserve(exchange.getProperty(GeminiConstants.CALL, Call.class));
            if (room != null) {
                exchange.setProperty(GeminiConstants.RESERVATION, room);
                exchange.getExchangeExtension().addOnCompletion(room);
            }
        } else if (spending.isUsedUp()) {
            room.end();
            exchange.removeProperty(GeminiConstants.RESERVATION);
            room = null;
        }
        if (room == null) {
            if (exchange.removeProperty(GeminiConstants.TICKET) instanceof Permit ticket) {
                gate.abandon(ticket);
            }
            throw new GeminiException(usedUp());
        }
    }

    private BudgetReservation reserve(Call call) {
        long tokens = encoder.estimateInputTokens(call.prompt());
        Usage least = new Usage(tokens, 0, 0, 0, 0, tokens);
        return spending.reserve(prices.cost(call.model(), null, today(), least));
    }

    private Failure usedUp() {
        return Failure.of(
                FailureKind.BUDGET_USED_UP,
                "Today's budget of %s USD has no room for another call: %s USD are spent, the rest is set aside for calls under way"
                        .formatted(
                                budget.toPlainString(),
                                spending.today()
                                        .setScale(4, RoundingMode.HALF_UP)
                                        .toPlainString()));
    }

    private LocalDate today() {
        return clock.instant().atZone(PacificMidnight.ZONE).toLocalDate();
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
        CallRecord entry = record(exchange, call, failure, before, response);
        log.write(entry);
        callMeters.count(entry);
        quotaMeters.look();
        if (entry.cost() != null) {
            spending.add(entry.cost());
        }
        if (exchange.removeProperty(GeminiConstants.RESERVATION)
                instanceof BudgetReservation room) {
            room.end();
        }
    }

    private CallRecord record(
            Exchange exchange, Call call, Failure failure, Failure before, ObjectNode response) {
        Instant now = clock.instant();
        Duration latency = Duration.between(call.sentAt(), now);
        Permit ticket = exchange.getProperty(GeminiConstants.TICKET, Permit.class);
        JsonNode node = response == null ? null : response.path("usageMetadata");
        Usage usage = node == null || !node.isObject() ? null : Usage.of(node);
        String tier = usage == null ? null : tier(node.path("serviceTier").asText(null));
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
                usage,
                tier,
                cost(call.model(), version, tier, usage, failure));
    }

    /** Google bills no call that it answers with an error; where no answer came nobody knows. */
    private BigDecimal cost(
            String model, String version, String tier, Usage usage, Failure failure) {
        if (usage == null) {
            boolean isRefused = failure != null && failure.httpCode() >= 300;
            return isRefused ? BigDecimal.ZERO : null;
        }
        String billed = version == null ? model : version;
        BigDecimal cost = prices.cost(billed, tier, today(), usage);
        if (cost == null && !unpriced.isKnown(billed)) {
            LOG.warn(
                    "No price for {}, tier {}: what it costs is in no sum; add it to prices.json",
                    unpriced.fold(billed),
                    tier == null ? Prices.STANDARD : tier);
        }
        return cost;
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
