/**
 * The core's Camel side: one request becomes one answer, or a failure. {@link
 * io.github.geminiroutes.generate.GeminiClient} is the bean of the route files {@code
 * gemini-generate} and {@code gemini-stream}, {@link io.github.geminiroutes.generate.QuotaPolicy}
 * their policy, {@link io.github.geminiroutes.generate.Call} what an exchange carries, and {@link
 * io.github.geminiroutes.generate.Retry} the bean of {@code gemini-redelivery}.
 */
package io.github.geminiroutes.generate;
