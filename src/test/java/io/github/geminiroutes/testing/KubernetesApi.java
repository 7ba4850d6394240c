package io.github.geminiroutes.testing;

import io.fabric8.kubernetes.api.model.coordination.v1.Lease;
import io.fabric8.kubernetes.client.KubernetesClient;
import io.fabric8.kubernetes.client.server.mock.KubernetesCrudDispatcher;
import io.fabric8.kubernetes.client.server.mock.KubernetesMockServer;
import io.fabric8.mockwebserver.Context;
import io.fabric8.mockwebserver.MockWebServer;
import io.fabric8.mockwebserver.http.MockResponse;
import io.fabric8.mockwebserver.http.RecordedRequest;
import java.net.InetAddress;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.logging.Level;
import java.util.logging.Logger;

/**
 * An API server that keeps what it is given, with optimistic locking, by TLS on loopback. Each
 * instance of the program has a way to it of its own, which can be cut.
 */
public final class KubernetesApi implements AutoCloseable {

    /** It tells of each request. */
    private static final Logger LOG = Logger.getLogger(MockWebServer.class.getName());

    static {
        LOG.setLevel(Level.WARNING);
    }

    /** The namespace of all that is asked here. */
    public static final String NAMESPACE = "gemini";

    private final Set<String> requests = ConcurrentHashMap.newKeySet();
    private final KubernetesCrudDispatcher objects =
            new KubernetesCrudDispatcher() {
                @Override
                public MockResponse dispatch(RecordedRequest request) {
                    requests.add(request.method() + " " + request.getPath());
                    return super.dispatch(request);
                }
            };
    private final List<Way> ways = new ArrayList<>();
    private final Way own = way();

    /** Methods and paths of all that was asked of it. */
    public Set<String> requests() {
        return requests;
    }

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
                            new Context(), new MockWebServer(), new HashMap<>(), objects, true);
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
            return settings.set("KUBERNETES_MASTER", "https://127.0.0.1:" + port + "/")
                    .set("KUBERNETES_TRUST_CERTIFICATES", "true")
                    .set("KUBERNETES_NAMESPACE", NAMESPACE)
                    .set("KUBERNETES_AUTH_TRYKUBECONFIG", "false")
                    .set("KUBERNETES_AUTH_TRYSERVICEACCOUNT", "false");
        }
    }
}
