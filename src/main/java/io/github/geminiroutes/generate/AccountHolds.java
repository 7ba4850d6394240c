package io.github.geminiroutes.generate;

import io.github.geminiroutes.api.Account;
import io.github.geminiroutes.policy.AccountHold;
import io.github.geminiroutes.policy.HoldLog;
import io.github.geminiroutes.policy.IntakeListener;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/** The hold of each account that is in use. Thread-safe. */
final class AccountHolds {

    private final GeminiClient client;
    private final Map<String, AccountHold> holds = new ConcurrentHashMap<>();

    AccountHolds(GeminiClient client) {
        this.client = client;
    }

    /**
     * @param account null for the application's
     */
    AccountHold of(Account account) {
        return holds.computeIfAbsent(
                account == null ? "" : account.label(),
                label ->
                        new AccountHold(
                                client.key(account),
                                new HoldLog(label, this::listeners),
                                client.clock()));
    }

    private Collection<IntakeListener> listeners() {
        return client.getCamelContext() == null
                ? Set.of()
                : client.getCamelContext().getRegistry().findByType(IntakeListener.class);
    }
}
