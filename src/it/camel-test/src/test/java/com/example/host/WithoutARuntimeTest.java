package com.example.host;

import static org.assertj.core.api.Assertions.assertThat;

import com.example.kit.Loopback;
import io.github.geminiroutes.generate.PieceStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Properties;
import java.util.function.Consumer;
import org.apache.camel.Exchange;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.test.junit5.CamelContextConfiguration;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The route itself in a bare Camel context: it needs neither camel-main nor anything optional. */
class WithoutARuntimeTest extends CamelTestSupport {

    private static Loopback loopback;

    @BeforeAll
    static void open() throws Exception {
        loopback = new Loopback();
    }

    @AfterAll
    static void close() {
        loopback.close();
    }

    @Override
    public void configureContext(CamelContextConfiguration configuration) {
        super.configureContext(configuration);
        Properties properties = new Properties();
        properties.setProperty("gemini.api-key", "k");
        properties.setProperty("gemini.base-url", loopback.url());
        configuration.withUseOverridePropertiesWithPropertiesComponent(properties);
    }

    @BeforeEach
    void loadRoutes() throws Exception {
        for (String file :
                new String[] {
                    "my-routes/summaries.camel.yaml",
                    "gemini-routes/gemini-generate.camel.yaml",
                    "gemini-routes/gemini-stream.camel.yaml"
                }) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(
                            PluginHelper.getResourceLoader(context)
                                    .resolveResource("classpath:" + file));
        }
    }

    @Test
    void answers() {
        int before = loopback.questions().size();

        assertThat(template.requestBody("direct:summary", "A long story."))
                .isEqualTo(Loopback.ANSWER);
        assertThat(loopback.questions()).hasSize(before + 1);
        assertThat(loopback.questions().get(before).key()).isEqualTo("k");
    }

    private void tell(String wish, Consumer<String> reader) {
        Exchange exchange =
                template.send("direct:gemini-stream", e -> e.getMessage().setBody(wish));
        try (PieceStream pieces = exchange.getMessage().getBody(PieceStream.class)) {
            pieces.forEachRemaining(reader);
        }
    }

    @Test
    void answersInPieces() {
        List<String> pieces = new ArrayList<>();
        tell("A long story.", pieces::add);
        assertThat(pieces).singleElement().asString().contains(Loopback.ANSWER);
    }

    @Test
    void bringsNothingOfTheProgramsOwnAlong() {
        for (String type :
                new String[] {
                    "org.apache.camel.main.Main",
                    "picocli.CommandLine",
                    "me.tongfei.progressbar.ProgressBar",
                    "org.apache.logging.log4j.LogManager",
                    "io.vertx.core.Vertx"
                }) {
            assertThat(isThere(type)).as(type).isFalse();
        }
    }

    private static boolean isThere(String type) {
        try {
            Class.forName(type, false, WithoutARuntimeTest.class.getClassLoader());
            return true;
        } catch (ClassNotFoundException e) {
            return false;
        }
    }
}
