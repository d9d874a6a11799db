package xps.crypto.orchestrator.rulescel;

/**
 * Something wrong in the text of one rule.
 *
 * @param line from 1
 * @param column in characters, from 1
 */
record Flaw(int line, int column, String message) {}
