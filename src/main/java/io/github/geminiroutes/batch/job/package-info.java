/**
 * A job of Google's Batch API and its directory: what is to be done next is what the directory
 * shows. It uses neither Camel nor the drop folder.
 */
package io.github.geminiroutes.batch.job;
