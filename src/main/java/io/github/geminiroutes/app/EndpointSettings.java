package io.github.geminiroutes.app;

import io.github.geminiroutes.message.BrokerKind;
import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.support.SingleLine;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.apache.camel.ResolveEndpointFailedException;

/**
 * The settings that name a Camel endpoint. An option may hold a password, also one whose name is
 * misspelt: of an endpoint only its component and its path are ever shown.
 */
final class EndpointSettings {

    static final List<String> NAMES =
            List.of(
                    "gemini.messages.from",
                    "gemini.messages.reply-to",
                    "gemini.messages.dead-letter",
                    EventSettings.TO,
                    "gemini.diagnostics.trigger");

    /** Each route of the bundle begins so; those of a host's own are the host's. */
    private static final Pattern OWN_ROUTE =
            Pattern.compile("(?s)(direct|seda|kamelet):/*gemini-.*");

    private static final int MOST_OPTIONS_SHOWN = 200;

    private EndpointSettings() {}

    /**
     * @throws SettingsException if one holds what Camel's expression language would read, or leads
     *     into the program itself
     */
    static void requireUsable(Settings settings) {
        for (String name : NAMES) {
            if (settings.text(name).matches("(?s).*(\\$(simple)?\\{|['\\p{Cntrl}]).*")) {
                throw settings.refused(
                        name,
                        "must not contain ${, $simple{, a quotation mark ' or a control character");
            }
            if (OWN_ROUTE.matcher(OwnPlaces.resolved(settings, name)).matches()) {
                throw settings.refused(
                        name,
                        "must not be a route of this program, as what is sent there is asked, and"
                                + " paid");
            }
        }
    }

    /** The one line for an endpoint that Camel refuses; Camel's own words repeat its options. */
    static SettingsException unusable(Settings settings, ResolveEndpointFailedException refused) {
        String uri = refused.getUri() == null ? "" : refused.getUri();
        String problem =
                "Camel cannot use this endpoint: one of its options is unknown or has a value that"
                        + " does not fit"
                        + optionNames(uri);
        Optional<String> setting =
                NAMES.stream().filter(name -> isSame(settings.text(name), uri)).findFirst();
        return setting.isPresent()
                ? settings.refused(setting.get(), problem)
                : new SettingsException(BrokerKind.withoutOptions(uri) + ": " + problem);
    }

    /** Camel writes an endpoint with two slashes after the colon. */
    private static boolean isSame(String setting, String uri) {
        return !setting.isEmpty() && plain(setting).equals(plain(uri));
    }

    private static String plain(String uri) {
        return BrokerKind.withoutOptions(uri).replaceFirst(":/*", ":");
    }

    private static String optionNames(String uri) {
        int query = uri.indexOf('?');
        String names =
                query < 0
                        ? ""
                        : Arrays.stream(uri.substring(query + 1).split("&"))
                                .map(option -> option.replaceFirst("(?s)=.*", ""))
                                .filter(name -> name.matches("[A-Za-z][A-Za-z.]{0,60}"))
                                .collect(Collectors.joining(", "));
        return names.isEmpty()
                ? ""
                : " (options: " + SingleLine.quoted(names, MOST_OPTIONS_SHOWN) + ")";
    }
}
