package io.github.geminiroutes.generate;

import java.util.Set;
import org.apache.camel.support.DefaultHeaderFilterStrategy;

/** The headers of a response that a call looks at: only these become headers of the message. */
public final class ResponseHeaders extends DefaultHeaderFilterStrategy {

    public ResponseHeaders() {
        setInFilter(
                Set.of(ResponseReader.RETRY_AFTER, ResponseReader.LOCATION, ServiceTiers.HEADER));
        setFilterOnMatch(false);
    }
}
