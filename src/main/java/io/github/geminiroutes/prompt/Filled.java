package io.github.geminiroutes.prompt;

/**
 * A prompt that was made of a template.
 *
 * @param changing where its contents begin to depend on the values that were given; null if they
 *     depend on none, or all of the prompt does
 */
public record Filled(Prompt prompt, Place changing) {

    /**
     * A place in the contents of a request; it may lie behind their end.
     *
     * @param turn the index of the turn
     * @param part the index of the part in it
     * @param offset how many characters of that part's text precede the place
     */
    public record Place(int turn, int part, int offset) {}
}
