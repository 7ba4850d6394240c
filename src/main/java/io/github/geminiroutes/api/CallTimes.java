package io.github.geminiroutes.api;

import java.time.Duration;

/**
 * How long a call may take, and the settings that say so.
 *
 * @param call from the lookup of the host to the last byte of the answer; zero for no limit
 * @param silence how long the server may be silent
 * @param callSetting names the setting of the one
 * @param silenceSetting names the setting of the other
 */
record CallTimes(Duration call, Duration silence, String callSetting, String silenceSetting) {

    private static final String CALL = "gemini.http.call-timeout";
    private static final String PATIENT = "gemini.flex.response-timeout";

    /** Those of most calls. */
    CallTimes(Duration call, Duration silence) {
        this(call, silence, CALL, "gemini.http.response-timeout");
    }

    /** Those of a call whose answer may begin late: from then on it has the usual time. */
    CallTimes patient(Duration longSilence) {
        return new CallTimes(
                call.isZero() ? call : call.plus(longSilence),
                longSilence,
                PATIENT + " and " + CALL + " together",
                PATIENT);
    }

    /** Those of a call that may take another time as a whole. */
    CallTimes within(Duration time) {
        return new CallTimes(time, silence, "the most for a file", silenceSetting);
    }

    /** Those of a call that takes a moment where all is well. */
    CallTimes atMost(Duration time) {
        return call.isZero() || call.compareTo(time) > 0
                ? new CallTimes(time, silence, "the most for a look", silenceSetting)
                : this;
    }
}
