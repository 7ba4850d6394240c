package io.github.geminiroutes.monitoring;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.generate.OpenHours;
import java.time.Instant;

/** The hours in which calls leave, on the status page. */
final class HoursView {

    private HoursView() {}

    /** Adds {@code hours} to the data of the page, where calls do not leave at all times. */
    static void addTo(ObjectNode data, OpenHours hours, Instant now) {
        if (!hours.areLimited()) {
            return;
        }
        boolean isOpen = hours.isOpen(now);
        Instant edge = isOpen ? hours.closesAt(now) : hours.opensAt(now);
        data.putObject("hours")
                .put("isOpen", isOpen)
                .put("until", edge == null ? null : edge.toString());
    }
}
