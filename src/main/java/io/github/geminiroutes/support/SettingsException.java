package io.github.geminiroutes.support;

/**
 * A setting that cannot be used. The message is one line: the setting, its value, what is allowed.
 */
public class SettingsException extends RuntimeException {

    public SettingsException(String message) {
        super(message);
    }
}
