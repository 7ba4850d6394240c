package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import io.github.geminiroutes.support.SettingsException;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.camel.PropertyBindingException;
import org.apache.camel.ResolveEndpointFailedException;

/**
 * What Camel reads into the value of a setting: {@code {{x}}} is the name of another setting, and
 * what begins with {@code #} that of a bean or a class. A password or a key may look so by chance,
 * and Camel's own words repeat it: the message names the setting alone.
 */
final class CamelReading {

    private static final String API_KEY = "gemini.api-key";

    /** Those that Camel itself reads, as it reads them in a route. */
    private static final List<String> CAMELS =
            List.of("gemini.messages.jms.destination", "gemini.messages.kafka.topic");

    private static final Pattern UNKNOWN_NAME =
            Pattern.compile("(?s)Property with key \\[(.*?)] not found.*");

    private static final Pattern BEAN = Pattern.compile("(?s)#class:([^(]+).*");

    private CamelReading() {}

    /**
     * Checks the settings that become properties of beans. An endpoint may name other settings.
     *
     * @throws SettingsException for the first one that Camel would read as something else
     */
    static void requireNone(Settings settings) {
        Properties all = settings.all();
        for (String name : all.stringPropertyNames()) {
            String value = all.getProperty(name);
            boolean isOfBean =
                    name.startsWith("gemini.")
                            && !CAMELS.contains(name)
                            && !EndpointSettings.NAMES.contains(name);
            if (isOfBean && (value.contains("{{") || value.startsWith("#"))) {
                String allowed =
                        "must not contain {{ nor begin with #, which Camel would read as a name";
                throw name.equals(API_KEY)
                        ? notShown("GEMINI_API_KEY", allowed)
                        : settings.refused(name, allowed);
            }
        }
    }

    /** The one line for a setting that Camel cannot read; empty if the start failed otherwise. */
    static Optional<SettingsException> fault(Settings settings, Exception start) {
        for (Throwable cause = start; cause != null; cause = cause.getCause()) {
            if (cause instanceof SettingsException refused) {
                return Optional.of(refused);
            }
            if (cause instanceof ResolveEndpointFailedException refused) {
                return Optional.of(EndpointSettings.unusable(settings, refused));
            }
            if (cause instanceof PropertyBindingException refused) {
                return option(refused);
            }
            Matcher unknown = UNKNOWN_NAME.matcher(String.valueOf(cause.getMessage()));
            if (cause instanceof IllegalArgumentException && unknown.matches()) {
                return nameless(settings, unknown.group(1));
            }
            Optional<SettingsException> ofBean = bean(settings, cause);
            if (ofBean.isPresent()) {
                return ofBean;
            }
        }
        return Optional.empty();
    }

    /** A bean such as {@code camel.beans.broker}, whose class refuses what the setting passes. */
    private static Optional<SettingsException> bean(Settings settings, Throwable cause) {
        Map<String, String> all = all(settings);
        return all.keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches("camel[._]beans[._][^._]+"))
                .filter(name -> isOfClass(all.get(name), cause))
                .findFirst()
                .map(
                        name ->
                                notShown(
                                        name,
                                        "this bean cannot be made: its class is not on the class"
                                                + " path, or refuses its address or one of the"
                                                + " address's options"));
    }

    private static boolean isOfClass(String value, Throwable cause) {
        Matcher bean = BEAN.matcher(value);
        if (!bean.matches()) {
            return false;
        }
        String made = bean.group(1);
        return cause instanceof ClassNotFoundException && made.equals(cause.getMessage())
                || Arrays.stream(cause.getStackTrace())
                        .anyMatch(
                                frame ->
                                        frame.getClassName().equals(made)
                                                && frame.getMethodName().equals("<init>"));
    }

    /** An option of a component, such as {@code camel.component.kafka.saslJaasConfig}. */
    private static Optional<SettingsException> option(PropertyBindingException refused) {
        String prefix = String.valueOf(refused.getOptionPrefix());
        return prefix.startsWith("camel.")
                ? Optional.of(
                        notShown(
                                prefix + refused.getOptionKey(),
                                "Camel has no such option, or cannot use this value"))
                : Optional.empty();
    }

    private static Optional<SettingsException> nameless(Settings settings, String inner) {
        Map<String, String> all = all(settings);
        return all.keySet().stream()
                .filter(name -> name.toLowerCase(Locale.ROOT).matches("(camel|gemini)[._].*"))
                .filter(name -> all.get(name).contains("{{" + inner))
                .findFirst()
                .map(
                        name ->
                                notShown(
                                        name,
                                        "{{…}} in it is read as the name of a setting, and there is"
                                                + " none of that name"));
    }

    /** Camel has settings of its own from the properties of the JVM and from variables. */
    private static Map<String, String> all(Settings settings) {
        Map<String, String> all = new TreeMap<>(System.getenv());
        System.getProperties().forEach((name, value) -> all.put(name + "", value + ""));
        settings.all().forEach((name, value) -> all.put(name + "", value + ""));
        return all;
    }

    private static SettingsException notShown(String name, String fault) {
        return new SettingsException(name + "=(not shown): " + fault);
    }
}
