package io.github.geminiroutes.app;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether the output is an interactive terminal. */
final class Terminal {

    private Terminal() {}

    /**
     * From Java 22 on, a console can exist without a terminal, and a method of the console tells
     * which (https://openjdk.org/jeps/8295803). Before, a console implies a terminal.
     */
    static boolean isInteractive() {
        Console console = System.console();
        if (console == null || "dumb".equals(System.getenv("TERM"))) {
            return false;
        }
        try {
            return (boolean) Console.class.getMethod("isTerminal").invoke(console);
        } catch (NoSuchMethodException e) {
            return true;
        } catch (IllegalAccessException | InvocationTargetException e) {
            throw new IllegalStateException("Console.isTerminal is public and throws nothing", e);
        }
    }
}
