package io.github.geminiroutes.gateway;

import io.github.geminiroutes.prompt.ModelName;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The path of a request, taken apart. Source: the reference of the Gemini API, {@code
 * models.generateContent} and its neighbours.
 *
 * @param operation what is asked
 * @param model the model's name; null for the list of models
 */
record GatewayPath(Operation operation, String model) {

    /** Some clients write the colon as an escape. */
    private static final Pattern PATH =
            Pattern.compile("/v1(?:beta)?/models(?:/([A-Za-z0-9._-]{1,128})(?:(?::|%3A)(\\w+))?)?");

    /**
     * @param isPost whether the request has the method POST; else it has GET
     * @param path the path as it came
     * @return null if the gateway does not have it
     */
    static GatewayPath of(boolean isPost, String path) {
        Matcher parts = PATH.matcher(path);
        if (!parts.matches()) {
            return null;
        }
        String model = parts.group(1);
        if (model != null && !ModelName.isValid(model)) {
            return null;
        }
        if (isPost) {
            Operation operation = parts.group(2) == null ? null : Operation.ofPost(parts.group(2));
            return operation == null ? null : new GatewayPath(operation, model);
        }
        return parts.group(2) != null
                ? null
                : new GatewayPath(
                        model == null ? Operation.LIST_MODELS : Operation.GET_MODEL, model);
    }
}
