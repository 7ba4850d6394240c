package io.github.geminiroutes.quota;

import java.time.Instant;

/**
 * A limit that the server named.
 *
 * @param limit 1 or more
 * @param at when it was named
 */
record LearnedLimit(long limit, Instant at) {}
