package io.github.geminiroutes.deploy;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.introspect.Annotated;
import com.fasterxml.jackson.databind.introspect.JacksonAnnotationIntrospector;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.openshift.api.model.monitoring.v1.PrometheusRule;
import io.fabric8.openshift.api.model.monitoring.v1.ServiceMonitor;
import io.kubernetes.client.openapi.JSON;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1CronJob;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Namespace;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PersistentVolumeClaim;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Role;
import io.kubernetes.client.openapi.models.V1RoleBinding;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import io.kubernetes.client.openapi.models.V1ServiceAccount;
import io.kubernetes.client.openapi.models.V2HorizontalPodAutoscaler;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Kubernetes' own schemas, strictly: an unknown key, a missing required one and a value of the
 * wrong type are all refused, as are values outside the short lists the API server knows.
 */
final class ManifestSchema {

    private static final Map<String, Check> KINDS =
            Map.ofEntries(
                    Map.entry("v1/Namespace", V1Namespace::fromJson),
                    Map.entry("v1/ServiceAccount", V1ServiceAccount::fromJson),
                    Map.entry("v1/ConfigMap", V1ConfigMap::fromJson),
                    Map.entry("v1/Secret", V1Secret::fromJson),
                    Map.entry("v1/PersistentVolumeClaim", V1PersistentVolumeClaim::fromJson),
                    Map.entry("v1/Service", V1Service::fromJson),
                    Map.entry("rbac.authorization.k8s.io/v1/Role", V1Role::fromJson),
                    Map.entry("rbac.authorization.k8s.io/v1/RoleBinding", V1RoleBinding::fromJson),
                    Map.entry("apps/v1/Deployment", V1Deployment::fromJson),
                    Map.entry("batch/v1/CronJob", V1CronJob::fromJson),
                    Map.entry("policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::fromJson),
                    Map.entry("networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::fromJson),
                    Map.entry(
                            "autoscaling/v2/HorizontalPodAutoscaler",
                            V2HorizontalPodAutoscaler::fromJson),
                    Map.entry(
                            "monitoring.coreos.com/v1/ServiceMonitor",
                            json -> Operator.read(json, ServiceMonitor.class)),
                    Map.entry(
                            "monitoring.coreos.com/v1/PrometheusRule",
                            json -> Operator.read(json, PrometheusRule.class)));

    /** The models take any text here; the API server does not. */
    private static final Map<String, Set<String>> CLOSED =
            Map.of(
                    "concurrencyPolicy", Set.of("Allow", "Forbid", "Replace"),
                    "restartPolicy", Set.of("Always", "OnFailure", "Never"),
                    "imagePullPolicy", Set.of("Always", "IfNotPresent", "Never"),
                    "whenUnsatisfiable", Set.of("DoNotSchedule", "ScheduleAnyway"),
                    "fsGroupChangePolicy", Set.of("OnRootMismatch", "Always"),
                    "protocol", Set.of("TCP", "UDP", "SCTP"),
                    "accessModes",
                            Set.of(
                                    "ReadWriteOnce",
                                    "ReadOnlyMany",
                                    "ReadWriteMany",
                                    "ReadWriteOncePod"),
                    "policyTypes", Set.of("Ingress", "Egress"),
                    "type",
                            Set.of(
                                    "Recreate",
                                    "RollingUpdate",
                                    "RuntimeDefault",
                                    "DisruptionTarget",
                                    "ClusterIP",
                                    "Resource",
                                    "Pods",
                                    "Object",
                                    "External",
                                    "Value",
                                    "AverageValue",
                                    "Utilization",
                                    "Percent"));

    private ManifestSchema() {}

    /** What the API server would refuse in an object, or an empty list. */
    static List<String> problems(JsonNode object) {
        String kind = object.path("apiVersion").asText() + "/" + object.path("kind").asText();
        Check check = KINDS.get(kind);
        if (check == null) {
            return List.of("no such kind: " + kind);
        }
        List<String> problems = new ArrayList<>();
        try {
            Object read = check.read(object.toString());
            String written =
                    read instanceof HasMetadata
                            ? Operator.STRICT.writeValueAsString(read)
                            : JSON.serialize(read);
            sameTypes(
                    Manifests.nameOf(object), object, Operator.STRICT.readTree(written), problems);
        } catch (IOException | RuntimeException e) {
            problems.add(Manifests.nameOf(object) + ": " + e.getMessage());
        }
        closedValues(Manifests.nameOf(object), object.path("spec"), problems);
        return problems;
    }

    /** The readers take 5 for "5"; the API server does not. */
    private static void sameTypes(
            String where, JsonNode given, JsonNode read, List<String> problems) {
        if (given.isValueNode() && !read.isMissingNode()) {
            if (given.getNodeType() != read.getNodeType()) {
                problems.add(where + ": " + given + " has the wrong type");
            }
            return;
        }
        for (int i = 0; i < given.size() && given.isArray(); i++) {
            sameTypes(where + "." + i, given.path(i), read.path(i), problems);
        }
        given.properties()
                .forEach(
                        field ->
                                sameTypes(
                                        where + "." + field.getKey(),
                                        field.getValue(),
                                        read.path(field.getKey()),
                                        problems));
    }

    private static void closedValues(String where, JsonNode node, List<String> problems) {
        node.properties()
                .forEach(
                        field -> {
                            Set<String> allowed = CLOSED.get(field.getKey());
                            JsonNode value = field.getValue();
                            if (allowed != null) {
                                for (JsonNode one : value.isArray() ? value : List.of(value)) {
                                    if (one.isTextual() && !allowed.contains(one.asText())) {
                                        problems.add(
                                                where + ": " + field.getKey() + " " + one.asText());
                                    }
                                }
                            }
                            closedValues(where, value, problems);
                        });
        if (node.isArray()) {
            node.forEach(element -> closedValues(where, element, problems));
        }
    }

    private interface Check {
        Object read(String json) throws IOException;
    }

    /** The Prometheus Operator's types, whose classes would keep any unknown key. */
    private static final class Operator {
        private static final ObjectMapper STRICT = new ObjectMapper();

        static {
            STRICT.setAnnotationIntrospector(
                    new JacksonAnnotationIntrospector() {
                        private static final long serialVersionUID = 1L;

                        @Override
                        public Boolean hasAnySetter(Annotated member) {
                            return false;
                        }
                    });
        }

        static <T> T read(String json, Class<T> type) throws JsonProcessingException {
            return STRICT.readValue(json, type);
        }
    }
}
