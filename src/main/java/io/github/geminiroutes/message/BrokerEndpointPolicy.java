package io.github.geminiroutes.message;

import io.github.geminiroutes.support.SettingsException;
import java.lang.reflect.Constructor;
import java.net.URISyntaxException;
import java.util.List;
import java.util.Map;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.Endpoint;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.spi.PropertyConfigurer;
import org.apache.camel.spi.PropertyConfigurerGetter;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.support.PropertyBindingSupport;
import org.apache.camel.support.RoutePolicySupport;
import org.apache.camel.util.URISupport;

/**
 * Sets the endpoints of the message routes so that a message is acknowledged, or its offset
 * committed, after its answer is out, where their URIs say nothing of it. It touches these
 * endpoints and no component, which is the host's, and needs no broker's classes.
 *
 * <p>It finds its route by itself: the key under which YAML names a route's policy is {@code
 * routePolicy} in Camel 4.18.0 and {@code routePolicyRef} in 4.18.2.
 */
public final class BrokerEndpointPolicy extends RoutePolicySupport
        implements CamelContextAware, RoutePolicyFactory {

    private static final String ROUTE = "gemini-messages";

    private static final String FILTER = "headerFilterStrategy";

    private static final String CONTAINER = "getListenerContainer";

    private final MessageHeaderFilter filter = new MessageHeaderFilter();
    private CamelContext context;
    private int consumers = 1;
    private String replyTo = "";
    private String deadLetter = "";
    private volatile Object container;

    @Override
    public CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        // Camel gives itself to what is added to it.
        if (this.context != context) {
            this.context = context;
            context.addRoutePolicyFactory(this);
        }
    }

    /** This, for the route of the messages; null for each other. */
    @Override
    public RoutePolicy createRoutePolicy(CamelContext camel, String routeId, NamedNode route) {
        return routeId.equals(ROUTE) ? this : null;
    }

    /** How many messages may be under way. */
    public void setConsumers(int consumers) {
        this.consumers = consumers;
    }

    /** The endpoint that replies go to; empty for none. */
    public void setReplyTo(String uri) {
        replyTo = uri.strip();
    }

    /** The endpoint that failed messages go to. */
    public void setDeadLetter(String uri) {
        deadLetter = uri.strip();
    }

    /**
     * @throws SettingsException if an option of the URI would lose messages
     */
    @Override
    public void onInit(Route route) {
        Endpoint from = route.getEndpoint();
        apply(from, DeliveryOption.ofConsumer(kind(from), consumers));
        for (String uri : List.of(replyTo, deadLetter)) {
            if (!uri.isEmpty()) {
                Endpoint to = route.getCamelContext().getEndpoint(uri);
                apply(to, DeliveryOption.ofProducer(kind(to)));
            }
        }
    }

    /** Only a consumer of JMS is looked after: it tries again for ever and tells nobody. */
    @Override
    public void onStart(Route route) {
        if (kind(route.getEndpoint()) == BrokerKind.JMS) {
            container = call(route.getConsumer(), CONTAINER);
        }
    }

    /** Whether the broker is there, as far as its consumer says so. */
    public boolean isConnected() {
        Object consumers = container;
        return consumers == null || !Boolean.TRUE.equals(call(consumers, "isRecovering"));
    }

    /** Its class may be missing here; null where it has no such method. */
    private static Object call(Object target, String method) {
        try {
            return target.getClass().getMethod(method).invoke(target);
        } catch (NoSuchMethodException e) {
            return null;
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This camel-jms is none that is known", e);
        }
    }

    private static BrokerKind kind(Endpoint endpoint) {
        return BrokerKind.of(endpoint.getEndpointUri());
    }

    private void apply(Endpoint endpoint, List<DeliveryOption> options) {
        PropertyConfigurer configurer =
                endpoint instanceof DefaultEndpoint known && known.getComponent() != null
                        ? known.getComponent().getEndpointPropertyConfigurer()
                        : null;
        if (!(configurer instanceof PropertyConfigurerGetter getter)) {
            return;
        }
        Map<String, Object> written = written(endpoint);
        for (DeliveryOption option : options) {
            Object present = getter.getOptionValue(endpoint, option.name(), true);
            if (option.isSilent(written, present)) {
                set(configurer, endpoint, option.name(), option.value());
                present = option.value();
            }
            if (option.isUnsafe(present)) {
                throw new SettingsException(
                        "gemini.messages.from=%s: %s=%s would lose messages (%s): leave it out"
                                .formatted(
                                        BrokerKind.withoutOptions(endpoint.getEndpointUri()),
                                        option.name(),
                                        present,
                                        option.reason()));
            }
        }
        if (getter.getOptionType(FILTER, true) == null || written.containsKey(FILTER)) {
            return;
        }
        set(configurer, endpoint, FILTER, filter);
        if (kind(endpoint) == BrokerKind.JMS) {
            renewBinding(endpoint);
        }
    }

    /**
     * A JMS endpoint makes its binding, with the filter it has then, when it is made itself. A
     * class of camel-jms may be missing here, so its constructor is looked up.
     */
    private static void renewBinding(Endpoint endpoint) {
        try {
            Object binding = endpoint.getClass().getMethod("getBinding").invoke(endpoint);
            for (Constructor<?> constructor : binding.getClass().getConstructors()) {
                Class<?>[] types = constructor.getParameterTypes();
                if (types.length == 1 && types[0].isInstance(endpoint)) {
                    Class<?> declared = endpoint.getClass().getMethod("getBinding").getReturnType();
                    endpoint.getClass()
                            .getMethod("setBinding", declared)
                            .invoke(endpoint, constructor.newInstance(endpoint));
                }
            }
        } catch (ReflectiveOperationException e) {
            throw new IllegalStateException("This camel-jms is none that is known", e);
        }
    }

    private static void set(
            PropertyConfigurer configurer, Endpoint endpoint, String name, Object value) {
        boolean isSet =
                PropertyBindingSupport.build()
                        .withCamelContext(endpoint.getCamelContext())
                        .withTarget(endpoint)
                        .withConfigurer(configurer)
                        .withIgnoreCase(true)
                        .withProperty(name, value)
                        .bind();
        if (!isSet) {
            throw new IllegalStateException(
                    BrokerKind.scheme(endpoint.getEndpointUri()) + " has no option " + name);
        }
    }

    private static Map<String, Object> written(Endpoint endpoint) {
        try {
            return URISupport.parseParameters(
                    java.net.URI.create(URISupport.normalizeUri(endpoint.getEndpointUri())));
        } catch (URISyntaxException e) {
            throw new IllegalStateException("Camel made an endpoint of it", e);
        }
    }
}
