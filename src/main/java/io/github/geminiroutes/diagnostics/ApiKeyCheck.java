package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.network.HttpAnswer;
import io.github.geminiroutes.diagnostics.section.DiagnosticInput;
import io.github.geminiroutes.diagnostics.section.Finding;
import io.github.geminiroutes.failure.FailureKind;
import io.github.geminiroutes.failure.GeminiException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/** The API key: whether there is one, whether it looks like one, and whether the API accepts it. */
final class ApiKeyCheck {

    private static final String GET_KEY = "https://aistudio.google.com/apikey";

    private final DiagnosticInput input;
    private final List<Finding> findings = new ArrayList<>();
    private final boolean isUsable;

    ApiKeyCheck(DiagnosticInput input) {
        this.input = input;
        this.isUsable = checkKey();
        keyFile().ifPresent(findings::add);
    }

    /** What is known without asking the API. */
    List<Finding> findings() {
        return findings;
    }

    /** Whether the key could be sent. */
    boolean isUsable() {
        return isUsable;
    }

    private boolean checkKey() {
        String key;
        try {
            key = input.key().value();
        } catch (GeminiException e) {
            findings.add(unusable(e));
            return false;
        }
        String value = form(key) + ", " + key.length() + " characters, from " + source(key);
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
        return true;
    }

    private Finding unusable(GeminiException e) {
        if (input.text("gemini.api-key-file").isEmpty()) {
            return Finding.error(
                    "key",
                    input.text("gemini.api-key").isEmpty() ? "none" : e.failure().message(),
                    "Set GEMINI_API_KEY or GEMINI_API_KEY_FILE to a key from " + GET_KEY + ".");
        }
        return Finding.error(
                "key",
                e.failure().message(),
                "Put a key from "
                        + GET_KEY
                        + " into the file of GEMINI_API_KEY_FILE, and let the user "
                        + System.getProperty("user.name")
                        + " read it.");
    }

    private static boolean isKnownForm(String key) {
        return key.matches("AIza[\\w-]{35}") || key.matches("AQ\\.[\\w.-]{30,}");
    }

    /** The prefix that all keys of a kind share, and nothing that belongs to this key alone. */
    private static String form(String key) {
        return key.startsWith("AIza") ? "AIza…" : key.startsWith("AQ.") ? "AQ.…" : "unknown form";
    }

    private String source(String key) {
        String file = input.text("gemini.api-key-file");
        if (!file.isEmpty()) {
            return "the file " + file;
        }
        return Stream.of("GEMINI_API_KEY", "GOOGLE_API_KEY")
                .filter(name -> input.variable(name).equals(key))
                .findFirst()
                .orElse("the property gemini.api-key");
    }

    private Optional<Finding> keyFile() {
        String file = input.text("gemini.api-key-file");
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
                                    "Take the read permission from others: chmod o-r "
                                            + file
                                            + "."))
                    : Optional.of(Finding.ok("key-file", "not readable by others"));
        } catch (IOException | UnsupportedOperationException e) {
            // The finding about the key reports a file that cannot be read.
            return Optional.empty();
        }
    }

    /** Whether the API accepts the key, according to its answers. */
    static Finding accepted(List<HttpAnswer> answers) {
        return answers.stream()
                .flatMap(answer -> refusal(answer).stream())
                .findFirst()
                .orElseGet(
                        () ->
                                Finding.ok(
                                        "key-accepted",
                                        answers.stream().anyMatch(ApiKeyCheck::acceptsKey)
                                                ? "yes; generation, which costs, is not tried"
                                                : "not known: no answer about it"));
    }

    private static boolean acceptsKey(HttpAnswer answer) {
        return answer.isGood() || answer.failure().kind() == FailureKind.NOT_FOUND;
    }

    /** A finding if the API refused the key; empty for any other answer. */
    static Optional<Finding> refusal(HttpAnswer answer) {
        if (answer.isGood()) {
            return Optional.empty();
        }
        String advice =
                switch (answer.failure().kind()) {
                    case API_KEY_INVALID ->
                            "Set GEMINI_API_KEY to a valid key from "
                                    + GET_KEY
                                    + ": this one is mistyped, deleted or expired.";
                    case UNAUTHENTICATED ->
                            "Set one API key from "
                                    + GET_KEY
                                    + ": these credentials are of the wrong kind.";
                    case PERMISSION_DENIED ->
                            "Check the restrictions and the project of this key at "
                                    + GET_KEY
                                    + ".";
                    case PRECONDITION_FAILED ->
                            "Enable billing for the project of this key, or run from a region that the API serves.";
                    default -> null;
                };
        return Optional.ofNullable(advice)
                .map(
                        text ->
                                Finding.error(
                                        "key-accepted", "no: " + answer.failure().summary(), text));
    }
}
