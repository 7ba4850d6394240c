package io.github.geminiroutes.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.settings.Installation;
import io.github.geminiroutes.settings.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Every object is one that the API server would take, and one that we would want to run. */
@Tag("process")
class KubernetesManifestsTest {

    private static final Path WORKERS = Manifests.ROOT.resolve("components/workers");

    private static long shutdownSeconds;
    private static boolean canRender;

    @BeforeAll
    static void lookAround() {
        shutdownSeconds =
                Settings.of(new Installation(Path.of("").toAbsolutePath()), "prod", Map.of())
                        .wholeNumber("gemini.shutdown-timeout", 0, 86_400);
        canRender = Manifests.canRender();
        if (!canRender) {
            System.err.println(
                    "No kubectl that renders components: the overlays are not rendered, only"
                            + " their parts are checked");
        }
    }

    private static List<String> problems(List<ObjectNode> objects) {
        List<String> problems = new ArrayList<>();
        objects.forEach(object -> problems.addAll(ManifestSchema.problems(object)));
        problems.addAll(ManifestRules.problems(objects, shutdownSeconds));
        return problems;
    }

    @Test
    void whatIsWrittenIsValid() throws IOException {
        List<ObjectNode> base = Manifests.written(Manifests.ROOT.resolve("base"));
        assertThat(base).hasSizeGreaterThan(10);
        assertThat(problems(base)).isEmpty();
        for (String component :
                List.of("components/monitoring", "components/workers", "components/gateway")) {
            Manifests.written(Manifests.ROOT.resolve(component))
                    .forEach(object -> assertThat(ManifestSchema.problems(object)).isEmpty());
        }
        assertThat(problems(withWorkers())).isEmpty();
        assertThat(problems(with(Manifests.ROOT.resolve("components/gateway")))).isEmpty();
    }

    /** The base and the workers, as written. */
    private static List<ObjectNode> withWorkers() throws IOException {
        return with(WORKERS);
    }

    private static List<ObjectNode> with(Path component) throws IOException {
        List<ObjectNode> objects = new ArrayList<>(Manifests.written(component));
        objects.addAll(Manifests.written(Manifests.ROOT.resolve("base")));
        return objects;
    }

    @ParameterizedTest
    @ValueSource(strings = {"development", "staging", "production", "workers", "gateway"})
    void everyOverlayIsValid(String overlay) throws IOException {
        assumeTrue(canRender, "no kubectl");
        List<ObjectNode> objects = Manifests.render(Manifests.ROOT.resolve("overlays/" + overlay));
        assertThat(problems(objects)).isEmpty();
        assertThat(objects)
                .extracting(object -> object.path("kind").asText())
                .contains(
                        "Namespace",
                        "ServiceAccount",
                        "ConfigMap",
                        "PersistentVolumeClaim",
                        "Deployment",
                        "Service",
                        "PodDisruptionBudget",
                        "NetworkPolicy",
                        "CronJob");
        if (!overlay.equals("development")) {
            assertThat(objects)
                    .extracting(object -> object.path("kind").asText())
                    .contains("ServiceMonitor", "PrometheusRule");
            assertThat(images(objects)).isNotEmpty().noneMatch(image -> image.endsWith(":latest"));
        }
    }

    private static List<String> images(List<ObjectNode> objects) {
        return objects.stream()
                .flatMap(o -> ManifestRules.podOf(o).findValuesAsText("image").stream())
                .toList();
    }

    /** What a slip of the hand looks like, and a word of the complaint it must meet. */
    static Stream<Arguments> slips() {
        return Stream.of(
                slip("a misspelt key", c -> rename(c, "livenessProbe", "livenesProbe"), "livenes"),
                slip("no limits", c -> in(c, "resources").remove("limits"), "no limits of memory"),
                slip("no cpu limit", c -> in(c, "resources", "limits").remove("cpu"), "of cpu"),
                slip("root", c -> in(c, "securityContext").put("runAsUser", 0), "runs as root"),
                slip("no name", c -> c.remove("name"), "required field"),
                slip("a number for a text", c -> c.put("image", 5), "image: 5 has the wrong type"),
                slip("a text for a number", KubernetesManifestsTest::wordForPort, "eighty"),
                slip("no probe", c -> c.remove("readinessProbe"), "readinessProbe"),
                slip(
                        "a writable root",
                        c -> in(c, "securityContext").remove("readOnlyRootFilesystem"),
                        "root file system"),
                slip(
                        "a key",
                        c ->
                                c.putArray("env")
                                        .addObject()
                                        .put("name", "GEMINI_API_KEY")
                                        .put("value", "not-a-real-one"),
                        "GEMINI_API_KEY has its value"),
                slip(
                        "a wrong pull policy",
                        c -> c.put("imagePullPolicy", "Sometimes"),
                        "imagePullPolicy Sometimes"));
    }

    private static Arguments slip(String name, Consumer<ObjectNode> change, String complaint) {
        return Arguments.of(name, change, complaint);
    }

    private static ObjectNode in(ObjectNode node, String... path) {
        ObjectNode found = node;
        for (String name : path) {
            found = (ObjectNode) found.path(name);
        }
        return found;
    }

    private static void rename(ObjectNode node, String from, String to) {
        node.set(to, node.remove(from));
    }

    private static void wordForPort(ObjectNode container) {
        ((ObjectNode) container.path("ports").path(0)).put("containerPort", "eighty");
    }

    @ParameterizedTest(name = "{0}")
    @MethodSource("slips")
    void aSlipInTheContainerIsFound(String name, Consumer<ObjectNode> change, String complaint)
            throws IOException {
        List<ObjectNode> objects = Manifests.written(Manifests.ROOT.resolve("base"));
        JsonNode container =
                ManifestRules.podOf(find(objects, "Deployment")).path("containers").path(0);
        change.accept((ObjectNode) container);
        assertThat(problems(objects)).anyMatch(problem -> problem.contains(complaint));
    }

    /** The same for whole objects. */
    static Stream<Arguments> objectSlips() {
        return Stream.of(
                objectSlip("Deployment", o -> in(o, "spec").put("replicas", 2), "two programs"),
                objectSlip("Deployment", o -> in(o, "spec").remove("selector"), "required field"),
                objectSlip(
                        "Deployment",
                        o -> in(o, "spec", "strategy").put("type", "Recreat"),
                        "type Recreat"),
                objectSlip(
                        "Deployment",
                        o ->
                                in(o, "spec", "template", "spec")
                                        .put("terminationGracePeriodSeconds", 20),
                        "terminationGracePeriodSeconds"),
                objectSlip(
                        "Deployment",
                        o ->
                                in(o, "spec", "template", "spec", "securityContext")
                                        .put("runAsUser", 0),
                        "runs as root"),
                objectSlip("Service", o -> in(o, "spec", "selector").put("a", "b"), "no pod"),
                objectSlip("CronJob", o -> in(o, "spec").remove("schedule"), "required field"),
                objectSlip(
                        "CronJob",
                        o -> in(o, "spec").put("concurrencyPolicy", "forbid"),
                        "concurrencyPolicy forbid"),
                objectSlip("NetworkPolicy", o -> rename(o, "spec", "specs"), "specs"),
                objectSlip("PersistentVolumeClaim", o -> o.put("kind", "Claim"), "no such kind"));
    }

    private static Arguments objectSlip(
            String kind, Consumer<ObjectNode> change, String complaint) {
        return Arguments.of(kind, complaint, change);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("objectSlips")
    void aSlipInAnObjectIsFound(String kind, String complaint, Consumer<ObjectNode> change)
            throws IOException {
        List<ObjectNode> objects = Manifests.written(Manifests.ROOT.resolve("base"));
        change.accept(find(objects, kind));
        assertThat(problems(objects)).anyMatch(problem -> problem.contains(complaint));
    }

    /** The same for what belongs to the workers. */
    static Stream<Arguments> workerSlips() {
        return Stream.of(
                objectSlip(
                        "HorizontalPodAutoscaler",
                        o -> rename(in(o, "spec"), "maxReplicas", "maxReplica"),
                        "maxReplica"),
                objectSlip(
                        "HorizontalPodAutoscaler",
                        o -> in(o, "spec").put("maxReplicas", "8"),
                        "wrong type"),
                objectSlip(
                        "HorizontalPodAutoscaler",
                        o -> in(o, "spec", "scaleTargetRef").put("name", "gemini-workers"),
                        "scales nothing"),
                objectSlip(
                        "HorizontalPodAutoscaler",
                        o -> in(o, "spec", "scaleTargetRef").put("name", "gemini-routes"),
                        "two programs could empty one folder"),
                objectSlip(
                        "HorizontalPodAutoscaler",
                        o -> podsMetric(o, "metric").put("name", "gemini_calls_inflight"),
                        "no metric of ours"),
                objectSlip(
                        "HorizontalPodAutoscaler",
                        o -> podsMetric(o, "target").put("type", "Average"),
                        "type Average"),
                objectSlip(
                        "HorizontalPodAutoscaler",
                        o -> in(o, "spec").put("minReplicas", 9),
                        "maxReplicas 8"),
                objectSlip(
                        "Deployment", o -> in(o, "spec").put("replicas", 2), "sets replicas, too"),
                objectSlip(
                        "PodDisruptionBudget",
                        o -> in(o, "spec", "selector", "matchLabels").put("a", "b"),
                        "selects no pod"));
    }

    private static ObjectNode podsMetric(ObjectNode autoscaler, String field) {
        return (ObjectNode)
                autoscaler.path("spec").path("metrics").path(0).path("pods").path(field);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("workerSlips")
    void aSlipInTheWorkersIsFound(String kind, String complaint, Consumer<ObjectNode> change)
            throws IOException {
        List<ObjectNode> objects = withWorkers();
        change.accept(find(objects, kind));
        assertThat(problems(objects)).anyMatch(problem -> problem.contains(complaint));
    }

    @Test
    void theWorkersOfTheClusterAreThoseOfTheContainers() throws IOException {
        assertThat(WORKERS.resolve("application-prod.properties"))
                .hasSameTextualContentAs(
                        Path.of("deploy/compose/worker/application-prod.properties"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"workers", "gateway"})
    void allProgramsOfTheClusterShareTheQuota(String overlay) throws IOException {
        assumeTrue(canRender, "no kubectl");
        List<ObjectNode> objects = Manifests.render(Manifests.ROOT.resolve("overlays/" + overlay));
        assertThat(objects)
                .filteredOn(object -> object.path("kind").asText().equals("Deployment"))
                .hasSize(2)
                .allSatisfy(
                        deployment ->
                                assertThat(ManifestRules.podOf(deployment).findValuesAsText("name"))
                                        .contains("GEMINI_QUOTA_REDIS_URL"));
        ObjectNode settings = find(objects, "ConfigMap");
        in(settings, "data").put("GEMINI_QUOTA_INSTANCES", "6");
        assertThat(problems(objects)).anyMatch(problem -> problem.contains("more than"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"ServiceMonitor", "PrometheusRule"})
    void aSlipInAnObjectOfTheOperatorIsFound(String kind) throws IOException {
        ObjectNode object =
                find(Manifests.written(Manifests.ROOT.resolve("components/monitoring")), kind);
        in(object, "spec").put("intervall", "30s");
        assertThat(ManifestSchema.problems(object))
                .anyMatch(problem -> problem.contains("intervall"));
    }

    private static ObjectNode find(List<ObjectNode> objects, String kind) {
        return objects.stream()
                .filter(object -> object.path("kind").asText().equals(kind))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void theOperatorsRulesAreThoseOfTheConfiguration() throws IOException {
        List<ObjectNode> shipped =
                Manifests.parse(Files.readString(Path.of("config/monitoring/gemini-rules.yml")));
        ObjectNode rule =
                find(
                        Manifests.written(Manifests.ROOT.resolve("components/monitoring")),
                        "PrometheusRule");
        assertThat(rule.path("spec").path("groups")).isEqualTo(shipped.get(0).path("groups"));
        assertThat(rule.path("spec").path("groups")).isNotEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "base",
                "overlays/development",
                "overlays/staging",
                "overlays/production",
                "components/workers",
                "components/gateway"
            })
    void everySettingIsOneOfTheCatalogue(String directory) throws IOException {
        String catalogue = Files.readString(Path.of("config/application.properties"));
        List<ObjectNode> file =
                Manifests.parse(
                        Files.readString(
                                Manifests.ROOT.resolve(directory).resolve("kustomization.yaml")));
        List<JsonNode> literals = new ArrayList<>();
        for (JsonNode map : file.get(0).path("configMapGenerator")) {
            map.path("literals").forEach(literals::add);
        }
        assertThat(literals).isNotEmpty();
        for (JsonNode literal : literals) {
            String variable = literal.asText().substring(0, literal.asText().indexOf('='));
            assertThat(variable)
                    .satisfiesAnyOf(
                            v -> assertThat(v).isEqualTo("CAMEL_MAIN_PROFILE"),
                            v -> assertThat(catalogue).contains("{{env:" + v + ":"),
                            v -> assertThat(propertyVariables(catalogue)).contains(v));
        }
    }

    /** The variables that settings have by their own name. */
    private static List<String> propertyVariables(String catalogue) {
        return catalogue
                .lines()
                .filter(line -> line.startsWith("gemini."))
                .map(line -> line.substring(0, line.indexOf('=')))
                .map(name -> name.toUpperCase(Locale.ROOT).replaceAll("[.-]", "_"))
                .toList();
    }

    @Test
    void theBatchComponentLeavesTheFolderToTheJob() throws IOException {
        assumeTrue(canRender, "no kubectl");
        List<ObjectNode> objects = Manifests.render(Path.of("src/test/resources/kubernetes/batch"));
        assertThat(problems(objects)).isEmpty();
        assertThat(find(objects, "Deployment").path("spec").path("replicas").asInt()).isZero();
        assertThat(objects)
                .filteredOn(o -> Manifests.nameOf(o).equals("CronJob/gemini-routes-drain"))
                .singleElement()
                .satisfies(
                        job -> assertThat(job.path("spec").path("suspend").asBoolean()).isFalse());
    }
}
