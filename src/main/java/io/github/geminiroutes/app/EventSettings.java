package io.github.geminiroutes.app;

import io.github.geminiroutes.api.ForwardProxy;
import io.github.geminiroutes.api.HookClient;
import io.github.geminiroutes.event.EventType;
import io.github.geminiroutes.settings.Settings;
import java.time.Duration;
import java.util.List;
import java.util.Properties;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.main.Main;

/** The settings of events, and the route file that they switch on. */
final class EventSettings {

    static final String TO = "gemini.events.to";

    private static final String CLIENT = "gemini-hook-client";
    private static final Pattern RESPONSE_TIMEOUT =
            Pattern.compile("[?&]responseTimeout=([0-9]{1,9})(&|$)");

    private static final int MOST = 10_000_000;

    private EventSettings() {}

    /**
     * @throws io.github.geminiroutes.support.SettingsException if one cannot be used
     */
    static void requireUsable(Settings settings) {
        settings.wholeNumber("gemini.events.max-pending", 1, MOST);
        String types = "gemini.events.types";
        try {
            EventType.parse(settings.text(types));
        } catch (IllegalArgumentException e) {
            throw settings.refused(types, e.getMessage());
        }
        if (isOn(settings) && !MessageSource.hasComponent(settings.text(TO))) {
            throw settings.refused(
                    TO,
                    "must be a Camel endpoint whose component is on the class path, such as"
                            + " https://example.org/hook, see docs/events.md");
        }
    }

    /** The route files that the settings switch on. */
    static List<String> routes(Settings settings) {
        return isOn(settings) ? List.of("gemini-events") : List.of();
    }

    /**
     * HttpClient repeats what is answered with 503 itself, after a second and on the thread that
     * sends. Camel has the option for the component only; our own calls have no such retries
     * anyway. And what a hook answers is neither kept nor read for ever: it may have no end.
     */
    static void addTo(Main camel, Properties properties, Settings settings) {
        String to = settings.text(TO);
        if (isHttp(to)) {
            properties.setProperty(TO, withClient(withoutAnswer(to)));
            camel.bind(CLIENT, client(settings, to));
            properties.putIfAbsent(
                    "camel.component.%s.automaticRetriesDisabled"
                            .formatted(to.substring(0, to.indexOf(':'))),
                    "true");
        } else if (to.startsWith("kafka:")) {
            properties.setProperty(TO, withLateStart(to));
        }
    }

    /** An endpoint of Kafka whose brokers have no address yet, which would end the start. */
    static String withLateStart(String to) {
        return with(to, "lazyStartProducer", "true");
    }

    private static String with(String to, String option, String value) {
        return to.contains(option + "=")
                ? to
                : to + (to.indexOf('?') < 0 ? '?' : '&') + option + '=' + value;
    }

    private static boolean isHttp(String to) {
        return to.matches("https?:.*");
    }

    /** The endpoint of a hook, whose answers Camel would read into memory. */
    static String withoutAnswer(String to) {
        return with(to, "ignoreResponseBody", "true");
    }

    /** A proxy of the operator's own goes before. */
    private static HookClient client(Settings settings, String to) {
        boolean hasProxy =
                to.contains("proxyHost=")
                        || !settings.text("camel.component.https.proxyHost").isEmpty();
        Matcher silence = RESPONSE_TIMEOUT.matcher(to);
        return HookClient.of(
                Duration.ofMillis(silence.find() ? Long.parseLong(silence.group(1)) : 0),
                ForwardProxy.of(
                        hasProxy ? "" : settings.text("gemini.http.proxy"),
                        settings.text("gemini.http.no-proxy")));
    }

    /** The endpoint of a hook, each call of which ends. */
    static String withClient(String to) {
        return to.contains("ignoreResponseBody=false")
                ? to
                : with(to, "httpClientConfigurer", "#bean:" + CLIENT);
    }

    private static boolean isOn(Settings settings) {
        return !settings.text(TO).isEmpty();
    }
}
