package io.github.geminiroutes.app;

import java.io.Console;
import java.lang.reflect.InvocationTargetException;

/** Whether a person is watching. */
final class Terminal {

    private Terminal() {}

    /**
     * From Java 22 on there is a console without a terminal too, and the console says which it is
     * (https://openjdk.org/jeps/8295803); before, there is none without.
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
