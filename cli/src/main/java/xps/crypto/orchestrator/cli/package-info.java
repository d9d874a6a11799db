/**
 * The command {@code xps}: one door to every room, for people first and for pipelines as well.
 *
 * <p>Comes in: the words of a command line and the files they name. Goes out: text for people or
 * one JSON object, and the exit code that the family of the first refusal stands for.
 *
 * <p>Stays out: rules of its own. A command reads, asks a room, and prints the answer.
 *
 * <p>Start reading at {@code Commands}, the table: a new command is a line there and a class that
 * is a {@code Command}.
 */
@NullMarked
package xps.crypto.orchestrator.cli;

import org.jspecify.annotations.NullMarked;
