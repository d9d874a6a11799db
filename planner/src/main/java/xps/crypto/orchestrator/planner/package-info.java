/**
 * Decides who gets a patch, when and in which order; whether it may go at all is not asked here.
 *
 * <p>Comes in: an {@code AttestedPatch}, a {@code Fleet}, the text of a plan, and events that bring
 * their own time. Goes out: a {@code RolloutPlan}, the next state for every event, and the commands
 * that follow from it.
 *
 * <p>Stays out: files, sockets, threads, clocks, chance without a seed. With them the simulator and
 * the real rollout would be two different programs.
 */
@NullMarked
package xps.crypto.orchestrator.planner;

import org.jspecify.annotations.NullMarked;
