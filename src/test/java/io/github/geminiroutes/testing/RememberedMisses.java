package io.github.geminiroutes.testing;

import java.io.InputStream;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.engine.DefaultClassResolver;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.DefaultRegistry;

/**
 * A context looks for many files that no library has, one for each placeholder with a default. Each
 * search opens the index of some 300 jars, and hundreds of contexts start in one JVM: what was not
 * there once is not looked for again.
 */
public final class RememberedMisses extends DefaultClassResolver {

    private static final String SERVICES = "META-INF/services/org/apache/camel/";
    private static final Set<String> MISSING = ConcurrentHashMap.newKeySet();

    private RememberedMisses(CamelContext context) {
        super(context);
    }

    /** A registry whose context remembers them, from before its first search on. */
    public static Registry registry() {
        return new DefaultRegistry() {
            @Override
            public void setCamelContext(CamelContext context) {
                super.setCamelContext(context);
                context.setClassResolver(new RememberedMisses(context));
            }
        };
    }

    @Override
    public InputStream loadResourceAsStream(String name) {
        if (!name.startsWith(SERVICES)) {
            return super.loadResourceAsStream(name);
        }
        InputStream found = MISSING.contains(name) ? null : super.loadResourceAsStream(name);
        if (found == null) {
            MISSING.add(name);
        }
        return found;
    }
}
