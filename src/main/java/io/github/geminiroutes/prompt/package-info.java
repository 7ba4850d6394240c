/**
 * From a prompt file's bytes to the bytes of a {@code generateContent} request. {@link
 * io.github.geminiroutes.prompt.PromptParser} reads the file, {@link
 * io.github.geminiroutes.prompt.RequestEncoder} writes the request. A prompt is untrusted: nothing
 * in it is evaluated or fetched, and only the checked names of its attachments are used as paths.
 */
package io.github.geminiroutes.prompt;
