package io.github.geminiroutes.app;

import picocli.CommandLine.IVersionProvider;

/** The version of the program, from the jar's manifest. */
public final class Version implements IVersionProvider {

    @Override
    public String[] getVersion() {
        String version = Version.class.getPackage().getImplementationVersion();
        return new String[] {"gemini-routes " + (version == null ? "(not packaged)" : version)};
    }
}
