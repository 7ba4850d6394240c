package io.github.geminiroutes.generate;

import java.time.Instant;

/**
 * The cache that a call is to name in place of its beginning.
 *
 * @param of whose it is
 * @param name that Google gave it
 * @param expiresAt when it ends
 */
record SentCache(ContextCache of, String name, Instant expiresAt) {}
