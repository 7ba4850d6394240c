package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.kit.Traces;
import io.micrometer.core.instrument.Metrics;
import io.quarkus.arc.Arc;
import io.quarkus.test.junit.QuarkusTest;
import io.quarkus.test.junit.QuarkusTestProfile;
import io.quarkus.test.junit.TestProfile;
import jakarta.enterprise.inject.Any;
import java.util.Map;
import org.apache.camel.Route;
import org.junit.jupiter.api.Test;

/** Camel on Quarkus with gemini-routes on the class path, unused. */
@QuarkusTest
@TestProfile(JarAloneTest.OwnRoutes.class)
class JarAloneTest extends HostTestSupport {

    /** Only the host's own. */
    public static final class OwnRoutes implements QuarkusTestProfile {
        @Override
        public Map<String, String> getConfigOverrides() {
            return Map.of("camel.main.routes-include-pattern", "classpath:camel/*");
        }
    }

    @Test
    void startsNothing() {
        assertThat(camel.getRoutes())
                .extracting(Route::getId)
                .containsExactlyInAnyOrder("orders", "refunds", "dead-letters", "questions");
        assertThat(Arc.container().listAll(Object.class, Any.Literal.INSTANCE))
                .isNotEmpty()
                .noneMatch(bean -> bean.getBean().getBeanClass().getName().contains("gemini"));
        for (String bean : new String[] {"gemini-client", "gemini-api-key", "gemini-diagnostics"}) {
            assertThat(camel.getRegistry().lookupByName(bean)).as(bean).isNull();
        }
        assertThat(Metrics.globalRegistry.getMeters())
                .noneMatch(meter -> meter.getId().getName().contains("gemini"));
        assertThat(Traces.now()).isEqualTo(before);
        assertThat(data).isEmptyDirectory();
        theHostIsAsItWas();
    }

    @Test
    void bringsNothingOfTheProgramsOwnAlong() {
        for (String type :
                new String[] {
                    "org.apache.camel.component.platform.http.main.MainHttpServer",
                    "picocli.CommandLine",
                    "me.tongfei.progressbar.ProgressBar",
                    "org.apache.logging.log4j.core.LoggerContext",
                    "org.apache.logging.slf4j.Log4jLogger"
                }) {
            assertThat(isThere(type)).as(type).isFalse();
        }
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, Thread.currentThread().getContextClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
