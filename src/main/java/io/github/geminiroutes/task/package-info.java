/**
 * Task folders: one standing prompt, {@code task.prompt}, for every document and every row in a
 * folder of the inbox. The files themselves go the ways of {@code folder}.
 */
package io.github.geminiroutes.task;
