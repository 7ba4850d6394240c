package io.github.geminiroutes.settings;

import io.github.geminiroutes.support.AsciiNumber;
import io.github.geminiroutes.support.FileNames;
import io.github.geminiroutes.support.KeyMask;
import io.github.geminiroutes.support.Seconds;
import io.github.geminiroutes.support.SettingsException;
import io.github.geminiroutes.support.SingleLine;
import java.math.BigDecimal;
import java.net.URI;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.function.Function;

/**
 * The settings of this process. Four sources, each of which overrides the one before: the catalogue
 * {@code config/application.properties}, the file of the profile, environment variables, Java
 * system properties.
 */
public final class Settings {

    /** The profiles that exist. */
    public static final Set<String> PROFILES = Set.of("dev", "test", "prod");

    /** The most chars of a refused value in a message, including the ellipsis. */
    private static final int MOST_SHOWN = 101;

    private final SettingSources sources;
    private final Installation home;
    private final String profile;

    private Settings(Installation home, String profile, SettingSources sources) {
        this.home = home;
        this.profile = profile;
        this.sources = sources;
    }

    /**
     * The settings of this process; {@code profile} null: {@code dev} in a source checkout, else
     * {@code prod}.
     *
     * @throws SettingsException if there is no such profile, or a file of settings or a system
     *     property names a setting that does not exist
     */
    public static Settings ofProcess(String profile) {
        Settings settings =
                load(Installation.ofProgram(), profile, System::getenv, System::getProperty);
        settings.requireKnownNames(System.getProperties().stringPropertyNames());
        return settings;
    }

    void requireKnownNames(Set<String> system) {
        SettingNames.ofProgram().requireKnown(home, profile, system);
    }

    /**
     * Variables of the environment that are probably meant for another, and that one. They may be
     * another program's.
     */
    public static Map<String, String> mistypedVariables(Set<String> environment) {
        return SettingNames.ofProgram().mistyped(environment);
    }

    /**
     * Settings that ignore the environment of this process: {@code own} overrides the catalogue.
     */
    public static Settings of(Installation home, String profile, Map<String, String> own) {
        return load(home, profile, name -> null, own::get).with(own);
    }

    /** Sets values that override the catalogue and the profile. */
    public Settings with(Map<String, String> own) {
        sources.add(own);
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
        SettingSources sources = new SettingSources(environment, system);
        sources.add(Map.of("gemini.home", home.directory().toString()));
        sources.add(home.properties("application.properties"));
        sources.add(home.properties("application-" + stage + ".properties"));
        return new Settings(home, stage, sources);
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

    /** The home folder of the program. */
    public Installation home() {
        return home;
    }

    /** The profile: dev, test or prod. */
    public String profile() {
        return profile;
    }

    /** Every setting, resolved. */
    public Properties all() {
        Properties all = new Properties();
        sources.names().forEach(name -> all.setProperty(name, text(name)));
        return all;
    }

    /** An environment variable that is not a setting of ours; empty if it is not set. */
    public String variable(String name) {
        return sources.variable(name);
    }

    /** A setting's value, never null. */
    public String text(String name) {
        return sources.text(name);
    }

    /** A whole number from {@code least} to {@code most}. */
    public long wholeNumber(String name, long least, long most) {
        try {
            long value = Long.parseLong(AsciiNumber.of(text(name)));
            if (value >= least && value <= most) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The exception below names the setting.
        }
        throw refused(name, "must be a whole number, " + least + " or more, at most " + most);
    }

    /** A number of seconds from 0 to {@value Seconds#MOST}. */
    public double number(String name) {
        try {
            // No "NaN", no "Infinity", no "1d".
            String text = AsciiNumber.of(text(name));
            double value = text.length() < MOST_SHOWN ? new BigDecimal(text).doubleValue() : -1;
            if (value >= 0 && value <= Seconds.MOST) {
                return value;
            }
        } catch (NumberFormatException e) {
            // The exception below names the setting.
        }
        throw refused(name, "must be a number of seconds, 0 or more, at most " + Seconds.MOST);
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
            if (!value.isEmpty() && FileNames.canBeOfEndpoint(value)) {
                return Path.of(value).toAbsolutePath().normalize();
            }
        } catch (InvalidPathException e) {
            // The exception below names the setting.
        }
        throw refused(name, "must be the path of a directory, without { } ? \\ %20");
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
            // The exception below names the setting.
        }
        throw refused(name, "must be an http or https address without user, query or fragment");
    }

    /** The one-line error for a value that cannot be used. */
    public SettingsException refused(String name, String allowed) {
        String value = text(name);
        return new SettingsException(
                sources.origin(name)
                        + "="
                        + SingleLine.quoted(withoutSecrets(value), MOST_SHOWN)
                        + ": "
                        + allowed);
    }

    /** An address may hold a password or a key, behind {@code ?} or {@code #} above all. */
    private static String withoutSecrets(String value) {
        return KeyMask.of(
                value.replaceFirst("(?s)^([a-zA-Z+.-]+:)?(/*).*@", "$1$2…@")
                        .replaceFirst("(?s)([?#]).*", "$1…"));
    }
}
