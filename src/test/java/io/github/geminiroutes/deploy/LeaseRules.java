package io.github.geminiroutes.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * What several pods on one folder need: one Lease, volumes that all of them may write, a way to the
 * API server, and no more rights there than the Lease takes.
 */
final class LeaseRules {

    private static final String LEASE = "GEMINI_CLUSTER_KUBERNETES_LEASE";
    private static final String TOKEN_PLACE = "/var/run/secrets/kubernetes.io/serviceaccount";

    /** What the elector of the Kubernetes client asks for. */
    private static final Set<String> VERBS = Set.of("create", "get", "patch");

    private final List<? extends JsonNode> objects;
    private final List<String> problems = new ArrayList<>();

    private LeaseRules(List<? extends JsonNode> objects) {
        this.objects = objects;
    }

    static List<String> problems(List<? extends JsonNode> objects) {
        LeaseRules rules = new LeaseRules(objects);
        rules.check();
        return rules.problems;
    }

    /** Whether it is by a Lease that one of a Deployment's pods works. */
    static boolean takesALease(JsonNode deployment) {
        return !leaseOf(deployment).isEmpty();
    }

    private static String leaseOf(JsonNode object) {
        return each(ManifestRules.podOf(object).path("containers"))
                .flatMap(container -> each(container.path("env")))
                .filter(variable -> variable.path("name").asText().equals(LEASE))
                .map(variable -> variable.path("value").asText())
                .findFirst()
                .orElse("");
    }

    private void check() {
        for (JsonNode object : objects) {
            boolean hasToken =
                    each(ManifestRules.podOf(object).path("volumes"))
                            .anyMatch(volume -> volume.findValue("serviceAccountToken") != null);
            require(
                    hasToken == takesALease(object),
                    object,
                    "a token of the API server is there for a Lease, and for nothing else");
            if (takesALease(object)) {
                checkPod(object);
            }
        }
        kind("RoleBinding").forEach(this::checkBinding);
    }

    private void checkPod(JsonNode object) {
        JsonNode pod = ManifestRules.podOf(object);
        each(pod.path("volumes"))
                .map(volume -> volume.path("persistentVolumeClaim").path("claimName").asText())
                .flatMap(claim -> named("PersistentVolumeClaim", claim))
                .forEach(
                        claim ->
                                require(
                                        claim.path("spec")
                                                .path("accessModes")
                                                .toString()
                                                .equals("[\"ReadWriteMany\"]"),
                                        object,
                                        "only one node may write " + Manifests.nameOf(claim)));
        require(
                each(pod.path("containers"))
                        .flatMap(container -> each(container.path("volumeMounts")))
                        .anyMatch(mount -> mount.path("mountPath").asText().equals(TOKEN_PLACE)),
                object,
                "its token is not where it is looked for");
        require(
                each(pod.path("containers"))
                        .flatMap(container -> each(container.path("env")))
                        .filter(variable -> variable.path("name").asText().equals("LOG_DIR"))
                        .anyMatch(variable -> variable.path("value").asText().contains("$(POD")),
                object,
                "two programs cannot roll one log");
        String account = pod.path("serviceAccountName").asText();
        Set<String> rights = new TreeSet<>();
        kind("RoleBinding")
                .filter(
                        binding ->
                                each(binding.path("subjects"))
                                        .anyMatch(s -> s.path("name").asText().equals(account)))
                .flatMap(binding -> named("Role", binding.path("roleRef").path("name").asText()))
                .flatMap(role -> each(role.path("rules")))
                .forEach(rule -> checkRule(object, rule, rights));
        require(rights.equals(VERBS), object, "has other rights than " + VERBS + ": " + rights);
    }

    private void checkRule(JsonNode object, JsonNode rule, Set<String> rights) {
        each(rule.path("verbs")).forEach(verb -> rights.add(verb.asText()));
        require(
                rule.path("apiGroups").toString().equals("[\"coordination.k8s.io\"]")
                        && rule.path("resources").toString().equals("[\"leases\"]"),
                object,
                "has rights on more than leases");
        boolean onlyCreates = rule.path("verbs").toString().equals("[\"create\"]");
        require(
                onlyCreates
                        || rule.path("resourceNames")
                                .toString()
                                .equals("[\"" + leaseOf(object) + "\"]"),
                object,
                "has rights on other leases than " + leaseOf(object));
    }

    private void checkBinding(JsonNode binding) {
        each(binding.path("subjects"))
                .forEach(
                        subject ->
                                require(
                                        subject.path("kind").asText().equals("ServiceAccount")
                                                && named(
                                                                "ServiceAccount",
                                                                subject.path("name").asText())
                                                        .findAny()
                                                        .isPresent()
                                                && subject.path("namespace")
                                                        .equals(
                                                                binding.path("metadata")
                                                                        .path("namespace")),
                                        binding,
                                        "binds nobody who is here"));
        require(
                named("Role", binding.path("roleRef").path("name").asText()).findAny().isPresent(),
                binding,
                "binds no Role that is here");
    }

    private Stream<JsonNode> kind(String kind) {
        return objects.stream()
                .map(object -> (JsonNode) object)
                .filter(object -> object.path("kind").asText().equals(kind));
    }

    private Stream<JsonNode> named(String kind, String name) {
        return kind(kind).filter(o -> o.path("metadata").path("name").asText().equals(name));
    }

    private static Stream<JsonNode> each(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false);
    }

    private void require(boolean holds, JsonNode object, String problem) {
        if (!holds) {
            problems.add(Manifests.nameOf(object) + ": " + problem);
        }
    }
}
