package io.github.geminiroutes.generate;

import io.github.geminiroutes.failure.Failure;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the log says of an account's hold. */
final class HoldLog {

    /** The name that people look for. */
    private static final Logger LOG = LoggerFactory.getLogger(AccountHold.class);

    private final String ofAccount;

    /**
     * @param account names the account; empty for the application's
     */
    HoldLog(String account) {
        ofAccount = account.isEmpty() ? "" : " for " + account;
    }

    void stopped(String prompt, Failure failure) {
        LOG.error(
                "Intake stopped{}, prompts and messages stay where they are: {}: {} | Met by {} | What to do: {}",
                ofAccount,
                failure.kind().id(),
                failure.message(),
                prompt,
                failure.kind().advice());
    }

    void open() {
        LOG.info("Intake is open again{}", ofAccount);
    }
}
