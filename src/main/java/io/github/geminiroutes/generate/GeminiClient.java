package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.RequestEncoder;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.quota.QuotaMeters;
import io.github.geminiroutes.support.GeminiJson;
import io.github.geminiroutes.usage.CallMeters;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.MeterRegistrySource;
import io.github.geminiroutes.usage.PriceFile;
import io.github.geminiroutes.usage.Prices;
import io.micrometer.core.instrument.MeterRegistry;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/**
 * The entry point of the core: the settings of a call to Gemini and the parts that serve it, which
 * are the quota gate, the circuit breakers, the day's budget, the hold of the account, and the
 * books. The route {@code gemini-generate} calls {@link #prepare}, {@link #encode} and {@link
 * #read}; {@link QuotaPolicy} stands around the latter two.
 *
 * <p>The parts are made by {@link #open} or at their first use, and not when the bean is made, as
 * Camel's YAML DSL makes every bean twice.
 */
public final class GeminiClient implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-client";

    private final Clock clock;
    private final Gate gate;
    private final CircuitBreakers circuitBreakers;
    private final RequestBuilder requests;
    private final ResponseReader responses;
    private final RequestEncoder encoder = new RequestEncoder(GeminiJson.MAPPER);
    private final Map<String, AccountHold> accountHolds = new ConcurrentHashMap<>();
    private CamelContext context;
    private ApiKey key;
    private URI server;
    private boolean hasFallback;
    private String priceFile = "";
    private BigDecimal budgetLimit;
    private Path budgetFile;
    private volatile Books books;

    public GeminiClient() {
        this(Clock.systemUTC());
    }

    GeminiClient(Clock clock) {
        this.clock = clock;
        this.gate = new Gate(clock);
        this.circuitBreakers = new CircuitBreakers(clock);
        this.requests = new RequestBuilder(clock, gate);
        this.responses = new ResponseReader(clock);
    }

    /** The client of a Camel context; null where the route {@code gemini-generate} is not. */
    public static GeminiClient of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, GeminiClient.class);
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    /** The application's key. */
    public void setKey(ApiKey key) {
        this.key = key;
        gate.setKey(key);
    }

    /** Where the API answers. */
    public void setBaseUrl(String address) {
        server = URI.create(address);
        gate.setScope(address);
    }

    /** The model of prompts that name none. */
    public void setModel(String model) {
        requests.setModel(model);
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        requests.setMaxRequestSize(bytes);
    }

    /**
     * The models tried in place of others; empty for none. With some, a model that does not exist
     * is asked once and not by each prompt.
     */
    public void setFallbackModels(String models) {
        hasFallback = !models.isBlank();
    }

    /** Requests of a model in any 60 s; empty to learn it. */
    public void setRequestsPerMinute(String limit) {
        gate.setRequestsPerMinute(limit);
    }

    /** Input tokens of a model in any 60 s; empty to learn it. */
    public void setInputTokensPerMinute(String limit) {
        gate.setInputTokensPerMinute(limit);
    }

    /** Requests of a model from midnight to midnight in Los Angeles; empty to learn it. */
    public void setRequestsPerDay(String limit) {
        gate.setRequestsPerDay(limit);
    }

    /** The file that keeps what was learned of quotas; empty for none. */
    public void setQuotaFile(String file) {
        gate.setFile(file);
    }

    /** The Redis that instances share their quota in; empty if this is the only one. */
    public void setRedisUrl(String url) {
        gate.setRedisUrl(url);
    }

    /** How many instances share the quota: each keeps to its part while Redis is out of reach. */
    public void setInstances(int instances) {
        gate.setInstances(instances);
    }

    /** How long calls of a model pause once it is down, in seconds, before one of them probes. */
    public void setProbeInterval(double seconds) {
        circuitBreakers.setProbeInterval(seconds);
    }

    /** How often a transient failure is retried: an outage is waited for as long. */
    public void setMaxRetries(int maxRetries) {
        circuitBreakers.setMaxRetries(maxRetries);
    }

    /** The first back-off in seconds. */
    public void setBaseDelay(double seconds) {
        circuitBreakers.setBaseDelay(seconds);
    }

    /** The longest back-off in seconds. */
    public void setMaxDelay(double seconds) {
        circuitBreakers.setMaxDelay(seconds);
    }

    /** The table of prices; empty for the one in the jar. See {@link PriceFile#read}. */
    public void setPrices(String location) {
        priceFile = location;
    }

    /** USD a day; empty for no limit. */
    public void setBudget(String usdPerDay) {
        budgetLimit = usdPerDay.isBlank() ? null : new BigDecimal(usdPerDay.strip());
    }

    /** Where the sum of the day's cost is kept; empty for nowhere. */
    public void setBudgetFile(String file) {
        budgetFile = file.isBlank() ? null : Path.of(file.strip());
    }

    /**
     * Recalls what was kept and registers the meters; once, whoever asks first.
     *
     * @throws IllegalArgumentException if the table of prices cannot be used
     */
    void open() {
        books();
        accountHold().open();
    }

    private Books books() {
        Books known = books;
        return known == null ? openBooks() : known;
    }

    private synchronized Books openBooks() {
        if (books == null) {
            gate.start();
            Prices prices = prices();
            DailyBudget budget = new DailyBudget(budgetLimit, budgetFile, clock);
            budget.recall();
            MeterRegistry registry = MeterRegistrySource.registry(context);
            QuotaMeters quotaMeters = new QuotaMeters(registry, gate);
            CallMeters callMeters = new CallMeters(registry, server);
            CallMeters.inFlight(registry, this::openCalls);
            books =
                    new Books(
                            budget,
                            new BudgetCheck(budget, prices, this::estimateInputTokens),
                            quotaMeters,
                            new UsageRecorder(prices, budget, callMeters, quotaMeters, clock));
        }
        return books;
    }

    private Prices prices() {
        try {
            return PriceFile.read(priceFile);
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "Prices in "
                            + (priceFile.isBlank() ? "the jar" : priceFile)
                            + ": "
                            + e.getMessage(),
                    e);
        }
    }

    /** What is made once the settings are complete. */
    private record Books(
            DailyBudget budget, BudgetCheck check, QuotaMeters quotaMeters, UsageRecorder usage) {}

    private double openCalls() {
        QuotaPolicy policy =
                context.getRegistry().lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        return policy == null ? Double.NaN : policy.openCalls();
    }

    /** Has the edges take nothing more: the routes stop. */
    void stopIntake() {
        accountHold().close();
    }

    /** Writes what a restart needs, if it is due, and shows limits that were learned. */
    void store() {
        gate.keep();
        books().budget.keepIfDue();
        books().quotaMeters.look();
    }

    /** Writes what a restart needs and lets go of Redis. */
    void close() {
        if (books != null) {
            gate.close();
            books.budget.keep();
        }
    }

    /**
     * Makes the message a call. Body in: a {@link io.github.geminiroutes.prompt.Prompt}, a request
     * as map or JSON node, or anything Camel can read as text.
     *
     * @throws InvalidPromptException if it is no prompt
     */
    public void prepare(Exchange exchange) {
        requests.prepare(exchange);
    }

    /** Makes the call an HTTP request. Body out: the bytes to post; the path is the model's. */
    public void encode(Exchange exchange) {
        requests.encode(exchange);
    }

    /**
     * Makes the HTTP response an answer. Body out: the answer's text; headers out: {@code
     * CamelGemini…}.
     *
     * @throws GeminiException for everything that is no usable answer
     */
    public void read(Exchange exchange) {
        responses.read(exchange);
    }

    CallAdmission admission(Exchange exchange) {
        return new CallAdmission(this, exchange);
    }

    /** The quota gate. */
    public Gate gate() {
        books();
        return gate;
    }

    /** The circuit breakers of the models. */
    public CircuitBreakers circuitBreakers() {
        return circuitBreakers;
    }

    /** The hold of the application's account. */
    public AccountHold accountHold() {
        return accountHold(null);
    }

    AccountHold accountHold(Account account) {
        return accountHolds.computeIfAbsent(
                account == null ? "" : account.label(),
                label -> new AccountHold(account == null ? key : account.key(), label, clock));
    }

    /** What the day in Los Angeles has cost so far. */
    public DailyBudget dailyBudget() {
        return books().budget;
    }

    BudgetCheck budget() {
        return books().check;
    }

    UsageRecorder usage() {
        return books().usage;
    }

    boolean hasFallback() {
        return hasFallback;
    }

    long estimateInputTokens(Call call) {
        return encoder.estimateInputTokens(call.prompt());
    }

    Clock clock() {
        return clock;
    }
}
