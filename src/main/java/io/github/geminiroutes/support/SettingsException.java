package io.github.geminiroutes.support;

/**
 * A setting that cannot be used. The message is one line: the setting, its value, the allowed
 * values.
 */
public class SettingsException extends RuntimeException {

    public SettingsException(String message) {
        super(message);
    }
}
