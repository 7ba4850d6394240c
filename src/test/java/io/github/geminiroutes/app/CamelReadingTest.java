package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.util.Map;
import java.util.Optional;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class CamelReadingTest {

    private static final String SECRET = "pw-of-the-broker";

    private static Optional<SettingsException> faultOf(String name, String value) {
        Main camel = new Main();
        camel.configure().withAutoConfigurationLogSummary(false);
        camel.addOverrideProperty(name, value);
        try {
            camel.start();
            return Optional.empty();
        } catch (Exception e) {
            return CamelReading.fault(
                    Settings.of(Installation.ofProgram(), "dev", Map.of(name, value)), e);
        } finally {
            camel.stop();
        }
    }

    @ParameterizedTest
    @CsvSource({
        "camel.component.https.proxyAuthPassword, '#bean:" + SECRET + "'",
        "camel.component.https.nonsense, " + SECRET,
        "camel.component.https.connectTimeout, " + SECRET
    })
    void anOptionThatCamelRefusesIsNamedWithoutItsValue(String name, String value) {
        assertThat(faultOf(name, value))
                .hasValueSatisfying(
                        refused ->
                                assertThat(refused)
                                        .hasMessage(
                                                name
                                                        + "=(not shown): Camel has no such option, or"
                                                        + " cannot use this value"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "org.apache.qpid.jms.JmsConnectionFactory"
                        + "('amqp://127.0.0.1:1?jms.password="
                        + SECRET
                        + "&jms.nonsense=1')",
                "no.such.Factory('tcp://127.0.0.1:1?password=" + SECRET + "')"
            })
    void aBeanThatRefusesItsAddressIsNamedWithoutItsValue(String made) {
        assertThat(faultOf("camel.beans.broker", "#class:" + made))
                .hasValueSatisfying(
                        refused ->
                                assertThat(refused)
                                        .hasMessageStartingWith(
                                                "camel.beans.broker=(not shown): this bean cannot be"
                                                        + " made")
                                        .hasMessageNotContaining(SECRET));
    }

    @Test
    void aPasswordInBracesIsNamedWithoutItsValue() {
        String name = "camel.component.https.proxyAuthPassword";

        assertThat(faultOf(name, "a{{" + SECRET + "}}b"))
                .hasValueSatisfying(
                        refused ->
                                assertThat(refused)
                                        .hasMessage(
                                                name
                                                        + "=(not shown): {{…}} in it is read as the"
                                                        + " name of a setting, and there is none of"
                                                        + " that name"));
    }

    @Test
    void anotherFaultOfTheStartIsNoSettings() {
        Settings settings = Settings.of(Installation.ofProgram(), "dev", Map.of());

        assertThat(CamelReading.fault(settings, new IllegalArgumentException("other"))).isEmpty();
    }
}
