/**
 * From a prompt file's bytes to the bytes of a {@code generateContent} request. {@link
 * io.github.geminiroutes.prompt.PromptParser} reads the file, {@link
 * io.github.geminiroutes.prompt.RequestEncoder} writes the request. A prompt is data of unknown
 * origin: nothing in it is evaluated, fetched, or used as a path beyond the checked names of its
 * attachments.
 */
package io.github.geminiroutes.prompt;
