/**
 * What the sections of a sweep share: {@link
 * io.github.geminiroutes.diagnostics.section.DiagnosticInput} and {@link
 * io.github.geminiroutes.diagnostics.section.DiagnosticConfig} go in, a list of {@link
 * io.github.geminiroutes.diagnostics.section.Finding}s comes out. The ground of the diagnostics: it
 * imports none of the other diagnostics packages.
 */
package io.github.geminiroutes.diagnostics.section;
