package io.github.geminiroutes.template;

/**
 * The template, or a value that it asks for, is wrong: a retry cannot help. The message names what
 * is wrong and what to do.
 */
public final class TemplateException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final int line;
    private final boolean isOfAbsence;

    /**
     * @param line the line of the template, from 1; 0 if the error is in no line of its own
     */
    TemplateException(String message, int line) {
        this(message, line, false);
    }

    /**
     * @param isOfAbsence whether a variable has no value
     */
    TemplateException(String message, int line, boolean isOfAbsence) {
        super(message);
        this.line = line;
        this.isOfAbsence = isOfAbsence;
    }

    /** An error whose line is added by the caller. */
    TemplateException(String message) {
        this(message, 0);
    }

    /** Whether nothing is wrong but that a variable has no value, which may come later. */
    public boolean isOfAbsence() {
        return isOfAbsence;
    }

    /** The line of the template, from 1; 0 if the error is in no line of its own. */
    public int line() {
        return line;
    }
}
