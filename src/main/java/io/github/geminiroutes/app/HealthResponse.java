package io.github.geminiroutes.app;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.github.geminiroutes.support.GeminiJson;
import io.vertx.core.buffer.Buffer;
import io.vertx.ext.web.Router;
import io.vertx.ext.web.RoutingContext;
import java.util.Collection;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.main.ManagementHttpServer;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The answer of the health checks, with the fields and codes of Camel's own. Camel escapes a
 * message twice, so that a path in it reaches a person as {@code \/data\/inbox}.
 */
final class HealthResponse extends ServiceSupport {

    private static final String PATH = "/observe/health";

    private final ManagementHttpServer server;
    private final CamelContext context;

    HealthResponse(CamelContext context) {
        this.server = context.hasService(ManagementHttpServer.class);
        this.context = context;
    }

    @Override
    protected void doStart() {
        Router router = server.getRouter();
        // After the request filter, which has the same order, and before Camel's own.
        router.route(PATH)
                .order(-1)
                .blockingHandler(call -> answer(call, HealthCheckHelper.invoke(context)));
        router.route(PATH + "/ready")
                .order(-1)
                .blockingHandler(call -> answer(call, HealthCheckHelper.invokeReadiness(context)));
        router.route(PATH + "/live")
                .order(-1)
                .blockingHandler(call -> answer(call, HealthCheckHelper.invokeLiveness(context)));
    }

    private static void answer(RoutingContext call, Collection<HealthCheck.Result> results) {
        ObjectNode json = GeminiJson.MAPPER.createObjectNode();
        boolean isUp = results.stream().allMatch(HealthResponse::isUp);
        json.put("status", isUp ? "UP" : "DOWN");
        if (!isUp) {
            ArrayNode checks = json.putArray("checks");
            for (HealthCheck.Result result : results) {
                if (!isUp(result)) {
                    checks.addObject()
                            .put("name", result.getCheck().getId())
                            .put("status", result.getState().name())
                            .put("message", result.getMessage().orElse(null));
                }
            }
        }
        call.response()
                .setStatusCode(isUp ? 200 : 503)
                .putHeader("Content-Type", "application/json")
                .end(Buffer.buffer(json.toString()));
    }

    private static boolean isUp(HealthCheck.Result result) {
        return result.getState() == HealthCheck.State.UP;
    }
}
