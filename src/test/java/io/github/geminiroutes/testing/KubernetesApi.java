package io.github.geminiroutes.testing;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;

/**
 * An API server that keeps what it is given, with optimistic locking, on loopback. Each instance of
 * the program has a way to it of its own, which can be cut.
 */
public final class KubernetesApi implements AutoCloseable {

    /** The namespace of all that is asked here. */
    public static final String NAMESPACE = "gemini";

    private final KubernetesCrudDispatcher objects = new KubernetesCrudDispatcher();
    private final List<Way> ways = new ArrayList<>();
    private final Way own = way();

    /** Another way to the same objects. */
    public Way way() {
        Way way = new Way(0);
        ways.add(way);
        return way;
    }

    /** A lease as it is now; null if there is none. */
    public Lease lease(String name) {
        try (KubernetesClient client = own.server.createClient()) {
            return client.leases().inNamespace(NAMESPACE).withName(name).get();
        }
    }

    /** Takes a lease away by hand. */
    public void delete(String lease) {
        try (KubernetesClient client = own.server.createClient()) {
            client.leases().inNamespace(NAMESPACE).withName(lease).delete();
        }
    }

    @Override
    public void close() {
        ways.forEach(Way::cut);
    }

    /** One way to the API server. */
    public final class Way {
        private KubernetesMockServer server;
        private int port;

        private Way(int port) {
            open(port);
            this.port = server.getPort();
        }

        private void open(int wanted) {
            server =
                    new KubernetesMockServer(
                            new Context(), new MockWebServer(), new HashMap<>(), objects, false);
            server.init(InetAddress.getLoopbackAddress(), wanted);
        }

        /** Nobody gets through any more. */
        public void cut() {
            if (server != null) {
                server.destroy();
                server = null;
            }
        }

        /** As it was before. */
        public void mend() {
            open(port);
        }

        /** Where the program finds it, and nothing of this machine's own cluster. */
        public ProgramSettings addTo(ProgramSettings settings) {
            return settings.set("KUBERNETES_MASTER", "http://127.0.0.1:" + port + "/")
                    .set("KUBERNETES_NAMESPACE", NAMESPACE)
                    .set("KUBERNETES_AUTH_TRYKUBECONFIG", "false")
                    .set("KUBERNETES_AUTH_TRYSERVICEACCOUNT", "false");
        }
    }
}
