package io.github.geminiroutes.generate;

import io.github.geminiroutes.answer.Response;
import io.github.geminiroutes.usage.CallRecord;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;

/**
 * A bean that watches calls, such as the one that makes spans of them. It is called on the threads
 * of calls, and must neither wait nor throw.
 */
public interface CallObserver {

    /** The name of the bean. */
    String BEAN = "gemini-call-observer";

    /** The observer of a Camel context; null for none. */
    static CallObserver of(CamelContext context) {
        return context.getRegistry().lookupByNameAndType(BEAN, CallObserver.class);
    }

    /** An attempt of a call that is observed. */
    interface Attempt {

        /**
         * It has ended.
         *
         * @param call has the answer, unless the record has a failure
         * @param response what came back; null if it was no response of Gemini
         */
        void ended(CallRecord record, Call call, Response response);
    }

    /** An attempt is about to be sent; a streamed answer ends when its exchange is long gone. */
    Attempt began(Exchange exchange);
}
