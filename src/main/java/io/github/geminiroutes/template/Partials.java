package io.github.geminiroutes.template;

/** Where the partials of a template come from. */
@FunctionalInterface
public interface Partials {

    /** For a template that has none. */
    Partials NONE = name -> null;

    /**
     * The text of a partial, or null if there is none of that name.
     *
     * @param name as the template wrote it; letters, digits, {@code . _ -}, and at most 128 of them
     */
    String find(String name);
}
