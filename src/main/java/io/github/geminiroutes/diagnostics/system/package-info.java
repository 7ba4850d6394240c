/**
 * The machine the program runs on: operating system, JVM, container limits, directories, disk
 * speed. Entry points are the three sections, and {@link
 * io.github.geminiroutes.diagnostics.system.Directories}, which also creates what is missing.
 */
package io.github.geminiroutes.diagnostics.system;
