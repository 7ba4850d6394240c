package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.policy.LastingLimits;
import io.github.geminiroutes.prompt.InvalidPromptException;
import io.github.geminiroutes.prompt.Lane;
import io.github.geminiroutes.prompt.Prompt;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.usage.DailyBudget;
import io.github.geminiroutes.usage.TaskBudgets;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import org.apache.camel.AsyncCallback;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Exchange;

/**
 * The entry point of the core: the settings of a call to Gemini and the parts that serve it, which
 * are the quota gate, the circuit breakers, the day's budget, the hold of the account, and the
 * accounting. The route {@code gemini-generate} calls {@link #prepare}, {@link #encode} and {@link
 * #read}; {@link QuotaPolicy} stands around the latter two.
 *
 * <p>The parts are made by {@link #open} or at their first use, and not when the bean is made, as
 * Camel's YAML DSL makes every bean twice.
 */
public final class GeminiClient extends GeminiClientSettings implements CamelContextAware {

    /** The bean's name in the bundle's routes. */
    public static final String BEAN = "gemini-client";

    private final Clock clock;
    private final AccountHolds accountHolds;
    private final SlowAnswers slowAnswers = new SlowAnswers();
    private final LastingLimits lastingLimits = new LastingLimits();
    private final WaiterSignal waiterSignal = new WaiterSignal();
    private final Uploads uploads = new Uploads(this);
    private CamelContext context;
    private volatile Accounting accounting;

    public GeminiClient() {
        this(Clock.systemUTC());
    }

    GeminiClient(Clock clock) {
        super(clock);
        this.clock = clock;
        accountHolds = new AccountHolds(this);
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

    /**
     * Recalls what was kept and registers the meters, once.
     *
     * @throws IllegalArgumentException if the table of prices cannot be used
     */
    void open() {
        accounting();
        accountHold().setOpen(true);
    }

    private Accounting accounting() {
        Accounting known = accounting;
        return known == null ? openAccounting() : known;
    }

    private synchronized Accounting openAccounting() {
        if (accounting == null) {
            gate.start();
            accounting = Accounting.open(this);
        }
        return accounting;
    }

    double openCalls() {
        QuotaPolicy policy =
                context.getRegistry().lookupByNameAndType(QuotaPolicy.BEAN, QuotaPolicy.class);
        return policy == null ? Double.NaN : policy.openCalls();
    }

    /** Has the edges take nothing more: the routes stop. */
    void stopIntake() {
        accountHold().setOpen(false);
    }

    /** Writes what a restart needs, if it is due, and shows limits that were learned. */
    void store() {
        gate.maintain();
        accounting().keepIfDue();
    }

    /** Writes what a restart needs and lets go of Redis. */
    void close() {
        if (accounting != null) {
            gate.close();
            accounting.keep();
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
        usage().began(exchange);
        requests.encode(exchange);
    }

    /**
     * Makes the HTTP response an answer. Body out: the answer's text; headers out: {@code
     * CamelGemini…}.
     *
     * @param callback is told of the end, if the answer has to wait for its turn first
     * @return whether it has ended
     * @throws GeminiException for everything that is no usable answer
     * @throws IOException if the response cannot be read to its end
     * @throws InterruptedException if the process stops
     */
    boolean read(Exchange exchange, AsyncCallback callback)
            throws IOException, InterruptedException {
        return responses.read(exchange, callback);
    }

    /** How a prompt is served that no header says anything about. */
    public Lane lane(Prompt prompt) {
        return requests.tiers().lane(prompt, null, null);
    }

    CallAdmission admission(Exchange exchange) {
        return new CallAdmission(this, exchange);
    }

    /** The quota gate. */
    public Gate gate() {
        accounting();
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
        return accountHolds.of(account);
    }

    ApiKey key(Account account) {
        return account == null ? key : account.key();
    }

    /** What the day in Los Angeles has cost so far. */
    public DailyBudget dailyBudget() {
        return accounting().budget();
    }

    /** Why what calls cost cannot be written; null if it can. */
    public String accountingTrouble() {
        Accounting known = accounting;
        return known == null ? null : known.trouble();
    }

    TaskBudgets taskBudgets() {
        return accounting().tasks();
    }

    /** Continues with what an instance that had the folders before has spent. */
    public void recallBudgets() {
        accounting().recall();
    }

    /**
     * Tells what a task may cost, and looks whether it may go on: see {@link TaskBudgets#look}.
     *
     * @param usd a day; null for no limit
     */
    public String lookAtBudget(String task, BigDecimal usd) {
        return accounting().tasks().look(RequestBuilder.task(task), usd);
    }

    /** The files at Google that are too large to go with a request. */
    public Uploads uploads() {
        return uploads;
    }

    BudgetCheck budget() {
        return accounting().check();
    }

    SlowAnswers slowAnswers() {
        return slowAnswers;
    }

    WaiterSignal waiterSignal() {
        return waiterSignal;
    }

    LastingLimits lastingLimits() {
        return lastingLimits;
    }

    UsageRecorder usage() {
        return accounting().usage();
    }

    boolean hasFallback() {
        return hasFallback;
    }

    /** Where a call goes, for people. */
    String address(Call call) {
        return call.account() == null ? server.toString() : call.account().baseUrl();
    }

    Clock clock() {
        return clock;
    }
}
