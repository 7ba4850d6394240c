package io.github.geminiroutes.folder;

/** What became of a prompt that was to go back into the inbox. */
enum GivenBack {
    /** It is in the inbox. */
    MOVED,
    /** Its owner, or another program, has taken it away before. */
    GONE,
    /** It stays, as the inbox has something else of its name. */
    STAYS;

    /** Whether it lies in the inbox or nowhere. */
    boolean isOut() {
        return this != STAYS;
    }
}
