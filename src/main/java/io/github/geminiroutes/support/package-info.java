/** Small helpers that every package may use. This package imports none of the others. */
package io.github.geminiroutes.support;
