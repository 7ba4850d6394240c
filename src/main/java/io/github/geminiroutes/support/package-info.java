/**
 * The ground: small helpers that every room may use. This package imports nothing of the other
 * packages.
 */
package io.github.geminiroutes.support;
