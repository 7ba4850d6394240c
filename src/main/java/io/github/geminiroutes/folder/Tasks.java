package io.github.geminiroutes.folder;

/** Which folders of the inbox are tasks, as the route that takes their files sees them. */
@FunctionalInterface
public interface Tasks {

    /** Where that route is not loaded: all folders are plain. */
    Tasks NONE = folder -> null;

    /**
     * The task of a folder itself.
     *
     * @param folder below the inbox, with '/' between folders
     * @return null if it has no standing prompt of its own
     */
    Task at(String folder);

    /** A folder with a standing prompt. */
    interface Task {

        /** Why its files wait, for a person; null if they do not, or only for a moment. */
        String trouble();

        /**
         * Why its files wait for its own calls and batch jobs, for a person; null if they do not,
         * or not for long yet.
         */
        default String longWait() {
            return null;
        }

        /**
         * Whether a file belongs to the standing prompt and is no document.
         *
         * @param name below the inbox
         */
        boolean isOwn(String name);

        /**
         * Why a file that does not belong to the standing prompt is not asked with it, to follow
         * its name: "is no table"; null if it is asked.
         *
         * @param name below the inbox
         */
        default String leftAlone(String name) {
            return null;
        }
    }
}
