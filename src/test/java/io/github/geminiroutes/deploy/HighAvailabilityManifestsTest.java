package io.github.geminiroutes.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The component with two pods on one drop folder, on top of production. */
@Tag("process")
class HighAvailabilityManifestsTest {

    private static final Path COMPONENT = Manifests.ROOT.resolve("components/high-availability");

    private static List<ObjectNode> rendered() throws IOException {
        assumeTrue(Manifests.canRender(), "no kubectl");
        return Manifests.render(Path.of("src/test/resources/kubernetes/high-availability"));
    }

    private static List<String> problems(List<ObjectNode> objects) {
        List<String> problems = new ArrayList<>();
        objects.forEach(object -> problems.addAll(ManifestSchema.problems(object)));
        problems.addAll(ManifestRules.problems(objects, 20));
        return problems;
    }

    private static ObjectNode find(List<ObjectNode> objects, String name) {
        return objects.stream()
                .filter(object -> Manifests.nameOf(object).equals(name))
                .findFirst()
                .orElseThrow();
    }

    @Test
    void whatIsWrittenIsValid() throws IOException {
        List<ObjectNode> written = Manifests.written(COMPONENT);
        assertThat(written).hasSize(5);
        written.stream()
                .filter(object -> !object.path("kind").asText().equals("Deployment"))
                .forEach(object -> assertThat(ManifestSchema.problems(object)).isEmpty());
    }

    @Test
    void whatIsRenderedIsValid() throws IOException {
        List<ObjectNode> objects = rendered();
        assertThat(problems(objects)).isEmpty();
        JsonNode deployment = find(objects, "Deployment/gemini-routes");
        assertThat(deployment.path("spec").path("replicas").asInt()).isEqualTo(2);
        assertThat(LeaseRules.takesALease(deployment)).isTrue();
        assertThat(objects)
                .filteredOn(object -> object.path("kind").asText().equals("CronJob"))
                .isNotEmpty()
                .allSatisfy(
                        job ->
                                assertThat(
                                                ManifestRules.podOf(job)
                                                        .path("serviceAccountName")
                                                        .asText())
                                        .as("has no rights")
                                        .isEqualTo("gemini-routes"));
    }

    /** A slip of the hand, and a word of the complaint it must meet. */
    static Stream<Arguments> slips() {
        return Stream.of(
                slip(
                        "Deployment/gemini-routes",
                        "there for a Lease",
                        o -> container(o).remove("env")),
                slip(
                        "Deployment/gemini-routes",
                        "two programs could empty one folder",
                        o -> container(o).remove("env")),
                slip(
                        "Deployment/gemini-routes",
                        "other rights",
                        o -> pod(o).put("serviceAccountName", "gemini-routes")),
                slip(
                        "Deployment/gemini-routes",
                        "not where it is looked for",
                        o -> container(o).remove("volumeMounts")),
                slip(
                        "PersistentVolumeClaim/gemini-routes-data",
                        "only one node",
                        o ->
                                ((ArrayNode) o.path("spec").path("accessModes"))
                                        .set(0, "ReadWriteOnce")),
                slip(
                        "Role/gemini-routes-leader",
                        "more than leases",
                        o -> ((ArrayNode) rule(o).path("resources")).add("secrets")),
                slip(
                        "Role/gemini-routes-leader",
                        "other leases",
                        o -> rule(o).remove("resourceNames")),
                slip(
                        "Role/gemini-routes-leader",
                        "other rights",
                        o -> ((ArrayNode) rule(o).path("verbs")).add("delete")),
                slip(
                        "Role/gemini-routes-leader",
                        "resorces",
                        o -> rule(o).set("resorces", rule(o).remove("resources"))),
                slip(
                        "RoleBinding/gemini-routes-leader",
                        "binds nobody",
                        o -> ((ObjectNode) o.path("subjects").path(0)).put("name", "nobody")),
                slip(
                        "RoleBinding/gemini-routes-leader",
                        "binds nobody",
                        o -> ((ObjectNode) o.path("subjects").path(0)).remove("namespace")),
                slip(
                        "RoleBinding/gemini-routes-leader",
                        "binds no Role",
                        o -> ((ObjectNode) o.path("roleRef")).put("name", "leader")));
    }

    private static Arguments slip(String name, String complaint, Consumer<ObjectNode> change) {
        return Arguments.of(name, complaint, change);
    }

    private static ObjectNode pod(ObjectNode deployment) {
        return (ObjectNode) ManifestRules.podOf(deployment);
    }

    private static ObjectNode container(ObjectNode deployment) {
        return (ObjectNode) pod(deployment).path("containers").path(0);
    }

    private static ObjectNode rule(ObjectNode role) {
        return (ObjectNode) role.path("rules").path(0);
    }

    @ParameterizedTest(name = "{0}: {1}")
    @MethodSource("slips")
    void aSlipIsFound(String name, String complaint, Consumer<ObjectNode> change)
            throws IOException {
        List<ObjectNode> objects = rendered();
        change.accept(find(objects, name));
        assertThat(problems(objects)).anyMatch(problem -> problem.contains(complaint));
    }
}
