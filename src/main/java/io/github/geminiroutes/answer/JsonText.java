package io.github.geminiroutes.answer;

/**
 * A text within a JSON document.
 *
 * @param json the document in UTF-8
 * @param offset where the text's quotation mark is
 */
record JsonText(byte[] json, int offset) {}
