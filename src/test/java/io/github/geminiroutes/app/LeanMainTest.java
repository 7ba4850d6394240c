package io.github.geminiroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.InputStream;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Properties;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LeanMainTest {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";

    @TempDir private Path directory;

    private final LeanMain main = new LeanMain();

    @BeforeEach
    void none() {
        Counted.CREATED.set(0);
    }

    @AfterEach
    void stop() {
        main.stop();
    }

    @Test
    void createsEachBeanOfARouteFileOnce() throws Exception {
        start();

        Counted bean =
                main.getCamelContext().getRegistry().lookupByNameAndType("counted", Counted.class);
        assertThat(bean.getName()).isEqualTo("by default");
        assertThat(Counted.CREATED).hasValue(1);
    }

    @Test
    void searchesNoJarForASettingOrABeanOfOurs() throws Exception {
        start();
        Recorded searched = new Recorded();
        main.getCamelContext().setApplicationContextClassLoader(searched);

        for (String part :
                List.of(
                        "properties-function/gemini.model",
                        "configurer/" + Counted.class.getName(),
                        "configurer/Counted")) {
            assertThat(found(part)).isNull();
        }
        assertThat(searched.names).isEmpty();

        assertThat(found("configurer/other.Counted")).isNull();
        assertThat(searched.names).containsOnly(SERVICES + "configurer/other.Counted");
    }

    @Test
    void findsThePartsOfCamel() throws Exception {
        start();

        for (String part :
                List.of(
                        "component/scheduler",
                        "configurer/scheduler-endpoint",
                        "properties-function/bean")) {
            try (InputStream found = found(part)) {
                assertThat(found).as(part).isNotNull();
            }
        }
    }

    private InputStream found(String part) {
        return main.getCamelContext().getClassResolver().loadResourceAsStream(SERVICES + part);
    }

    /** Two files: of the first one Camel itself creates the beans once, of the others twice. */
    private void start() throws Exception {
        Path first =
                Files.writeString(
                        directory.resolve("first.camel.yaml"),
                        """
                        - route:
                            from: {uri: direct:first, steps: [{to: direct:second}]}
                        """);
        Path second =
                Files.writeString(
                        directory.resolve("second.camel.yaml"),
                        """
                        - beans:
                            - name: counted
                              type: %s
                              properties: {name: "{{gemini.none:by default}}"}
                        - route:
                            from:
                              uri: direct:second
                              steps:
                                - bean: {ref: counted, method: getName}
                        """
                                .formatted(Counted.class.getName()));
        Properties properties = new Properties();
        properties.setProperty(
                "camel.main.routesIncludePattern", "file:" + first + ",file:" + second);
        main.setOverrideProperties(properties);
        main.start();
    }

    /** Counts how often it is created. */
    public static final class Counted {

        static final AtomicInteger CREATED = new AtomicInteger();

        private String name;

        public Counted() {
            CREATED.incrementAndGet();
        }

        public String getName() {
            return name;
        }

        public void setName(String name) {
            this.name = name;
        }
    }

    /** Remembers which resources were searched. */
    private static final class Recorded extends ClassLoader {

        final List<String> names = new CopyOnWriteArrayList<>();

        Recorded() {
            super(LeanMainTest.class.getClassLoader());
        }

        @Override
        public URL getResource(String name) {
            names.add(name);
            return super.getResource(name);
        }
    }
}
