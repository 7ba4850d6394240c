/**
 * Leader election by a Kubernetes Lease, for several instances on one data directory. The entry
 * point is {@link io.github.geminiroutes.cluster.LeaseClusterService}, a Camel cluster service. A
 * leader that cannot reach the API server stops work before another instance can take over.
 */
package io.github.geminiroutes.cluster;
