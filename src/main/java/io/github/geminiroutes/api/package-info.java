/**
 * The HTTP side of the Gemini API: key, account, proxy, and the request body. The entry point is
 * {@link io.github.geminiroutes.api.GeminiHttpClient}, which configures the HTTP client of the
 * Camel endpoint. Nothing here retries. The key is added in the HTTP client, below Camel, so that
 * no message header ever contains it.
 */
package io.github.geminiroutes.api;
