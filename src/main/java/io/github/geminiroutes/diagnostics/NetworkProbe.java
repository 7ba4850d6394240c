package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.api.ApiKey;
import io.github.geminiroutes.api.ForwardProxy;
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
import java.util.concurrent.Callable;
import java.util.concurrent.Executor;
import java.util.concurrent.FutureTask;

/**
 * Goes the way to the API, and asks there what costs nothing: {@code models.get}, and {@code
 * countTokens} for one word. Beside it, the ways to other endpoints, without the key.
 */
final class NetworkProbe {

    private static final int ANSWER_MILLIS = 4_000;
    private static final int FAR = 60_000;
    private static final String PING =
            "{\"contents\":[{\"role\":\"user\",\"parts\":[{\"text\":\"ping\"}]}]}";

    private final Subject subject;
    private final Checklist checklist;
    private final Clock clock;
    private final Executor threads;

    /**
     * @param threads for what waits; each task a thread of its own
     */
    NetworkProbe(Subject subject, Checklist checklist, Clock clock, Executor threads) {
        this.subject = subject;
        this.checklist = checklist;
        this.clock = clock;
        this.threads = threads;
    }

    /** Goes the whole way, within the time given. */
    Exploration explore(Duration time) {
        Deadline deadline = Deadline.in(time);
        List<Finding> findings = new ArrayList<>();
        ForwardProxy proxy;
        try {
            proxy = subject.proxy();
        } catch (IllegalArgumentException e) {
            findings.add(
                    Finding.error(
                            "proxy",
                            "HTTPS_PROXY " + e.getMessage(),
                            "Correct HTTPS_PROXY, or unset it where no proxy is needed."));
            return new Exploration(findings, null, null);
        }
        List<FutureTask<Finding>> endpoints = new ArrayList<>();
        for (URI endpoint : checklist.endpoints()) {
            endpoints.add(start(() -> reach(endpoint, proxy, deadline)));
        }
        Exploration api =
                subject.baseUrl()
                        .map(base -> exploreApi(base, proxy, deadline))
                        .orElseGet(this::noAddress);
        findings.addAll(api.findings());
        for (int i = 0; i < endpoints.size(); i++) {
            Finding late =
                    Finding.error(
                            name(checklist.endpoints().get(i)),
                            "did not answer in time",
                            "Look at the firewall and at the server.");
            findings.add(deadline.await(endpoints.get(i), FAR, late));
        }
        return new Exploration(findings, api.model(), api.count(), api.fallbacks());
    }

    private Exploration noAddress() {
        Finding finding =
                Finding.error(
                        "base-url",
                        "GOOGLE_GEMINI_BASE_URL is no http or https address",
                        "Correct GOOGLE_GEMINI_BASE_URL, or unset it: the default is Google's own.");
        return new Exploration(List.of(finding), null, null);
    }

    private Exploration exploreApi(URI base, ForwardProxy proxy, Deadline deadline) {
        List<Finding> findings = new ArrayList<>();
        findings.add(proxyFinding(base, proxy));
        Journey journey =
                new Journey(base, proxy, clock, checklist.thresholds(), threads, deadline);
        boolean hasArrived = journey.make();
        findings.addAll(journey.findings());
        if (!hasArrived) {
            return new Exploration(findings, null, null);
        }
        return hasKey() ? ask(base, deadline, findings) : askWithoutKey(base, deadline, findings);
    }

    private Finding proxyFinding(URI base, ForwardProxy proxy) {
        if (!proxy.isSet()) {
            String http = subject.variable("HTTP_PROXY") + subject.variable("http_proxy");
            return Finding.ok("proxy", http.isEmpty() ? "none" : "none (HTTP_PROXY plays no part)");
        }
        return Finding.ok(
                "proxy",
                proxy.isFor(base.getHost(), Subject.port(base))
                        ? proxy + " (HTTPS_PROXY)"
                        : proxy + ", not for " + base.getHost() + " (NO_PROXY, or this machine)");
    }

    private boolean hasKey() {
        try {
            return !subject.key().value().isEmpty();
        } catch (GeminiException | UncheckedIOException e) {
            // The section about the API tells of it.
            return false;
        }
    }

    private Exploration ask(URI base, Deadline deadline, List<Finding> findings) {
        String models = base + "/v1beta/models/";
        String url = models + subject.text("gemini.model");
        ApiKey key = subject.key();
        try (ApiClient client = client(key, deadline)) {
            FutureTask<HttpAnswer> get = start(() -> client.get(url));
            FutureTask<HttpAnswer> post = start(() -> client.post(url + ":countTokens", PING));
            Map<String, FutureTask<HttpAnswer>> others = new LinkedHashMap<>();
            for (String name : subject.fallbackModels()) {
                others.put(name, start(() -> client.get(models + name)));
            }
            HttpAnswer model = deadline.await(get, ANSWER_MILLIS, silence());
            HttpAnswer count = deadline.await(post, ANSWER_MILLIS, silence());
            findings.add(told("models.get", model));
            findings.add(told("countTokens", count));
            Map<String, HttpAnswer> fallbacks = new LinkedHashMap<>();
            others.forEach(
                    (name, other) ->
                            fallbacks.put(name, deadline.await(other, ANSWER_MILLIS, silence())));
            return new Exploration(findings, model, count, fallbacks);
        }
    }

    /** Even a refusal shows that somebody is there, and what time it is there. */
    private Exploration askWithoutKey(URI base, Deadline deadline, List<Finding> findings) {
        try (ApiClient client = client(null, deadline)) {
            FutureTask<HttpAnswer> get = start(() -> client.get(base + "/v1beta/models"));
            HttpAnswer answer = deadline.await(get, ANSWER_MILLIS, silence());
            findings.add(told("models.list", answer));
            return new Exploration(findings, answer, null);
        }
    }

    private ApiClient client(ApiKey key, Deadline deadline) {
        return new ApiClient(subject, key, clock, deadline.millis(ANSWER_MILLIS));
    }

    private static HttpAnswer silence() {
        Failure failure = Failure.of(FailureKind.TIMEOUT, "no answer");
        return new HttpAnswer(0, null, failure, null, Duration.ofMillis(ANSWER_MILLIS));
    }

    private <T> FutureTask<T> start(Callable<T> work) {
        FutureTask<T> task = new FutureTask<>(work);
        threads.execute(task);
        return task;
    }

    /** Whether an answer came; what it says about key and model is another section's. */
    private Finding told(String name, HttpAnswer answer) {
        String took = answer.took().toMillis() + " ms";
        if (answer.isGood()) {
            boolean isSlow = answer.took().toMillis() > checklist.thresholds().answerWarnMillis();
            JsonNode tokens = answer.json().path("totalTokens");
            String value = "200 in " + took + (tokens.isNumber() ? ", " + tokens + " tokens" : "");
            return isSlow
                    ? Finding.warn(
                            name, value, "Look at the network: the API answers slowly from here.")
                    : Finding.ok(name, value);
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
                    "The server takes the call and does not answer: look for a proxy or firewall in between and at"
                            + " https://status.cloud.google.com.";
            case REDIRECT ->
                    "Correct GOOGLE_GEMINI_BASE_URL, or look for a login page of the network: a redirect is never"
                            + " followed.";
            case PROXY_REFUSED ->
                    "Give the proxy's user and password in HTTPS_PROXY: http://user:password@host:port.";
            default -> "Look for a proxy or firewall in between that cuts connections.";
        };
    }

    /** The way to another endpoint: any HTTP answer will do, and the key stays here. */
    private Finding reach(URI endpoint, ForwardProxy proxy, Deadline deadline) {
        Journey journey =
                new Journey(endpoint, proxy, clock, checklist.thresholds(), threads, deadline);
        if (!journey.make()) {
            return journey.findings().stream()
                    .filter(step -> step.status() == Status.ERROR)
                    .findFirst()
                    .map(step -> as(endpoint, step))
                    .orElseGet(() -> Finding.error(name(endpoint), "not reached", "Try again."));
        }
        try (ApiClient client = client(null, deadline)) {
            HttpAnswer answer = client.get(endpoint.toString());
            String took = answer.took().toMillis() + " ms";
            return answer.code() > 0
                    ? Finding.ok(name(endpoint), answer.code() + " in " + took)
                    : Finding.error(
                            name(endpoint),
                            answer.failure().summary() + ", " + took,
                            "Look at the server and for a proxy or firewall in between.");
        }
    }

    private static Finding as(URI endpoint, Finding step) {
        return new Finding(
                name(endpoint), step.status(), step.name() + ": " + step.value(), step.advice());
    }

    /** Without a query, which may hold a secret. */
    private static String name(URI endpoint) {
        return "endpoint "
                + endpoint.getScheme()
                + "://"
                + endpoint.getAuthority()
                + (endpoint.getPath() == null ? "" : endpoint.getPath());
    }
}
