package io.github.geminiroutes.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** What we ask of our own manifests beyond what Kubernetes would take. */
final class ManifestRules {

    private static final Pattern SECRET_NAME =
            Pattern.compile("(?i).*(KEY|TOKEN|SECRET|PASSWORD|CREDENTIAL).*");
    private static final Pattern KEY_VALUE = Pattern.compile("AIza[\\w-]{10,}|AQ\\.[\\w-]{10,}");
    private static final Pattern METRIC_ROW = Pattern.compile("(?m)^\\| `(gemini_\\w+)`");
    private static final List<String> PROBES =
            List.of("startupProbe", "livenessProbe", "readinessProbe");
    private static final Set<String> CLUSTER_WIDE = Set.of("Namespace");

    /** What the program exports, by the table of docs/monitoring.md. */
    private static final Set<String> METRICS = metrics();

    private final List<? extends JsonNode> objects;
    private final long shutdownSeconds;
    private final List<String> problems = new ArrayList<>();

    private ManifestRules(List<? extends JsonNode> objects, long shutdownSeconds) {
        this.objects = objects;
        this.shutdownSeconds = shutdownSeconds;
    }

    private static Set<String> metrics() {
        Set<String> names = new HashSet<>();
        Matcher row = METRIC_ROW.matcher(Manifests.read(Path.of("docs/monitoring.md")));
        while (row.find()) {
            names.add(row.group(1));
        }
        return names;
    }

    /**
     * What is wrong with a whole set of objects.
     *
     * @param shutdownSeconds how long the program may take to end
     */
    static List<String> problems(List<? extends JsonNode> objects, long shutdownSeconds) {
        ManifestRules rules = new ManifestRules(objects, shutdownSeconds);
        rules.check();
        return rules.problems;
    }

    private void check() {
        for (JsonNode object : objects) {
            String name = Manifests.nameOf(object);
            checkSecrets(name, object);
            JsonNode pod = podOf(object);
            if (!pod.isMissingNode()) {
                checkPod(name, object, pod);
            }
            if (isKind(object, "Deployment")) {
                checkDeployment(name, object);
            }
            if (isKind(object, "Service") || isKind(object, "PodDisruptionBudget")) {
                checkSelector(name, object);
            }
        }
        kind("HorizontalPodAutoscaler").forEach(this::checkAutoscaler);
        require(
                kind("NetworkPolicy").anyMatch(ManifestRules::deniesAll),
                "no NetworkPolicy denies everything");
        require(
                kind("ServiceAccount")
                        .allMatch(a -> isFalse(a.path("automountServiceAccountToken"))),
                "a ServiceAccount mounts its token");
        problems.addAll(LeaseRules.problems(objects));
        checkNamespaces();
    }

    private static boolean isKind(JsonNode object, String kind) {
        return object.path("kind").asText().equals(kind);
    }

    private Stream<JsonNode> kind(String kind) {
        return objects.stream().map(o -> (JsonNode) o).filter(o -> isKind(o, kind));
    }

    private void require(boolean holds, String problem) {
        if (!holds) {
            problems.add(problem);
        }
    }

    private static boolean isFalse(JsonNode value) {
        return value.isBoolean() && !value.asBoolean();
    }

    private static boolean isTrue(JsonNode value) {
        return value.isBoolean() && value.asBoolean();
    }

    static JsonNode podOf(JsonNode object) {
        return switch (object.path("kind").asText()) {
            case "Deployment" -> object.path("spec").path("template").path("spec");
            case "CronJob" ->
                    object.path("spec")
                            .path("jobTemplate")
                            .path("spec")
                            .path("template")
                            .path("spec");
            default -> MissingNode.getInstance();
        };
    }

    private void checkSecrets(String name, JsonNode object) {
        require(!isKind(object, "Secret"), name + ": a Secret is made by hand, never written here");
        require(!KEY_VALUE.matcher(object.toString()).find(), name + ": holds a key");
        if (isKind(object, "ConfigMap")) {
            object.path("data")
                    .fieldNames()
                    .forEachRemaining(
                            key ->
                                    require(
                                            !SECRET_NAME.matcher(key).matches(),
                                            name + ": " + key + " belongs into a Secret"));
        }
    }

    private void checkPod(String name, JsonNode object, JsonNode pod) {
        JsonNode context = pod.path("securityContext");
        require(isTrue(context.path("runAsNonRoot")), name + ": runAsNonRoot is not true");
        require(context.path("runAsUser").asLong() > 0, name + ": runs as root");
        require(
                context.path("seccompProfile").path("type").asText().equals("RuntimeDefault"),
                name + ": seccompProfile is not RuntimeDefault");
        require(isFalse(pod.path("automountServiceAccountToken")), name + ": mounts a token");
        for (String host : List.of("hostNetwork", "hostPID", "hostIPC")) {
            require(!pod.path(host).asBoolean(), name + ": " + host);
        }
        require(
                pod.path("terminationGracePeriodSeconds").asLong() > shutdownSeconds,
                name + ": terminationGracePeriodSeconds is not above " + shutdownSeconds);
        require(
                exists("ServiceAccount", pod.path("serviceAccountName")),
                name + ": no such ServiceAccount");
        Set<String> volumes = new HashSet<>();
        for (JsonNode volume : pod.path("volumes")) {
            volumes.add(volume.path("name").asText());
            require(!volume.has("hostPath"), name + ": hostPath");
            JsonNode claim = volume.path("persistentVolumeClaim").path("claimName");
            require(
                    claim.isMissingNode() || exists("PersistentVolumeClaim", claim),
                    name + ": no claim " + claim.asText());
        }
        Stream.concat(elements(pod, "containers"), elements(pod, "initContainers"))
                .forEach(container -> checkContainer(name, container, volumes));
        if (isKind(object, "Deployment")) {
            elements(pod, "containers").forEach(container -> checkProbes(name, container));
        }
    }

    private static Stream<JsonNode> elements(JsonNode node, String field) {
        return StreamSupport.stream(node.path(field).spliterator(), false);
    }

    private boolean exists(String kind, JsonNode name) {
        return kind(kind)
                .anyMatch(o -> o.path("metadata").path("name").asText().equals(name.asText()));
    }

    private void checkContainer(String object, JsonNode container, Set<String> volumes) {
        String name = object + " container " + container.path("name").asText();
        JsonNode context = container.path("securityContext");
        require(isFalse(context.path("allowPrivilegeEscalation")), name + ": privilege escalation");
        require(isTrue(context.path("readOnlyRootFilesystem")), name + ": root file system writes");
        require(
                context.path("capabilities").path("drop").toString().equals("[\"ALL\"]")
                        && !context.path("capabilities").has("add"),
                name + ": capabilities");
        require(!context.path("privileged").asBoolean(), name + ": privileged");
        require(context.path("runAsUser").asLong(1) > 0, name + ": runs as root");
        require(!isFalse(context.path("runAsNonRoot")), name + ": may run as root");
        for (String amount : List.of("requests", "limits")) {
            for (String resource : List.of("cpu", "memory")) {
                require(
                        container.path("resources").path(amount).has(resource),
                        name + ": no " + amount + " of " + resource);
            }
        }
        for (JsonNode variable : container.path("env")) {
            String key = variable.path("name").asText();
            require(
                    !variable.has("value")
                            || !SECRET_NAME.matcher(key).matches()
                            || key.endsWith("_FILE"),
                    name + ": " + key + " has its value in the manifest");
        }
        elements(container, "envFrom")
                .map(from -> from.path("configMapRef").path("name"))
                .filter(map -> !map.isMissingNode())
                .forEach(
                        map ->
                                require(
                                        isGenerated(map) || exists("ConfigMap", map),
                                        name + ": no ConfigMap " + map.asText()));
        for (JsonNode mount : container.path("volumeMounts")) {
            require(
                    volumes.contains(mount.path("name").asText()),
                    name + ": no volume " + mount.path("name").asText());
            require(!mount.has("subPath"), name + ": a subPath never sees a new key");
        }
    }

    /** As written, before kustomize has made the ConfigMap. */
    private boolean isGenerated(JsonNode map) {
        return map.asText().equals("gemini-routes") && kind("ConfigMap").findAny().isEmpty();
    }

    private void checkProbes(String object, JsonNode container) {
        Set<String> ports = new HashSet<>();
        container.path("ports").forEach(port -> ports.add(port.path("name").asText()));
        for (String probe : PROBES) {
            JsonNode get = container.path(probe).path("httpGet");
            String wanted = probe.equals("readinessProbe") ? "ready" : "live";
            require(
                    get.path("path").asText().equals("/observe/health/" + wanted)
                            && ports.contains(get.path("port").asText()),
                    object + ": " + probe);
        }
    }

    private void checkDeployment(String name, JsonNode object) {
        JsonNode spec = object.path("spec");
        require(
                isWithin(
                        spec.path("selector").path("matchLabels"),
                        spec.path("template").path("metadata").path("labels")),
                name + ": does not select its own pods");
        boolean hasClaim =
                elements(podOf(object), "volumes").anyMatch(v -> v.has("persistentVolumeClaim"));
        require(
                !hasClaim
                        || LeaseRules.takesALease(object)
                        || spec.path("replicas").asInt(1) <= 1
                                && spec.path("strategy").path("type").asText().equals("Recreate"),
                name + ": two programs could empty one folder");
    }

    private void checkAutoscaler(JsonNode autoscaler) {
        String name = Manifests.nameOf(autoscaler);
        JsonNode spec = autoscaler.path("spec");
        List<JsonNode> scaled =
                kind(spec.path("scaleTargetRef").path("kind").asText())
                        .filter(
                                o ->
                                        o.path("metadata")
                                                .path("name")
                                                .equals(spec.path("scaleTargetRef").path("name")))
                        .toList();
        require(!scaled.isEmpty(), name + ": scales nothing that is here");
        for (JsonNode target : scaled) {
            require(
                    !target.path("spec").has("replicas"),
                    name + ": the Deployment sets replicas, too, with each apply");
            require(
                    elements(podOf(target), "volumes")
                            .noneMatch(v -> v.has("persistentVolumeClaim")),
                    name + ": two programs could empty one folder");
        }
        int most = spec.path("maxReplicas").asInt();
        require(
                most > 0 && spec.path("minReplicas").asInt(1) <= most,
                name + ": maxReplicas " + most);
        kind("ConfigMap")
                .map(map -> map.path("data").path("GEMINI_QUOTA_INSTANCES"))
                .filter(JsonNode::isTextual)
                .forEach(
                        instances ->
                                require(
                                        instances.asInt() > most,
                                        name
                                                + ": with the drop folder more than"
                                                + " GEMINI_QUOTA_INSTANCES="
                                                + instances.asText()));
        require(!spec.path("metrics").isEmpty(), name + ": scales on nothing");
        for (JsonNode metric : spec.path("metrics")) {
            JsonNode metricName = metric.path("pods").path("metric").path("name");
            require(
                    METRICS.contains(metricName.asText()),
                    name + ": no metric of ours: " + metricName.asText());
            require(
                    metric.path("pods").path("target").path("averageValue").asInt() > 0,
                    name + ": no averageValue");
        }
    }

    private void checkSelector(String name, JsonNode object) {
        JsonNode selector = object.path("spec").path("selector");
        JsonNode labels = selector.has("matchLabels") ? selector.path("matchLabels") : selector;
        require(
                kind("Deployment")
                        .map(d -> d.path("spec").path("template").path("metadata").path("labels"))
                        .anyMatch(podLabels -> !labels.isEmpty() && isWithin(labels, podLabels)),
                name + ": selects no pod");
    }

    private static boolean isWithin(JsonNode labels, JsonNode all) {
        return StreamSupport.stream(((Iterable<String>) labels::fieldNames).spliterator(), false)
                .allMatch(key -> labels.path(key).equals(all.path(key)));
    }

    private static boolean deniesAll(JsonNode policy) {
        JsonNode spec = policy.path("spec");
        return spec.path("podSelector").isEmpty()
                && spec.path("policyTypes").size() == 2
                && !spec.has("ingress")
                && !spec.has("egress");
    }

    private void checkNamespaces() {
        List<JsonNode> namespaces = kind("Namespace").toList();
        require(namespaces.size() == 1, "not one Namespace but " + namespaces.size());
        for (JsonNode namespace : namespaces) {
            require(
                    namespace
                            .path("metadata")
                            .path("labels")
                            .path("pod-security.kubernetes.io/enforce")
                            .asText()
                            .equals("restricted"),
                    "the Namespace takes pods that are not restricted");
        }
        Set<String> used = new HashSet<>();
        objects.stream()
                .filter(o -> !CLUSTER_WIDE.contains(o.path("kind").asText()))
                .forEach(o -> used.add(o.path("metadata").path("namespace").asText("")));
        Set<String> made = new HashSet<>();
        namespaces.forEach(n -> made.add(n.path("metadata").path("name").asText()));
        // As written, the overlay has not named it yet.
        require(
                used.equals(Set.of("")) || used.equals(made),
                "objects in " + used + ", but the Namespace is " + made);
    }
}
