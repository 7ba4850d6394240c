/**
 * The connection to the Redis with the shared quota of several instances. The entry point is {@link
 * io.github.geminiroutes.quota.redis.RedisLink}; its decisions are made in {@code
 * shared-quota.lua}.
 */
package io.github.geminiroutes.quota.redis;
