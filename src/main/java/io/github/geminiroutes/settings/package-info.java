/**
 * The settings of the program: the catalogue {@code config/application.properties}, changed by a
 * profile, environment variables and Java system properties. The entry point is {@link
 * io.github.geminiroutes.settings.Settings}; {@link io.github.geminiroutes.settings.Installation}
 * finds the files. A value is checked when it is read, and an error names the variable that the
 * value came from. In a host application this package is not used: Camel's properties component
 * resolves the same catalogue there.
 */
package io.github.geminiroutes.settings;
