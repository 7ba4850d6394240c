package io.github.geminiroutes.diagnostics.section;

import java.util.HashMap;
import java.util.Map;

/** The input of a sweep in a test: a few settings and variables, nothing of this process. */
public final class TestInput {

    /** A key of the usual form. */
    public static final String KEY = "AIzaSyTestKeyOfTheDiagnostics0123456789";

    public final Map<String, String> settings = new HashMap<>();
    public final Map<String, String> variables = new HashMap<>();

    public TestInput() {
        settings.put("gemini.model", "gemini-3.8-flash");
        settings.put("gemini.api-key", KEY);
        variables.put("GEMINI_API_KEY", KEY);
    }

    public TestInput with(String setting, String value) {
        settings.put(setting, value);
        return this;
    }

    public TestInput variable(String name, String value) {
        variables.put(name, value);
        return this;
    }

    public DiagnosticInput input() {
        return new DiagnosticInput(name -> settings.getOrDefault(name, ""), variables::get);
    }
}
