package io.github.geminiroutes.app;

import io.github.geminiroutes.message.BrokerKind;
import io.github.geminiroutes.message.OwnSource;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.net.URISyntaxException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import org.apache.camel.util.URISupport;

/**
 * The source of the messages: its settings, the route files that they select, and the deprecated
 * setting {@code gemini.messages.from}, which names an endpoint by its whole URI and works for one
 * more release.
 */
final class MessageSource {

    private static final String FROM = "gemini.messages.from";
    private static final String TOPIC = "gemini.messages.kafka.topic";
    private static final String GROUP_ID = "gemini.messages.kafka.group-id";
    private static final String COMPONENT = "gemini.messages.jms.component";
    private static final String DESTINATION = "gemini.messages.jms.destination";
    private static final String REPLY_TO_SENDER = "gemini.messages.jms.reply-to-sender";
    private static final String CONSUMERS = "gemini.messages.consumers";
    private static final String REPLY_TO = "gemini.messages.reply-to";
    private static final String DEAD_LETTER = "gemini.messages.dead-letter";

    /** The resource directory with a file for each of Camel's components. */
    private static final String COMPONENTS = "/META-INF/services/org/apache/camel/component/";

    private static final Pattern OTHER_BROKER = Pattern.compile("[?&](brokers|connectionFactory)=");

    private static final String SCHEME = "[a-z][a-z0-9+.-]*";

    /** The values with which no message is lost, by option. The route files give the reasons. */
    private static final Map<String, Set<String>> SAFE =
            Map.of(
                    "autoCommitEnable", Set.of("false"),
                    "allowManualCommit", Set.of("true"),
                    "breakOnFirstError", Set.of("true"),
                    "batching", Set.of("false"),
                    "pollOnError", Set.of("RETRY"),
                    "transacted", Set.of("false"),
                    "acknowledgementModeName", Set.of("CLIENT_ACKNOWLEDGE"),
                    "asyncConsumer", Set.of("false"));

    /** Further options that the route files set and that no setting changes. */
    private static final Set<String> WRITTEN =
            Set.of(
                    "kafkaManualCommitFactory",
                    "autoOffsetReset",
                    "isolationLevel",
                    "maxPollRecords",
                    "maxPollIntervalMs",
                    "partitionAssignor",
                    "keyDeserializer",
                    "valueDeserializer",
                    "pollTimeoutMs",
                    "shutdownTimeout",
                    "headerFilterStrategy",
                    "errorHandlerLogStackTrace");

    /** What Camel's component of Kafka does after a poll that failed; a user's own precedes. */
    private static final String POLL_STRATEGY = "camel.component.kafka.pollExceptionStrategy";

    private static final String POLL_PAUSE = "#class:io.github.geminiroutes.message.KafkaPollPause";

    private MessageSource() {}

    /** The route files that receive messages; none without a source. */
    static List<String> routes(Settings settings) {
        boolean isKafka = !settings.text(TOPIC).isEmpty();
        if (!isKafka && settings.text(DESTINATION).isEmpty()) {
            return List.of();
        }
        return List.of(
                "gemini-messages",
                isKafka ? "gemini-messages-kafka" : "gemini-messages-jms",
                "gemini-message-outcome");
    }

    /**
     * The settings that {@code gemini.messages.from} stands for, and what the program sets of the
     * component.
     *
     * @throws SettingsException if an option of the URI would lose messages
     */
    static Settings of(Settings settings) {
        String uri = settings.text(FROM);
        return withComponent(uri.isEmpty() ? settings : settings.with(parts(settings, uri)));
    }

    private static Settings withComponent(Settings settings) {
        boolean isToBeSet =
                !settings.text(TOPIC).isEmpty()
                        && settings.all().stringPropertyNames().stream()
                                .noneMatch(MessageSource::isPollStrategy);
        return isToBeSet ? settings.with(Map.of(POLL_STRATEGY, POLL_PAUSE)) : settings;
    }

    /** Camel takes a name with dashes, too. */
    private static boolean isPollStrategy(String name) {
        return name.replace("-", "").equalsIgnoreCase(POLL_STRATEGY);
    }

    private static Map<String, String> parts(Settings settings, String uri) {
        Map<String, String> parts = new LinkedHashMap<>();
        String path = uri.replaceFirst("(?s)[?].*", "");
        String scheme = BrokerKind.scheme(uri);
        String name = path.substring(path.indexOf(':') + 1).replaceFirst("^//", "");
        switch (BrokerKind.of(uri)) {
            case KAFKA -> parts.put(TOPIC, name);
            case JMS -> {
                parts.put(COMPONENT, scheme);
                parts.put(DESTINATION, name);
            }
            case OTHER ->
                    throw settings.refused(
                            FROM,
                            "must be an endpoint of Kafka or JMS such as kafka:prompts; for another"
                                    + " broker write a route that ends in direct:gemini-message");
        }
        options(settings, uri).forEach((option, value) -> put(parts, scheme, path, option, value));
        return parts;
    }

    private static Map<String, Object> options(Settings settings, String uri) {
        int query = uri.indexOf('?');
        try {
            return query < 0 ? Map.of() : URISupport.parseQuery(uri.substring(query + 1));
        } catch (URISyntaxException e) {
            throw settings.refused(FROM, "must be a URI: " + e.getReason());
        }
    }

    private static void put(
            Map<String, String> parts, String scheme, String path, String option, Object value) {
        String text = String.valueOf(value);
        if (SAFE.containsKey(option)) {
            if (!SAFE.get(option).contains(text)) {
                throw refused(path, option, text, "would lose messages: leave it out");
            }
        } else if (option.equals("groupId")) {
            parts.put(GROUP_ID, text);
        } else if (option.equals("consumersCount") || option.equals("concurrentConsumers")) {
            parts.put(CONSUMERS, text);
        } else if (option.equals("disableReplyTo")) {
            parts.put(REPLY_TO_SENDER, text.equals("true") ? "false" : "true");
        } else if (WRITTEN.contains(option)) {
            throw refused(path, option, text, "is set by the route file: leave it out");
        } else {
            parts.put("camel.component." + scheme + "." + option, text);
        }
    }

    private static SettingsException refused(
            String path, String option, String value, String problem) {
        return new SettingsException(
                "%s=%s: %s=%s %s"
                        .formatted(FROM, BrokerKind.withoutOptions(path), option, value, problem));
    }

    /**
     * @throws SettingsException if messages could not be received or replies could not be sent
     */
    static void requireUsable(Settings settings) {
        boolean isKafka = !settings.text(TOPIC).isEmpty();
        boolean isJms = !settings.text(DESTINATION).isEmpty();
        if (!isKafka && !isJms) {
            return;
        }
        if (isKafka && isJms) {
            throw settings.refused(DESTINATION, "must be empty if " + TOPIC + " is set");
        }
        for (String name : List.of(isKafka ? TOPIC : DESTINATION, GROUP_ID)) {
            if (settings.text(name).contains("?")) {
                throw settings.refused(name, "must be a name without options");
            }
        }
        String component = isKafka ? "kafka" : settings.text(COMPONENT);
        if (isJms && BrokerKind.of(component + ":") != BrokerKind.JMS) {
            throw settings.refused(COMPONENT, "must be jms, amqp, activemq or activemq6");
        }
        requireComponent(settings, isKafka ? TOPIC : DESTINATION, component);
        requireEndpoint(settings, DEAD_LETTER);
        if (isKafka || !settings.text(REPLY_TO).isEmpty()) {
            requireEndpoint(settings, REPLY_TO);
        }
        String source = component + ":" + settings.text(isKafka ? TOPIC : DESTINATION);
        for (String setting : List.of(REPLY_TO, DEAD_LETTER, EventSettings.TO)) {
            requireNotSource(settings, setting, source);
        }
    }

    /** Of one component, and so of one broker, unless an option names another one. */
    private static void requireNotSource(Settings settings, String setting, String source) {
        String uri = OwnPlaces.resolved(settings, setting);
        if (BrokerKind.scheme(uri).equals(BrokerKind.scheme(source))
                && !OTHER_BROKER.matcher(uri).find()
                && OwnSource.of(source).isReachedBy(OwnSource.destination(uri))) {
            throw settings.refused(
                    setting,
                    "must not be where messages are taken from, as what is sent there is asked, and"
                            + " paid, again and again");
        }
    }

    /** Requires the URI of a Camel endpoint whose component is on the class path. */
    private static void requireEndpoint(Settings settings, String setting) {
        String scheme = BrokerKind.scheme(settings.text(setting));
        if (!scheme.matches(SCHEME)) {
            throw settings.refused(
                    setting,
                    "must be a Camel endpoint such as kafka:answers, because messages are received");
        }
        requireComponent(settings, setting, scheme);
    }

    /** Whether this looks like the URI of an endpoint whose component is on the class path. */
    static boolean hasComponent(String uri) {
        String scheme = BrokerKind.scheme(uri);
        return scheme.matches(SCHEME) && isOnClassPath(scheme);
    }

    private static boolean isOnClassPath(String component) {
        return MessageSource.class.getResource(COMPONENTS + component) != null;
    }

    private static void requireComponent(Settings settings, String setting, String component) {
        if (!isOnClassPath(component)) {
            throw settings.refused(
                    setting,
                    "needs Camel's component "
                            + component
                            + " on the class path, see docs/messages.md");
        }
    }
}
