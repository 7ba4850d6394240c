package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import java.util.function.Consumer;
import org.apache.camel.CamelContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log, and those who listen, are told of an account's hold. */
final class HoldLog {

    /** The name that people look for. */
    private static final Logger LOG = LoggerFactory.getLogger(AccountHold.class);

    private final String ofAccount;
    private final CamelContext context;

    /**
     * @param account names the account; empty for the application's
     * @param context has the beans that listen; null for none
     */
    HoldLog(String account, CamelContext context) {
        ofAccount = account.isEmpty() ? "" : " for " + account;
        this.context = context;
    }

    /** A host's other accounts are its own matter. */
    private void tell(Consumer<IntakeListener> what) {
        if (context != null && ofAccount.isEmpty()) {
            context.getRegistry().findByType(IntakeListener.class).forEach(what);
        }
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
