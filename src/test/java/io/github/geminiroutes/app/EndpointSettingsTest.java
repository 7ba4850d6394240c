package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.util.Map;
import org.apache.camel.ResolveEndpointFailedException;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EndpointSettingsTest {

    private static final String SECRET = "pw-of-the-broker";

    private static Settings with(String name, String value) {
        return Settings.of(Installation.ofProgram(), "dev", Map.of(name, value));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:answers?pasword=" + SECRET,
                "file:answers?fileName=a.txt&jaasConfg=" + SECRET,
                "file://user:" + SECRET + "@answers?delay=x" + SECRET
            })
    void anEndpointThatCamelRefusesIsNamedWithoutItsOptions(String uri) throws Exception {
        Settings settings = with("gemini.messages.reply-to", uri);
        try (DefaultCamelContext context = new DefaultCamelContext()) {
            context.start();
            assertThatThrownBy(() -> context.getEndpoint(uri))
                    .isInstanceOfSatisfying(
                            ResolveEndpointFailedException.class,
                            refused ->
                                    assertThat(EndpointSettings.unusable(settings, refused))
                                            .hasMessageContaining("gemini.messages.reply-to=file:")
                                            .hasMessageContaining("Camel cannot use this endpoint")
                                            .hasMessageNotContaining(SECRET));
        }
    }

    @Test
    void theNamesOfTheOptionsAreShown() {
        String uri = "kafka://a?brokers=b:1&saslJaasConfg=" + SECRET;

        assertThat(
                        EndpointSettings.unusable(
                                with("gemini.messages.dead-letter", uri),
                                new ResolveEndpointFailedException(uri, "unknown")))
                .hasMessageContaining("gemini.messages.dead-letter=kafka://a?…")
                .hasMessageContaining("(options: brokers, saslJaasConfg)")
                .hasMessageNotContaining(SECRET);
    }

    /** An event of each prompt, each of which would be a prompt. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "direct:gemini-generate",
                "direct://gemini-message?block=false",
                "seda:gemini-generate",
                "direct:gemini%2Dgenerate",
                "kamelet:gemini-generate-action"
            })
    void aRouteOfTheProgramIsNoEndpointForWhatItSends(String uri) {
        Settings settings = with("gemini.events.to", uri);

        assertThatThrownBy(() -> EndpointSettings.requireUsable(settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gemini.events.to=")
                .hasMessageContaining("must not be a route of this program");
        EndpointSettings.requireUsable(with("gemini.events.to", "direct:of-the-host"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "file:a?x=${env:HOME}",
                "file:a?x=$simple{body}",
                "file:a?x='" + SECRET,
                "file:a\nb"
            })
    void whatCamelWouldEvaluateIsRefusedBeforeTheStart(String uri) {
        Settings settings = with("gemini.diagnostics.trigger", uri);

        assertThatThrownBy(() -> EndpointSettings.requireUsable(settings))
                .isInstanceOf(SettingsException.class)
                .hasMessageContaining("gemini.diagnostics.trigger=file:a")
                .hasMessageNotContaining(SECRET);
    }
}
