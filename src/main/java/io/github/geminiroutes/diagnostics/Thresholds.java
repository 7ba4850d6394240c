package io.github.geminiroutes.diagnostics;

/**
 * From where on a figure is worth a warning or is an error. What a file leaves out has its default.
 *
 * @param diskFreeWarnPercent free space below this is a warning
 * @param diskFreeErrorPercent free space below this is an error
 * @param inodesFreeWarnPercent free inodes below this are a warning
 * @param inodesFreeErrorPercent free inodes below this are an error
 * @param certificateWarnDays a certificate that ends within this is a warning
 * @param clockSkewWarnSeconds a clock that differs by more from the server's is a warning
 * @param clockSkewErrorSeconds a clock that differs by more is an error
 * @param answerWarnMillis an answer of the API that takes longer is a warning
 * @param diskWriteWarnMillis a write of 1 MiB that takes longer, forced to disk, is a warning
 * @param heapUsedWarnPercent more of the largest heap in use is a warning
 * @param memoryFreeWarnPercent less of the machine's memory free is a warning
 * @param loadWarnPerProcessor more load for each processor is a warning
 */
public record Thresholds(
        double diskFreeWarnPercent,
        double diskFreeErrorPercent,
        double inodesFreeWarnPercent,
        double inodesFreeErrorPercent,
        double certificateWarnDays,
        double clockSkewWarnSeconds,
        double clockSkewErrorSeconds,
        double answerWarnMillis,
        double diskWriteWarnMillis,
        double heapUsedWarnPercent,
        double memoryFreeWarnPercent,
        double loadWarnPerProcessor) {

    static final Thresholds DEFAULT =
            new Thresholds(10, 1, 10, 1, 14, 10, 300, 3_000, 1_000, 90, 5, 4);
}
