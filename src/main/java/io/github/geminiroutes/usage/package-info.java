/**
 * What each call to Gemini used and cost: the usage log, meters, prices, the day's budget. Only
 * {@link io.github.geminiroutes.usage.Bookkeeper} knows Camel.
 */
package io.github.geminiroutes.usage;
