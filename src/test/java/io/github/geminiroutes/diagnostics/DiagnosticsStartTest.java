package io.github.geminiroutes.diagnostics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class DiagnosticsStartTest {

    @Test
    void aScheduleThatIsEarlierThanTheStartOfTheRoutesWaitsForIt() {
        Diagnostics diagnostics = new Diagnostics();
        diagnostics.setCamelContext(new DefaultCamelContext());

        // As the stop of its route does.
        Thread.currentThread().interrupt();

        assertThatThrownBy(diagnostics::sweep).isInstanceOf(InterruptedException.class);
        assertThat(diagnostics.last()).isEmpty();
    }
}
