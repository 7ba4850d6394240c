package io.github.geminiroutes.settings;

import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.support.SingleLine;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The settings as they hold for this process: the catalogue {@code config/application.properties},
 * what the profile changes, environment variables, Java system properties; the later goes before
 * the earlier.
 */
public final class Settings {

    /** The stages a profile file may exist for. */
    public static final Set<String> PROFILES = Set.of("dev", "test", "prod");

    /** The longest part of a refused value that is shown, in chars, the ellipsis included. */
    private static final int MOST_SHOWN = 101;

    private static final Pattern INNERMOST = Pattern.compile("\\{\\{([^{}]*)}}");

    private final Map<String, String> expressions = new TreeMap<>();
    private final Map<String, String> origins = new TreeMap<>();
    private final Function<String, String> environment;
    private final Function<String, String> system;
    private final Installation home;
    private final String profile;

    private Settings(
            Installation home,
            String profile,
            Function<String, String> environment,
            Function<String, String> system) {
        this.home = home;
        this.profile = profile;
        this.environment = environment;
        this.system = system;
    }

    /**
     * The settings of this process; {@code profile} null: {@code dev} in a source checkout, else
     * {@code prod}.
     */
    public static Settings ofProcess(String profile) {
        return load(Installation.ofProgram(), profile, System::getenv, System::getProperty);
    }

    /**
     * Settings that owe nothing to this process's environment: {@code own} goes before the
     * catalogue.
     */
    public static Settings of(Installation home, String profile, Map<String, String> own) {
        return load(home, profile, name -> null, own::get).with(own);
    }

    /** Has values go before the catalogue and the profile. */
    public Settings with(Map<String, String> own) {
        expressions.putAll(own);
        return this;
    }

    /**
     * @throws SettingsException if there is no such profile
     */
    public static Settings load(
            Installation home,
            String profile,
            Function<String, String> environment,
            Function<String, String> system) {
        String stage = profile(home, profile, environment, system);
        Settings settings = new Settings(home, stage, environment, system);
        settings.expressions.put("gemini.home", home.directory().toString());
        settings.add(home.properties("application.properties"));
        settings.add(home.properties("application-" + stage + ".properties"));
        return settings;
    }

    private static String profile(
            Installation home,
            String asked,
            Function<String, String> environment,
            Function<String, String> system) {
        String origin = "--profile";
        String stage = asked;
        if (stage == null) {
            origin = "camel.main.profile";
            stage = system.apply(origin);
        }
        if (stage == null) {
            origin = "CAMEL_MAIN_PROFILE";
            stage = environment.apply(origin);
        }
        if (stage == null || stage.isBlank() && !stage.equals(asked)) {
            stage = home.isCheckout() ? "dev" : "prod";
        }
        if (!PROFILES.contains(stage)) {
            throw new SettingsException(
                    origin
                            + "="
                            + SingleLine.quoted(stage, MOST_SHOWN)
                            + ": must be dev, test or prod");
        }
        return stage;
    }

    private void add(Properties properties) {
        if (properties != null) {
            properties
                    .stringPropertyNames()
                    .forEach(n -> expressions.put(n, properties.getProperty(n)));
        }
    }

    /** Where the program lives. */
    public Installation home() {
        return home;
    }

    /** The stage: dev, test or prod. */
    public String profile() {
        return profile;
    }

    /** Every setting, resolved. */
    public Properties all() {
        Properties all = new Properties();
        expressions.keySet().forEach(name -> all.setProperty(name, text(name)));
        return all;
    }

    /** A variable of the environment that is no setting of ours; empty if it is not set. */
    public String variable(String name) {
        String value = environment.apply(name);
        return value == null ? "" : value.strip();
    }

    /** A setting's value, never null. */
    public String text(String name) {
        String value = system.apply(name);
        if (value != null) {
            origins.put(name, name);
            return value.strip();
        }
        String derived = name.toUpperCase(Locale.ROOT).replace('.', '_').replace('-', '_');
        value = environment.apply(derived);
        if (value != null && !value.isBlank()) {
            origins.put(name, derived);
            return value.strip();
        }
        return resolve(name, expressions.getOrDefault(name, "")).strip();
    }

    /** Resolves {@code {{env:NAME:default}}} and {@code {{other.setting}}}, the innermost first. */
    private String resolve(String name, String expression) {
        String value = expression;
        Matcher matcher = INNERMOST.matcher(value);
        while (matcher.find()) {
            value =
                    value.substring(0, matcher.start())
                            + placeholder(name, matcher.group(1))
                            + value.substring(matcher.end());
            matcher = INNERMOST.matcher(value);
        }
        return value;
    }

    private String placeholder(String name, String inner) {
        if (!inner.startsWith("env:")) {
            return text(inner);
        }
        String[] parts = inner.substring("env:".length()).split(":", 2);
        String value = environment.apply(parts[0]);
        // The outermost variable is resolved last and is the one to name in an error.
        origins.put(name, parts[0]);
        return value == null || value.isBlank() ? (parts.length > 1 ? parts[1] : "") : value;
    }

    /** The name a user knows the setting by: the variable it came from, or could have come from. */
    private String origin(String name) {
        return origins.getOrDefault(name, name);
    }

    /** A whole number from {@code least} to {@code most}. */
    public long wholeNumber(String name, long least, long most) {
        try {
            long value = Long.parseLong(text(name));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, in the words of the setting.
        }
        throw refused(name, "must be a whole number, " + least + " or more, at most " + most);
    }

    /** A number of at least 0. */
    public double number(String name) {
        try {
            // No "NaN", no "Infinity", no "1d".
            double value = new BigDecimal(text(name)).doubleValue();
            if (value >= 0 && !Double.isInfinite(value)) {
                return value;
            }
        } catch (NumberFormatException e) {
            // Told below, in the words of the setting.
        }
        throw refused(name, "must be a number of seconds, 0 or more");
    }

    /** A directory. */
    public Path directory(String name) {
        return path(name, text(name));
    }

    /** Directories, separated by spaces. */
    public List<Path> directories(String name) {
        return Arrays.stream(text(name).split("\\s+"))
                .filter(part -> !part.isEmpty())
                .map(part -> path(name, part))
                .toList();
    }

    private Path path(String name, String value) {
        try {
            if (!value.isEmpty()) {
                return Path.of(value).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // Told below, in the words of the setting.
        }
        throw refused(name, "must be the path of a directory");
    }

    /** Permissions such as 755. */
    public int permissions(String name) {
        String value = text(name);
        if (!value.matches("0?[0-7]{3}")) {
            throw refused(name, "must be three octal digits such as 755");
        }
        return Integer.parseInt(value, 8);
    }

    /** An http or https address without user, query or fragment. */
    public URI address(String name) {
        try {
            URI uri = URI.create(text(name));
            boolean web = "https".equals(uri.getScheme()) || "http".equals(uri.getScheme());
            if (web
                    && uri.getHost() != null
                    && uri.getUserInfo() == null
                    && uri.getQuery() == null
                    && uri.getFragment() == null) {
                return uri;
            }
        } catch (IllegalArgumentException e) {
            // Told below, in the words of the setting.
        }
        throw refused(name, "must be an http or https address without user, query or fragment");
    }

    /** The one line for a value that cannot be used. */
    public SettingsException refused(String name, String allowed) {
        String value = text(name);
        return new SettingsException(
                origin(name)
                        + "="
                        + SingleLine.quoted(withoutSecrets(value), MOST_SHOWN)
                        + ": "
                        + allowed);
    }

    /** An address may hold a password or a key. */
    private static String withoutSecrets(String value) {
        return value.replaceAll("(?s)//.*@", "//…@")
                .replaceFirst("(?s)^[^/\\s]*:[^/]*@", "…@")
                .replaceFirst("(?s)(://[^?]*[?]).*", "$1…");
    }
}
