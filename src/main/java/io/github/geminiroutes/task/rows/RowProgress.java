package io.github.geminiroutes.task.rows;

/**
 * How far a file of rows is.
 *
 * @param name of the file below the inbox, to be shown
 * @param answered rows that have their answers, those of earlier askings included
 * @param failed rows that failed
 * @param all the rows of the file; -1 while they are not counted
 */
public record RowProgress(String name, long answered, long failed, long all) {

    static RowProgress of(RowFile file) {
        RowTally tally = file.tally();
        return new RowProgress(
                file.file().printableName(), tally.answered(), tally.failed(), tally.all());
    }
}
