package io.github.geminiroutes.diagnostics.network;

import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.diagnostics.section.Section;
import io.github.geminiroutes.diagnostics.section.SectionName;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

/** The connection to the API, step by step. */
public final class NetworkSection implements Section {

    private final Supplier<Optional<NetworkReport>> network;

    /**
     * @param network waits for the report of the probe; empty if the network is left alone
     */
    public NetworkSection(Supplier<Optional<NetworkReport>> network) {
        this.network = network;
    }

    @Override
    public SectionName name() {
        return SectionName.NETWORK;
    }

    @Override
    public List<Finding> examine() {
        return network.get()
                .map(NetworkReport::findings)
                .orElse(List.of(Finding.ok("network", "not tried (--offline)")));
    }
}
