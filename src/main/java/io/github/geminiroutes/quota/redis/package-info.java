/**
 * The connection to a Redis that instances share their quota in. The entry point is {@link
 * io.github.geminiroutes.quota.redis.RedisLink}; its decisions are made in {@code
 * shared-quota.lua}.
 */
package io.github.geminiroutes.quota.redis;
