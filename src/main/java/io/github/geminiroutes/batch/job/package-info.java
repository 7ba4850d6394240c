/**
 * A job of Google's Batch API and its directory: what is to be done next is what the directory
 * shows. Knows no Camel and no drop folder.
 */
package io.github.geminiroutes.batch.job;
