package io.github.geminiroutes.diagnostics;

import java.util.HashMap;
import java.util.Map;

/** What is examined in a test: a few settings and variables, and nothing of this process. */
final class Subjects {

    static final String KEY = "AIzaSyTestKeyOfTheDiagnostics0123456789";

    final Map<String, String> settings = new HashMap<>();
    final Map<String, String> variables = new HashMap<>();

    Subjects() {
        settings.put("gemini.model", "gemini-3.8-flash");
        settings.put("gemini.api-key", KEY);
        variables.put("GEMINI_API_KEY", KEY);
    }

    Subjects with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    Subjects variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    Subject subject() {
        return new Subject(name -> settings.getOrDefault(name, ""), variables::get);
    }
}
