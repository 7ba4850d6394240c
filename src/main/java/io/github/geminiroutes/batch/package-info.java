/**
 * The batch lane: prompts gather, become a job of Google's Batch API, and get their answers when it
 * has ended.
 */
package io.github.geminiroutes.batch;
