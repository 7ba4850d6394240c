/**
 * Events: what ended, as CloudEvents for an endpoint of the operator, kept on disk until it has
 * them.
 */
package io.github.geminiroutes.event;
