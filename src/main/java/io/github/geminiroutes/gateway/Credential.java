package io.github.geminiroutes.gateway;

import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpServerRequest;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * What a request shows to tell who asks: the header {@code x-goog-api-key}, the parameter {@code
 * key}, or a bearer's token.
 *
 * @param token null if there is none
 * @param isContradictory whether there are two that differ
 */
record Credential(String token, boolean isContradictory) {

    private static final String BEARER = "bearer ";

    static Credential of(HttpServerRequest request) {
        Set<String> tokens = new HashSet<>();
        addTo(tokens, request.headers().getAll("x-goog-api-key"));
        addTo(tokens, request.params().getAll("key"));
        for (String value : request.headers().getAll(HttpHeaders.AUTHORIZATION)) {
            if (value.regionMatches(true, 0, BEARER, 0, BEARER.length())) {
                addTo(tokens, List.of(value.substring(BEARER.length())));
            }
        }
        return new Credential(
                tokens.size() == 1 ? tokens.iterator().next() : null, tokens.size() > 1);
    }

    private static void addTo(Set<String> tokens, List<String> values) {
        for (String value : values) {
            if (!value.isBlank()) {
                tokens.add(value.strip());
            }
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "Credential[not shown]";
    }
}
