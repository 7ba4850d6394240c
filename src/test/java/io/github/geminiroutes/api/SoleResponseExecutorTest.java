package io.github.geminiroutes.api;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.lang.reflect.Proxy;
import org.apache.hc.client5.http.ClientProtocolException;
import org.apache.hc.core5.http.impl.BasicEndpointDetails;
import org.apache.hc.core5.http.impl.BasicHttpConnectionMetrics;
import org.apache.hc.core5.http.impl.BasicHttpTransportMetrics;
import org.apache.hc.core5.http.io.HttpClientConnection;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.apache.hc.core5.http.protocol.HttpCoreContext;
import org.junit.jupiter.api.Test;

class SoleResponseExecutorTest {

    private final BasicHttpConnectionMetrics metrics =
            new BasicHttpConnectionMetrics(
                    new BasicHttpTransportMetrics(), new BasicHttpTransportMetrics());

    /** It has bytes that nobody has read. */
    private final HttpClientConnection connection =
            (HttpClientConnection)
                    Proxy.newProxyInstance(
                            getClass().getClassLoader(),
                            new Class<?>[] {HttpClientConnection.class},
                            (proxy, method, arguments) ->
                                    switch (method.getName()) {
                                        case "equals" -> proxy == arguments[0];
                                        case "getEndpointDetails" ->
                                                new BasicEndpointDetails(null, null, metrics, null);
                                        case "receiveResponseHeader" ->
                                                new BasicClassicHttpResponse(200);
                                        case "isDataAvailable" -> true;
                                        default ->
                                                method.getReturnType() == boolean.class
                                                        ? false
                                                        : null;
                                    });

    private final HttpCoreContext call = HttpCoreContext.create();

    private void send(String method) throws Exception {
        new SoleResponseExecutor()
                .execute(new BasicClassicHttpRequest(method, "/"), connection, null, call);
        metrics.incrementRequestCount();
    }

    @Test
    void aProxyThatSaysMoreThanItsAnswerToConnectIsNotAskedAgainAtOnce() throws Exception {
        send("CONNECT");

        assertThatThrownBy(() -> send("POST"))
                .isInstanceOf(ClientProtocolException.class)
                .hasMessageContaining("more than its answer to CONNECT");
    }

    @Test
    void anotherConnectionIsTakenForOneOfAnEarlierCall() {
        metrics.incrementRequestCount();

        assertThatThrownBy(() -> send("POST"))
                .isInstanceOf(SoleResponseExecutor.UnusableConnectionException.class);
    }
}
