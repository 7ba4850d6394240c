package io.github.geminiroutes.policy;

/**
 * No call was made, and nothing is wrong with the prompt: the call would have to wait and its
 * caller declines to, or the routes stop. Without a stack trace, as a limited model makes them by
 * the thousand.
 */
public final class CallDeferredException extends RuntimeException {

    private CallDeferredException(String message) {
        super(message, null, false, false);
    }

    public static CallDeferredException ofWait(String model) {
        return new CallDeferredException("Calls of " + model + " have to wait");
    }

    public static CallDeferredException ofHold() {
        return new CallDeferredException(
                "Gemini refuses what the prompt asks for: the call was not made");
    }

    public static CallDeferredException ofHours() {
        return new CallDeferredException("Calls leave only in gemini.hours: the call was not made");
    }

    public static CallDeferredException ofBudget(String task) {
        return new CallDeferredException(
                "The budget of the task " + task + " has no room: the call was not made");
    }

    public static CallDeferredException ofStop() {
        return new CallDeferredException(
                "The Gemini routes stop: the call was waiting for its quota and was not made");
    }
}
