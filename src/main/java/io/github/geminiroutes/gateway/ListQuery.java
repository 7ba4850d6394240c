package io.github.geminiroutes.gateway;

import io.vertx.core.http.HttpServerRequest;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Collectors;

/** The parameters of a list of models; no other parameter of a client is passed on. */
final class ListQuery {

    private static final List<String> PARAMETERS = List.of("pageSize", "pageToken");
    private static final int LONGEST = 1_024;

    private ListQuery() {}

    /** Empty if there is none. */
    static String of(GatewayPath path, HttpServerRequest request) {
        if (path.operation() != Operation.LIST_MODELS) {
            return "";
        }
        return PARAMETERS.stream()
                .filter(name -> isShort(request.getParam(name)))
                .map(
                        name ->
                                name
                                        + '='
                                        + URLEncoder.encode(
                                                request.getParam(name), StandardCharsets.UTF_8))
                .collect(Collectors.joining("&"));
    }

    private static boolean isShort(String value) {
        return value != null && value.length() <= LONGEST;
    }
}
