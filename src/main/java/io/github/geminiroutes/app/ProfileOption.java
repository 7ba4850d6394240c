package io.github.geminiroutes.app;

import io.github.geminiroutes.settings.Settings;
import picocli.CommandLine.Option;

/** The option that every command has: the profile. */
final class ProfileOption {

    /** The heading of the example at the end of each command's help. */
    static final String EXAMPLE = "%nExample:%n";

    @Option(
            names = "--profile",
            paramLabel = "STAGE",
            description = "dev, test or prod. Default: dev in a source checkout, else prod.")
    private String profile;

    Settings settings() {
        return MessageSource.of(Settings.ofProcess(profile));
    }
}
