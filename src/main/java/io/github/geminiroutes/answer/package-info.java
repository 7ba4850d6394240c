/**
 * From the body of a {@code generateContent} response to an answer, or to a failure that names the
 * reason. The entry point is {@link io.github.geminiroutes.answer.AnswerReader}. The code 200 does
 * not make a response an answer: a blocked, empty or cut one is a failure, and JSON is checked
 * against the schema of its prompt.
 */
package io.github.geminiroutes.answer;
