/**
 * The view of a running application from outside: health checks for Camel's registry, and the
 * status page with its data. {@link StatusPage} is the bean of the status route. The classes here
 * only read; prompts flow without them.
 */
package io.github.geminiroutes.monitoring;
