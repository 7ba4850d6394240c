package io.github.geminiroutes.prompt;

/**
 * An answer cannot be validated by the schema. Gemini may take the schema nevertheless, because it
 * ignores the keywords that it does not support.
 */
final class UncheckableSchemaException extends InvalidPromptException {

    UncheckableSchemaException(String message, int line) {
        super(message, line);
    }
}
