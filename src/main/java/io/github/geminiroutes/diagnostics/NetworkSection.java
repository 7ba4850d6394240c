package io.github.geminiroutes.diagnostics;

import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The way to the API, step by step. */
final class NetworkSection implements Section {

    private final Supplier<Optional<Exploration>> network;

    /**
     * @param network what was found on the way to the API; waits for it; empty if nobody went there
     */
    NetworkSection(Supplier<Optional<Exploration>> network) {
        this.network = network;
    }

    @Override
    public SectionName name() {
        return SectionName.NETWORK;
    }

    @Override
    public List<Finding> examine() {
        return network.get()
                .map(Exploration::findings)
                .orElse(List.of(Finding.ok("network", "not tried (--offline)")));
    }
}
