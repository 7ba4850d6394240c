package io.github.geminiroutes.diagnostics;

import io.github.geminiroutes.diagnostics.section.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;

/** The running Camel. Routes of a host application are counted, but only ours are judged. */
final class RunningCamel implements RuntimeView {

    private static final String OURS = "gemini-";

    private final CamelContext context;

    RunningCamel(CamelContext context) {
        this.context = context;
    }

    @Override
    public String version() {
        return context.getVersion() + ", up for " + context.getUptime().toSeconds() + " s";
    }

    @Override
    public String profile() {
        String profile = context.getCamelContextExtension().getProfile();
        return profile == null ? "" : profile;
    }

    @Override
    public List<Finding> routes() {
        List<Finding> findings = new ArrayList<>();
        int ours = 0;
        int others = 0;
        // On a busy machine the first look may come while later routes have yet to start.
        boolean isStarting = context.getStatus() == ServiceStatus.Starting;
        for (Route route : context.getRoutes()) {
            if (!route.getRouteId().startsWith(OURS)) {
                others++;
                continue;
            }
            ServiceStatus status = context.getRouteController().getRouteStatus(route.getRouteId());
            if (status == ServiceStatus.Started || status == ServiceStatus.Starting || isStarting) {
                ours++;
            } else {
                findings.add(stopped(route.getRouteId(), status));
            }
        }
        int inFlight = context.getInflightRepository().size();
        findings.add(
                0,
                Finding.ok(
                        "routes",
                        ours
                                + " of ours started"
                                + (others == 0 ? "" : ", " + others + " others")
                                + ", "
                                + inFlight
                                + " exchanges in flight"));
        return findings;
    }

    private static Finding stopped(String route, ServiceStatus status) {
        String name = "route " + route;
        String value = status == null ? "gone" : status.name().toLowerCase(Locale.ROOT);
        return status != null && (status.isSuspended() || status.isSuspending())
                ? Finding.warn(name, value, "Resume it, unless it was suspended on purpose.")
                : Finding.error(
                        name, value, "Find out from the log why it stopped, and start it again.");
    }

    @Override
    public Map<String, String> components() {
        Map<String, String> components = new TreeMap<>();
        context.getComponentNames().forEach(name -> components.put(name, ""));
        return components;
    }
}
