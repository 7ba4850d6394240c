/**
 * What each call to Gemini used and cost: the usage log, meters, prices, the daily budget. The
 * entry points are {@link io.github.geminiroutes.usage.CallMeters}, {@link
 * io.github.geminiroutes.usage.UsageLog} and {@link io.github.geminiroutes.usage.DailyBudget};
 * {@code generate} calls them once for each call that ends. A call without a known price counts as
 * unpriced, never as free.
 */
package io.github.geminiroutes.usage;
