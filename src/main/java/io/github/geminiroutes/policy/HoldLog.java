package io.github.geminiroutes.policy;

import io.github.geminiroutes.failure.Failure;
import java.util.Collection;
import java.util.Set;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Tells the log and the listeners about the hold of an account. */
public final class HoldLog {

    /** The name that people look for. */
    private static final Logger LOG = LoggerFactory.getLogger(AccountHold.class);

    private final String ofAccount;
    private final Supplier<? extends Collection<IntakeListener>> listeners;

    /**
     * @param account names the account; empty for the application's
     * @param listeners those that are told, asked for each time; a host's other accounts are its
     *     own matter, and no listener is told of them
     */
    public HoldLog(String account, Supplier<? extends Collection<IntakeListener>> listeners) {
        ofAccount = account.isEmpty() ? "" : " for " + account;
        this.listeners = account.isEmpty() ? listeners : Set::of;
    }

    private void tell(Consumer<IntakeListener> what) {
        listeners.get().forEach(what);
    }

    void stopped(String prompt, Failure failure) {
        LOG.error(
                "Intake stopped{}, prompts and messages stay where they are: {}: {} | Met by {} | What to do: {}",
                ofAccount,
                failure.kind().id(),
                failure.message(),
                prompt,
                failure.kind().advice());
        tell(listener -> listener.intakeStopped(prompt, failure));
    }

    void open() {
        LOG.info("Intake is open again{}", ofAccount);
        tell(IntakeListener::intakeResumed);
    }
}
