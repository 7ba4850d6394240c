package io.github.geminiroutes.diagnostics;

import java.util.List;
import java.util.Map;

/**
 * What was found on the way to the API. It is explored once a sweep; three sections tell of it.
 *
 * @param findings the steps in their order: proxy, DNS, TCP, TLS, calls, further endpoints
 * @param model the answer to {@code models.get}; null if it was not asked
 * @param count the answer to {@code countTokens}; null if it was not asked
 * @param fallbacks the answers to {@code models.get} for the fallback models, by name
 */
record Exploration(
        List<Finding> findings,
        HttpAnswer model,
        HttpAnswer count,
        Map<String, HttpAnswer> fallbacks) {

    /** What there is to tell of a way that has no end. */
    static final Exploration UNFINISHED =
            new Exploration(
                    List.of(
                            Finding.error(
                                    "network",
                                    "no end in time",
                                    "Look at the name servers, the firewall and the proxy: something takes calls and"
                                            + " does not answer.")),
                    null,
                    null);

    Exploration(List<Finding> findings, HttpAnswer model, HttpAnswer count) {
        this(findings, model, count, Map.of());
    }

    Exploration {
        findings = List.copyOf(findings);
    }
}
