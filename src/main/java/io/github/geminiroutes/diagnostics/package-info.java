/**
 * Diagnostics: a sweep runs six sections and returns one report.
 *
 * <ul>
 *   <li>{@link io.github.geminiroutes.diagnostics.Diagnostics} is the bean of a running
 *       application: it sweeps when its route is triggered and keeps the last report.
 *   <li>{@link io.github.geminiroutes.diagnostics.StandaloneSweep} is the sweep of the command
 *       {@code diagnose}, where no Camel runs.
 *   <li>{@link io.github.geminiroutes.diagnostics.DiagnosticReport} is the result of both.
 * </ul>
 *
 * <p>This package assembles the sections and holds those about configuration and Camel. {@code
 * network} and {@code system} hold the others; all of them stand on {@code section}.
 */
package io.github.geminiroutes.diagnostics;
