package io.github.geminiroutes.policy;

import io.github.geminiroutes.failure.Failure;

/**
 * A bean that is told when the calls of the application's account are held, and when they go on. It
 * is called under the lock of the hold, and must be brief.
 */
public interface IntakeListener {

    /**
     * Calls are held, or held for another reason than before.
     *
     * @param prompt names the prompt that met it
     */
    void intakeStopped(String prompt, Failure reason);

    /** Calls go on. */
    void intakeResumed();
}
