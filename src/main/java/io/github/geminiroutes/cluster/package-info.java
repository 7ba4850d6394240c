/**
 * How several instances on one data directory agree who works, where a Kubernetes cluster can say
 * it.
 */
package io.github.geminiroutes.cluster;
