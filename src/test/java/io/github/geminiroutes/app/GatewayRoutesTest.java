package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class GatewayRoutesTest {
    private static final String MAX_CALLS = "gemini.gateway.max-calls";

    @ParameterizedTest
    @CsvSource({"1000, 1048576, 1000", "1000, 760, 252", "20, 760, 20", "1000, 248, 62"})
    void oneTokenLeavesConnectionsToOthersWhereThereAreFew(int wanted, int files, int calls) {
        Properties settings = new Properties();
        settings.setProperty(MAX_CALLS, String.valueOf(wanted));

        GatewayRoutes.bound(
                settings, ConnectionLimit.of(wanted + BoundedVertx.MOST_CONNECTIONS, files));

        assertThat(settings.getProperty(MAX_CALLS)).isEqualTo(String.valueOf(calls));
    }
}
