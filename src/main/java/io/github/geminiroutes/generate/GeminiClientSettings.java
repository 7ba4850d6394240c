package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.GeminiHttpClient;
import io.github.geminiroutes.breaker.CircuitBreakers;
import io.github.geminiroutes.quota.Gate;
import io.github.geminiroutes.support.Seconds;
import io.github.geminiroutes.support.Usd;
import io.github.geminiroutes.usage.PriceFile;
import io.github.geminiroutes.usage.Prices;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import org.apache.camel.CamelContext;

/** The settings of the core, as the route file {@code gemini-generate} sets them. */
public abstract class GeminiClientSettings {

    /** Ten years: sums with it stay within what a point in time can be. */
    private static final double MOST_SECONDS = 10 * 365 * 86_400.0;

    final Gate gate;
    final CircuitBreakers circuitBreakers;
    final RequestBuilder requests;
    final ResponseReader responses;
    final CachedAnswers cachedAnswers;
    ApiKey key;
    URI server;
    boolean hasFallback;
    private String priceFile = "";
    BigDecimal budgetLimit;
    Path budgetFile;
    long maxRequestSize;
    private String hoursText = "";
    private String hoursZone = "";
    private volatile OpenHours hours = OpenHours.ALWAYS;

    GeminiClientSettings(Clock clock) {
        gate = new Gate(clock);
        circuitBreakers = new CircuitBreakers(clock);
        requests = new RequestBuilder(clock, gate);
        responses = new ResponseReader(clock);
        cachedAnswers = new CachedAnswers(responses, clock);
    }

    /** The application's key. */
    public void setKey(ApiKey key) {
        this.key = key;
        gate.setKey(key);
    }

    /** Where the API answers, with or without a version at the end of its path. */
    public void setBaseUrl(String baseUrl) {
        String address = Account.address(baseUrl);
        requests.setAddress(address.equals(baseUrl) ? null : address);
        server = URI.create(address);
        requests.storage().setServer(server);
        gate.setScope(address);
    }

    /** The model of prompts that name none. */
    public void setModel(String model) {
        requests.setModel(model);
    }

    /** The service tier of prompts that name none: standard, flex or priority. */
    public void setTier(String tier) {
        requests.tiers().setDefault(tier);
    }

    /** How long Gemini may be silent during a call of the flex tier, in seconds. */
    public void setFlexTimeout(long seconds) {
        requests.tiers().setFlexTimeout(Duration.ofSeconds(seconds));
    }

    /** The hours in which calls leave, see {@link OpenHours#parse}; empty for always. */
    public void setHours(String hours) {
        hoursText = hours;
        this.hours = OpenHours.parse(hoursText, hoursZone);
    }

    /** The time zone of the hours; empty for that of the system. */
    public void setHoursZone(String zone) {
        hoursZone = zone;
        hours = OpenHours.parse(hoursText, hoursZone);
    }

    /** The hours in which calls leave. */
    public OpenHours hours() {
        return hours;
    }

    /**
     * Makes sure that a template can be used, before the first message needs it.
     *
     * @throws io.github.geminiroutes.prompt.InvalidPromptException if it does not exist, or is
     *     broken
     */
    public void requireTemplate(CamelContext context, String location) {
        requests.templates().find(context, location);
    }

    /** Whether Google may store requests and answers. */
    public void setStore(boolean mayStore) {
        requests.storage().setMayStore(mayStore);
    }

    /** The largest request in bytes. */
    public void setMaxRequestSize(long bytes) {
        maxRequestSize = bytes;
        requests.setMaxRequestSize(bytes);
        cachedAnswers.setMaxRequestSize(bytes);
    }

    /** The largest answer in bytes, after decompression. */
    public void setMaxResponseSize(long bytes) {
        responses.setMaxSize(GeminiHttpClient.withinHeap(bytes));
    }

    /** Where a large answer is kept until it is read; empty for Java's own place. */
    public void setTmpDir(String directory) {
        responses.setDirectory(directory.isBlank() ? null : Path.of(directory.strip()));
    }

    /** How long an answer is given again to the same request, in seconds; 0: never. */
    public void setAnswerCacheTtl(double seconds) {
        cachedAnswers.setLife(Seconds.toDuration(Math.min(seconds, MOST_SECONDS)));
    }

    /** The most bytes that all kept answers take. */
    public void setAnswerCacheMaxSize(long bytes) {
        cachedAnswers.setMostBytes(bytes);
    }

    /** The directory of the kept answers; empty for none. */
    public void setAnswerCacheDir(String directory) {
        cachedAnswers.setDirectory(directory.isBlank() ? null : Path.of(directory.strip()));
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

    /**
     * USD a day; empty for no limit.
     *
     * @throws IllegalArgumentException if it is no amount
     */
    public void setBudget(String usdPerDay) {
        budgetLimit = usdPerDay.isBlank() ? null : Usd.parse(usdPerDay);
    }

    /** Where the sum of the day's cost is kept; empty for nowhere. */
    public void setBudgetFile(String file) {
        budgetFile = file.isBlank() ? null : Path.of(file.strip());
    }

    /** The prices of the file, or those in the jar. */
    final Prices prices() {
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
}
