package io.github.geminiroutes.diagnostics.network;

import io.github.geminiroutes.diagnostics.section.Finding;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * What a {@link NetworkProbe} found between this machine and the API. One sweep probes once, and
 * three sections use the report.
 *
 * @param findings the steps in their order: proxy, DNS, TCP, TLS, calls, further endpoints
 * @param model the answer to {@code models.get}; null if the call was not made
 * @param count the answer to {@code countTokens}; null if the call was not made
 * @param fallbacks the answers to {@code models.get} for the fallback models, by name
 * @param jobs the list of batch jobs; null if it was not read
 */
public record NetworkReport(
        List<Finding> findings,
        HttpAnswer model,
        HttpAnswer count,
        Map<String, HttpAnswer> fallbacks,
        RemoteJobs jobs) {

    /** The report if the network did not answer in time. */
    public static final NetworkReport UNFINISHED =
            new NetworkReport(
                    List.of(
                            Finding.error(
                                    "network",
                                    "no answer in time",
                                    "Check the name servers, the firewall and the proxy: something accepts connections"
                                            + " and does not answer.")),
                    null,
                    null);

    /** A report without fallback models. */
    public NetworkReport(List<Finding> findings, HttpAnswer model, HttpAnswer count) {
        this(findings, model, count, Map.of(), null);
    }

    public NetworkReport {
        findings = List.copyOf(findings);
    }

    /** The answers about key and requested model, as far as there are any. */
    public List<HttpAnswer> answers() {
        return Stream.of(count, model).filter(Objects::nonNull).toList();
    }

    /** How far this machine's clock is ahead of the server's; empty if no answer had a date. */
    public Optional<Duration> clockSkew() {
        return answers().stream().map(HttpAnswer::skew).filter(Objects::nonNull).findFirst();
    }
}
