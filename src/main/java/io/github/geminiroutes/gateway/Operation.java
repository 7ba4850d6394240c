package io.github.geminiroutes.gateway;

/** What a client may ask of the gateway: the methods of Google's API that it answers. */
enum Operation {
    GENERATE("generateContent", true),
    STREAM("streamGenerateContent", true),
    COUNT_TOKENS("countTokens", true),
    GET_MODEL("getModel", false),
    LIST_MODELS("listModels", false);

    private final String id;
    private final boolean isPost;

    Operation(String id, boolean isPost) {
        this.id = id;
        this.isPost = isPost;
    }

    /** As the path, the route and the metrics have it. */
    String id() {
        return id;
    }

    /** Whether it has a body; the others are {@code GET}. */
    boolean isPost() {
        return isPost;
    }

    /** Whether it costs nothing, and needs no permit. */
    boolean isFree() {
        return this != GENERATE && this != STREAM;
    }

    /** The operation that a path ends in, behind the model's name; null if there is none. */
    static Operation ofPost(String id) {
        for (Operation operation : values()) {
            if (operation.isPost && operation.id.equals(id)) {
                return operation;
            }
        }
        return null;
    }
}
