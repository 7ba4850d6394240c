package io.github.geminiroutes.diagnostics.network;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.ForwardProxy;
import io.github.geminiroutes.diagnostics.section.Deadline;
import io.github.geminiroutes.diagnostics.section.DiagnosticConfig;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;
import java.util.function.Supplier;

/**
 * Connects to the API step by step, then makes two calls that cost nothing: {@code models.get}, and
 * {@code countTokens} for one word. Beside that it checks the operator's other endpoints.
 */
public final class NetworkProbe {

    private static final int NO_LIMIT = 60_000;
    private static final String PING =
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"ping\"}]}]}";

    private final DiagnosticInput input;
    private final DiagnosticConfig config;
    private final Clock clock;
    private final Executor threads;
    private Supplier<Set<String>> knownJobs;
    private final StepLimits limits;

    /**
     * @param threads runs what waits, each task on a thread of its own
     */
    public NetworkProbe(
            DiagnosticInput input, DiagnosticConfig config, Clock clock, Executor threads) {
        this(input, config, clock, threads, StepLimits.DEFAULT);
    }

    NetworkProbe(
            DiagnosticInput input,
            DiagnosticConfig config,
            Clock clock,
            Executor threads,
            StepLimits limits) {
        this.input = input;
        this.config = config;
        this.clock = clock;
        this.threads = threads;
        this.limits = limits;
    }

    /**
     * Has the list of batch jobs read, too.
     *
     * @param known the names of jobs that are expected on it
     */
    public void listJobs(Supplier<Set<String>> known) {
        knownJobs = known;
    }

    /** Probes within the given time; what is late becomes a finding. */
    public NetworkReport probe(Duration time) {
        Deadline deadline = Deadline.in(time);
        List<Finding> findings = new ArrayList<>();
        ForwardProxy proxy;
        try {
            proxy = input.proxy();
        } catch (IllegalArgumentException e) {
            findings.add(
                    Finding.error(
                            "proxy",
                            "HTTPS_PROXY " + e.getMessage(),
                            "Correct HTTPS_PROXY, or unset it where no proxy is needed."));
            return new NetworkReport(findings, null, null);
        }
        Map<EndpointCheck, FutureTask<Finding>> endpoints = new LinkedHashMap<>();
        for (URI endpoint : config.endpoints()) {
            EndpointCheck check = new EndpointCheck(endpoint);
            endpoints.put(
                    check,
                    start(
                            () ->
                                    check.run(
                                            connection(endpoint, proxy, deadline),
                                            () -> client(null, deadline))));
        }
        NetworkReport api =
                input.baseUrl()
                        .map(base -> probeApi(base, proxy, deadline))
                        .orElseGet(this::noAddress);
        findings.addAll(api.findings());
        endpoints.forEach(
                (check, task) -> findings.add(deadline.await(task, NO_LIMIT, check.late())));
        return new NetworkReport(findings, api.model(), api.count(), api.fallbacks(), api.jobs());
    }

    private NetworkReport noAddress() {
        Finding finding =
                Finding.error(
                        "base-url",
                        "GOOGLE_GEMINI_BASE_URL is not an http or https address",
                        "Correct GOOGLE_GEMINI_BASE_URL, or unset it: the default is Google's address.");
        return new NetworkReport(List.of(finding), null, null);
    }

    private NetworkReport probeApi(URI base, ForwardProxy proxy, Deadline deadline) {
        List<Finding> findings = new ArrayList<>();
        findings.add(proxyFinding(base, proxy));
        ConnectionCheck connection = connection(base, proxy, deadline);
        boolean isConnected = connection.succeeds();
        findings.addAll(connection.findings());
        if (!isConnected) {
            return new NetworkReport(findings, null, null);
        }
        return hasKey() ? ask(base, deadline, findings) : askWithoutKey(base, deadline, findings);
    }

    private Finding proxyFinding(URI base, ForwardProxy proxy) {
        if (!proxy.isSet()) {
            String http = input.variable("HTTP_PROXY") + input.variable("http_proxy");
            return Finding.ok("proxy", http.isEmpty() ? "none" : "none (HTTP_PROXY is not used)");
        }
        return Finding.ok(
                "proxy",
                proxy.isFor(base.getHost(), DiagnosticInput.port(base))
                        ? proxy + " (HTTPS_PROXY)"
                        : proxy + ", not for " + base.getHost() + " (NO_PROXY, or this machine)");
    }

    private boolean hasKey() {
        try {
            return !input.key().value().isEmpty();
        } catch (GeminiException | UncheckedIOException e) {
            // The API section reports it.
            return false;
        }
    }

    private NetworkReport ask(URI base, Deadline deadline, List<Finding> findings) {
        String models = base + "/v1beta/models/";
        String url = models + input.text("gemini.model");
        ApiKey key = input.key();
        try (ApiClient client = client(key, deadline)) {
            FutureTask<HttpAnswer> get = start(() -> client.get(url));
            FutureTask<HttpAnswer> post = start(() -> client.post(url + ":countTokens", PING));
            Map<String, FutureTask<HttpAnswer>> others = new LinkedHashMap<>();
            for (String name : input.fallbackModels()) {
                others.put(name, start(() -> client.get(models + name)));
            }
            FutureTask<RemoteJobs> jobs =
                    knownJobs == null
                            ? null
                            : start(() -> new JobList(client, base).read(knownJobs.get()));
            HttpAnswer model = await(get, deadline);
            HttpAnswer count = await(post, deadline);
            findings.add(call("models.get", model));
            findings.add(call("countTokens", count));
            Map<String, HttpAnswer> fallbacks = new LinkedHashMap<>();
            others.forEach((name, other) -> fallbacks.put(name, await(other, deadline)));
            return new NetworkReport(
                    findings,
                    model,
                    count,
                    fallbacks,
                    jobs == null ? null : deadline.await(jobs, NO_LIMIT, RemoteJobs.LATE));
        }
    }

    /** Even a refusal shows that the API is reachable, and has the server's time. */
    private NetworkReport askWithoutKey(URI base, Deadline deadline, List<Finding> findings) {
        try (ApiClient client = client(null, deadline)) {
            FutureTask<HttpAnswer> get = start(() -> client.get(base + "/v1beta/models"));
            HttpAnswer answer = await(get, deadline);
            findings.add(call("models.list", answer));
            return new NetworkReport(findings, answer, null);
        }
    }

    private ApiClient client(ApiKey key, Deadline deadline) {
        return new ApiClient(input, key, clock, deadline.millis(limits.answerMillis()));
    }

    private HttpAnswer await(FutureTask<HttpAnswer> answer, Deadline deadline) {
        Failure failure = Failure.of(FailureKind.TIMEOUT, "no answer");
        int millis = limits.answerMillis();
        return deadline.await(
                answer, millis, new HttpAnswer(0, null, failure, null, Duration.ofMillis(millis)));
    }

    private <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        threads.execute(task);
        return task;
    }

    /** Whether an answer came. What it says about key and model belongs to the API section. */
    private Finding call(String name, HttpAnswer answer) {
        String took = answer.took().toMillis() + " ms";
        if (answer.isGood()) {
            boolean isSlow = answer.took().toMillis() > config.thresholds().answerWarnMillis();
            JsonNode tokens = answer.json().path("totalTokens");
            String value = "200 in " + took + (tokens.isNumber() ? ", " + tokens + " tokens" : "");
            String advice = "Check the network: the API answers slowly from here.";
            return isSlow ? Finding.warn(name, value, advice) : Finding.ok(name, value);
        }
        Failure failure = answer.failure();
        return switch (failure.kind().fault()) {
            case ACCOUNT, QUOTA, PROMPT, PROGRAM ->
                    Finding.ok(name, answer.code() + " in " + took + ", see API Configuration");
            case SERVICE ->
                    Finding.warn(name, failure.summary() + ", " + took, failure.kind().advice());
            case NETWORK ->
                    Finding.error(name, failure.summary() + ", " + took, advice(failure.kind()));
        };
    }

    private static String advice(FailureKind kind) {
        return switch (kind) {
            case TIMEOUT ->
                    "The server accepts the call and does not answer: check for a proxy or firewall in between, and"
                            + " https://status.cloud.google.com.";
            case REDIRECT ->
                    "Correct GOOGLE_GEMINI_BASE_URL, or check whether the network asks for a login: redirects are never"
                            + " followed.";
            case PROXY_REFUSED ->
                    "Put the proxy's user and password into HTTPS_PROXY: http://user:password@host:port.";
            default -> "Check for a proxy or firewall in between that cuts connections.";
        };
    }

    private ConnectionCheck connection(URI target, ForwardProxy proxy, Deadline deadline) {
        return new ConnectionCheck(
                target, proxy, clock, config.thresholds(), threads, deadline, limits);
    }
}
