package xps.crypto.orchestrator.cli.demo;

/**
 * What came of a part of the story.
 *
 * @param ok whether it went as the story says
 * @param exit what its command answered; 0 where it has none
 */
record PartResult(String name, boolean ok, int exit) {}
