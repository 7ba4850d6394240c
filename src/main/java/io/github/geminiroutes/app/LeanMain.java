package io.github.geminiroutes.app;

import java.io.InputStream;
import org.apache.camel.CamelContext;
import org.apache.camel.dsl.yaml.YamlRoutesBuilderLoader;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.apache.camel.main.Main;
import org.apache.camel.spi.Resource;

/** Camel's own program, without the steps of its start that find nothing here. */
final class LeanMain extends Main {

    /** Where Camel looks for the loader of files with this extension. */
    private static final String LOADER = "routes-builder-loader-camel.yaml";

    @Override
    protected CamelContext createCamelContext() {
        CamelContext context = super.createCamelContext();
        context.setClassResolver(new PartsOfCamel(context));
        return context;
    }

    /**
     * Before it loads the route files, Camel reads them for what such a loader has done by then.
     */
    @Override
    protected void modelineRoutes(CamelContext context) {
        SingleReading loader = new SingleReading();
        loader.setCamelContext(context);
        loader.start();
        context.getRegistry().bind(LOADER, loader);
    }

    /**
     * Camel's loader reads each file twice and creates most beans each time, the first time so that
     * a bean may be named in a file before its own. No file of ours names one of a later file.
     */
    private static final class SingleReading extends YamlRoutesBuilderLoader {

        @Override
        public void preParseRoute(Resource resource) {
            // loadRoutesBuilder reads it, and says what is wrong with it.
        }
    }

    /**
     * Camel looks for a part of its own by the name of each setting and of the class of each bean,
     * in all jars and up to three times: 90 of the 180 searches of a start, each without a result.
     */
    private static final class PartsOfCamel extends DefaultClassResolver {

        private static final String SERVICES = "META-INF/services/org/apache/camel/";
        private static final String SETTING = SERVICES + "properties-function/gemini.";
        private static final String CONFIGURER = SERVICES + "configurer/";
        private static final String BEAN = CONFIGURER + "io.github.geminiroutes.";

        PartsOfCamel(CamelContext context) {
            super(context);
        }

        @Override
        public InputStream loadResourceAsStream(String uri) {
            return isAbsent(uri) ? null : super.loadResourceAsStream(uri);
        }

        private static boolean isAbsent(String uri) {
            return uri.startsWith(SETTING)
                    || uri.startsWith(BEAN)
                    || uri.startsWith(CONFIGURER) && isSimpleName(uri);
        }

        /** Camel's own are named as {@code file-endpoint}, or by a class with its package. */
        private static boolean isSimpleName(String uri) {
            return uri.indexOf('.', CONFIGURER.length()) < 0
                    && uri.indexOf('-', CONFIGURER.length()) < 0;
        }
    }
}
