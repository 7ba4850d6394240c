package io.github.geminiroutes.diagnostics;

import com.fasterxml.jackson.databind.JsonNode;
import io.github.geminiroutes.failure.Disposition;
import io.github.geminiroutes.failure.Failure;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import io.github.geminiroutes.prompt.ModelName;
import io.github.geminiroutes.support.SettingsException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The key, the model, and whether the settings make sense together. */
final class ApiSection implements Section {

    private static final String GET_KEY = "https://aistudio.google.com/apikey";

    private final Subject subject;
    private final Runnable settingsCheck;
    private final Supplier<Optional<Exploration>> network;

    /**
     * @param settingsCheck throws {@link SettingsException} for a setting that cannot be used
     * @param network what was found on the way to the API; waits for it; empty if nobody went there
     */
    ApiSection(Subject subject, Runnable settingsCheck, Supplier<Optional<Exploration>> network) {
        this.subject = subject;
        this.settingsCheck = settingsCheck;
        this.network = network;
    }

    @Override
    public SectionName name() {
        return SectionName.API;
    }

    @Override
    public List<Finding> examine() {
        List<Finding> findings = new ArrayList<>();
        Optional<String> key = key(findings);
        keyFile().ifPresent(findings::add);
        findings.add(Finding.ok("base-url", shownBaseUrl()));
        Optional<Exploration> way = network.get();
        key.ifPresent(there -> findings.add(accepted(way)));
        findings.add(model(way));
        way.ifPresent(w -> w.fallbacks().forEach((name, a) -> findings.add(fallback(name, a))));
        way.flatMap(ApiSection::account).ifPresent(findings::add);
        findings.addAll(new Contradictions(subject, settingsCheck).find());
        return findings;
    }

    private Optional<String> key(List<Finding> findings) {
        String key;
        try {
            key = subject.key().value();
        } catch (GeminiException e) {
            findings.add(
                    Finding.error(
                            "key",
                            subject.text("gemini.api-key-file").isEmpty()
                                    ? "none"
                                    : "the key file is empty",
                            "Set GEMINI_API_KEY or GEMINI_API_KEY_FILE to a key from "
                                    + GET_KEY
                                    + "."));
            return Optional.empty();
        } catch (UncheckedIOException e) {
            findings.add(
                    Finding.error(
                            "key",
                            e.getCause().getMessage(),
                            "Correct GEMINI_API_KEY_FILE, or let the user "
                                    + System.getProperty("user.name")
                                    + " read that file."));
            return Optional.empty();
        }
        String value = form(key) + ", " + key.length() + " characters, from " + source(key);
        if (!key.chars().allMatch(c -> c > ' ' && c < 127)) {
            findings.add(
                    Finding.error(
                            "key",
                            value + ", with blanks or other characters no key has",
                            "Copy the key again from "
                                    + GET_KEY
                                    + ": one word of plain characters."));
            return Optional.empty();
        }
        findings.add(
                isKnownForm(key)
                        ? Finding.ok("key", value)
                        : Finding.warn(
                                "key",
                                value,
                                "Compare it with "
                                        + GET_KEY
                                        + ": keys begin with AIza or AQ. and are longer than 30"
                                        + " characters."));
        return Optional.of(key);
    }

    private static boolean isKnownForm(String key) {
        return key.matches("AIza[\\w-]{35}") || key.matches("AQ\\.[\\w.-]{30,}");
    }

    /** The beginning that all keys of a kind share, and nothing of what is this key's own. */
    private static String form(String key) {
        return key.startsWith("AIza") ? "AIza…" : key.startsWith("AQ.") ? "AQ.…" : "unknown form";
    }

    private String source(String key) {
        String file = subject.text("gemini.api-key-file");
        if (!file.isEmpty()) {
            return "the file " + file;
        }
        return Stream.of("GEMINI_API_KEY", "GOOGLE_API_KEY")
                .filter(name -> subject.variable(name).equals(key))
                .findFirst()
                .orElse("the property gemini.api-key");
    }

    private Optional<Finding> keyFile() {
        String file = subject.text("gemini.api-key-file");
        if (file.isEmpty()) {
            return Optional.empty();
        }
        try {
            return Files.getPosixFilePermissions(Path.of(file))
                            .contains(PosixFilePermission.OTHERS_READ)
                    ? Optional.of(
                            Finding.warn(
                                    "key-file",
                                    "every user of this machine can read it",
                                    "Take the right to read it from others: chmod o-r "
                                            + file
                                            + "."))
                    : Optional.of(Finding.ok("key-file", "not readable by others"));
        } catch (IOException | UnsupportedOperationException e) {
            // That it cannot be read is told with the key.
            return Optional.empty();
        }
    }

    private String shownBaseUrl() {
        return subject.baseUrl().map(Object::toString).orElse("no http or https address");
    }

    private static Finding accepted(Optional<Exploration> way) {
        for (HttpAnswer answer : answers(way)) {
            Optional<Finding> refusal = refusal(answer);
            if (refusal.isPresent()) {
                return refusal.get();
            }
        }
        boolean isAccepted =
                answers(way).stream()
                        .anyMatch(a -> a.isGood() || a.failure().kind() == FailureKind.NOT_FOUND);
        return Finding.ok(
                "key-accepted",
                isAccepted
                        ? "yes; generation, which costs, is not tried"
                        : "not known: no answer about it");
    }

    private static Optional<Finding> refusal(HttpAnswer answer) {
        if (answer.isGood()) {
            return Optional.empty();
        }
        Failure failure = answer.failure();
        String advice =
                switch (failure.kind()) {
                    case API_KEY_INVALID ->
                            "Set GEMINI_API_KEY to a valid key from "
                                    + GET_KEY
                                    + ": this one is mistyped, deleted or"
                                    + " expired.";
                    case UNAUTHENTICATED ->
                            "Set one API key from "
                                    + GET_KEY
                                    + ": these credentials are of the wrong kind.";
                    case PERMISSION_DENIED ->
                            "Look at the restrictions and the project of this key at "
                                    + GET_KEY
                                    + ".";
                    case PRECONDITION_FAILED ->
                            "Enable billing for the project of this key, or run from a region that the API serves.";
                    default -> null;
                };
        return advice == null
                ? Optional.empty()
                : Optional.of(Finding.error("key-accepted", "no: " + failure.summary(), advice));
    }

    private static List<HttpAnswer> answers(Optional<Exploration> way) {
        return way.stream()
                .flatMap(
                        w ->
                                Stream.of(
                                        Optional.ofNullable(w.count()),
                                        Optional.ofNullable(w.model())))
                .flatMap(Optional::stream)
                .toList();
    }

    private Finding model(Optional<Exploration> way) {
        String model = subject.text("gemini.model");
        if (!ModelName.isValid(model)) {
            return Finding.error(
                    "model",
                    "GEMINI_MODEL is no model's name",
                    "Set GEMINI_MODEL to a model such as gemini-3.8-flash.");
        }
        HttpAnswer answer = way.map(Exploration::model).orElse(null);
        if (answer == null
                || !answer.isGood() && answer.failure().kind() != FailureKind.NOT_FOUND) {
            return Finding.ok("model", model + ", not known whether the API has it");
        }
        if (!answer.isGood()) {
            return Finding.error(
                    "model",
                    model + " is unknown to the API",
                    "Set GEMINI_MODEL to a model of https://ai.google.dev/gemini-api/docs/models: this one is"
                            + " misspelt or retired; if none is known, correct GOOGLE_GEMINI_BASE_URL.");
        }
        return known(model, answer.json());
    }

    /** It is asked for only now and then, so that nobody would notice for long. */
    private static Finding fallback(String model, HttpAnswer answer) {
        String name = "fallback " + model;
        if (answer.isGood()) {
            return Finding.ok(name, "known to the API");
        }
        return answer.failure().kind() == FailureKind.NOT_FOUND
                ? Finding.warn(
                        name,
                        "unknown to the API",
                        "Take it out of gemini.fallback-models, or correct it: it is misspelt or retired.")
                : Finding.ok(name, "not known whether the API has it");
    }

    private static Finding known(String model, JsonNode json) {
        JsonNode methods = json.path("supportedGenerationMethods");
        boolean generates =
                methods.isMissingNode()
                        || StreamSupport.stream(methods.spliterator(), false)
                                .anyMatch(method -> method.asText().equals("generateContent"));
        StringBuilder value = new StringBuilder(model);
        if (json.has("inputTokenLimit")) {
            value.append(", at most ")
                    .append(Units.count(json.path("inputTokenLimit").asDouble()))
                    .append(" tokens in");
        }
        if (json.has("outputTokenLimit")) {
            value.append(", ")
                    .append(Units.count(json.path("outputTokenLimit").asDouble()))
                    .append(" out");
        }
        return generates
                ? Finding.ok("model", value.toString())
                : Finding.error(
                        "model",
                        value + ", does not generate content",
                        "Set GEMINI_MODEL to a model that offers generateContent.");
    }

    /** A quota or a billing stop, which is nothing of the key's and nothing of the network's. */
    private static Optional<Finding> account(Exploration way) {
        return answers(Optional.of(way)).stream()
                .filter(answer -> !answer.isGood() && refusal(answer).isEmpty())
                .map(HttpAnswer::failure)
                .filter(
                        failure ->
                                switch (failure.kind().fault()) {
                                    case QUOTA, ACCOUNT -> true;
                                    case PROMPT, PROGRAM, SERVICE, NETWORK -> false;
                                })
                .findFirst()
                .map(
                        failure ->
                                failure.kind().disposition() == Disposition.PARK
                                        ? Finding.error(
                                                "account",
                                                failure.summary(),
                                                failure.kind().advice())
                                        : Finding.warn(
                                                "account",
                                                failure.summary(),
                                                failure.kind().advice()));
    }
}
