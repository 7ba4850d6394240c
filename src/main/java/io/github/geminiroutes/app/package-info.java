/**
 * The stand-alone program: its commands, the start and end of Camel, logging, the HTTP server of
 * the status page, and the check of all settings before the start. {@code Main} runs the commands;
 * {@code Application} is Camel with our routes. A host application uses nothing of this package:
 * what prompts need is in the route files and in the packages below.
 */
package io.github.geminiroutes.app;
