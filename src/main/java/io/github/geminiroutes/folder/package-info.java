/**
 * The drop folder: a prompt is a file in {@code inbox}, and what becomes of it are files, too. The
 * entry point is {@link io.github.geminiroutes.folder.DropFolderService}, the bean of the route
 * file {@code gemini-prompt-files}; {@link io.github.geminiroutes.folder.DropFolder} is the folders
 * on disk, also for programs without Camel.
 *
 * <p>Below {@code DATA_DIR}:
 *
 * <ul>
 *   <li>{@code inbox/NAME}: prompts, and attachments that prompts name
 *   <li>{@code STEM.input.json}: the values of {@code STEM.prompt}, which go where it goes
 *   <li>{@code outbox/NAME.record.json}, {@code outbox/NAME.response.md}: the record of an answer,
 *       then its words; {@code .json}, {@code .png} and others for what is no text
 *   <li>{@code outbox/.gemini-answer-….part}: pictures and sounds until their record is written
 *   <li>{@code done/NAME}: answered prompts
 *   <li>{@code failed/NAME}, {@code failed/NAME.error.json}, {@code failed/NAME.error.txt}: prompts
 *       that failed, the record, and for some failures a report for people
 *   <li>{@code parked/NAME}, {@code parked/NAME.parked.json}, {@code parked/NAME.parked.txt}:
 *       prompts that go back into the inbox later, with record and report
 *   <li>{@code .gemini-in-flight-…}: what the process has in flight, for the one after it, see
 *       {@link InFlightJournal}
 *   <li>{@code gemini-routes.pid}: the lock that keeps a second program off, see {@link
 *       io.github.geminiroutes.folder.FolderLock}
 * </ul>
 *
 * <p>The second prompt of a name gets a number: {@code NAME.2}. A name that is too long with its
 * suffix is cut, see {@code CompanionNames}.
 */
package io.github.geminiroutes.folder;
