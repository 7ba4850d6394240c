/**
 * Answers that were paid for and are given again: {@link AnswerCache} keeps them in files, {@link
 * SingleFlight} has one caller ask what several want to know at the same time.
 */
package io.github.geminiroutes.cache;
