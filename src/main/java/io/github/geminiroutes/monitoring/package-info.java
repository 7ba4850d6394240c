/**
 * What people and machines see of a running application: health checks for Camel's registry, and
 * the status page with its data. Nothing here does work for the flow; it only looks. {@link
 * StatusPage} is Camel's side.
 */
package io.github.geminiroutes.monitoring;
