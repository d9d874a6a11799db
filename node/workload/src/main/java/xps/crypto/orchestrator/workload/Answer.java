package xps.crypto.orchestrator.workload;

import static xps.crypto.orchestrator.workload.Field.ANSWER;
import static xps.crypto.orchestrator.workload.Field.CALLS;
import static xps.crypto.orchestrator.workload.Field.CODE;
import static xps.crypto.orchestrator.workload.Field.CONTEXTS;
import static xps.crypto.orchestrator.workload.Field.DRAINING;
import static xps.crypto.orchestrator.workload.Field.ERRORS;
import static xps.crypto.orchestrator.workload.Field.GENERATION;
import static xps.crypto.orchestrator.workload.Field.LEAKED;
import static xps.crypto.orchestrator.workload.Field.MESSAGE;
import static xps.crypto.orchestrator.workload.Field.NAME;
import static xps.crypto.orchestrator.workload.Field.NONCE;
import static xps.crypto.orchestrator.workload.Field.SHA256;
import static xps.crypto.orchestrator.workload.Field.VERSION;

import java.util.Optional;

/** What a workload answers to a {@link Request}, one JSON object a line, with its nonce. */
sealed interface Answer {
  Nonce nonce();

  /** Loaded, and its known answers are right; callers don't see it yet. */
  record Prepared(long generation, ModuleVersion module, Nonce nonce) implements Answer {}

  /** Active, for every call that begins from now on. */
  record Committed(Activation activation, Nonce nonce) implements Answer {}

  /** This is mapped, and called. */
  record Active(ModuleStatus status, Nonce nonce) implements Answer {}

  /** Nothing is active under this name, which the workload has bound. */
  record Idle(long generation, ModuleName name, Nonce nonce) implements Answer {}

  /** Nothing has changed. */
  record Refused(Refusal refusal, Nonce nonce) implements Answer {}

  /** The JSON object, without the end of the line. */
  default String line() {
    var open = FlatObject.empty().with(NONCE, nonce().text());
    var object =
        switch (this) {
          case Prepared(var generation, var module, _) ->
              withModule(open.with(ANSWER, "prepared").with(GENERATION, generation), module);
          case Committed(var activation, _) ->
              open.with(ANSWER, "committed")
                  .with(GENERATION, activation.generation())
                  .with(DRAINING, activation.draining())
                  .with(CONTEXTS, activation.contexts());
          case Active(var status, _) ->
              withModule(open.with(ANSWER, "active"), status.active())
                  .with(GENERATION, status.generation())
                  .with(CALLS, status.calls())
                  .with(ERRORS, status.errors())
                  .with(DRAINING, status.draining())
                  .with(LEAKED, status.leaked());
          case Idle(var generation, var name, _) ->
              open.with(ANSWER, "idle").with(GENERATION, generation).with(NAME, name.text());
          case Refused(var refusal, _) ->
              open.with(ANSWER, "refused")
                  .with(CODE, refusal.code().name())
                  .with(MESSAGE, refusal.message());
        };
    return object.line();
  }

  static Optional<Answer> parse(String line) {
    return FlatObject.parse(line).flatMap(Answer::read);
  }

  private static Optional<Answer> read(FlatObject object) {
    return switch (object.text(ANSWER)) {
      case "prepared" ->
          object
              .exactly(ANSWER, GENERATION, NAME, SHA256, VERSION, NONCE)
              .map(it -> new Prepared(it.number(GENERATION), module(it), it.nonce()));
      case "committed" ->
          object
              .exactly(ANSWER, GENERATION, DRAINING, CONTEXTS, NONCE)
              .map(it -> new Committed(activation(it), it.nonce()));
      case "active" ->
          object
              .exactly(
                  ANSWER, GENERATION, NAME, SHA256, VERSION, CALLS, ERRORS, DRAINING, LEAKED, NONCE)
              .map(it -> new Active(status(it), it.nonce()));
      case "idle" ->
          object
              .exactly(ANSWER, GENERATION, NAME, NONCE)
              .map(it -> new Idle(it.number(GENERATION), it.name(), it.nonce()));
      case "refused" ->
          object
              .exactly(ANSWER, CODE, MESSAGE, NONCE)
              .map(it -> new Refused(refusal(it), it.nonce()));
      default -> Optional.empty();
    };
  }

  private static FlatObject withModule(FlatObject object, ModuleVersion module) {
    return object
        .with(NAME, module.name().text())
        .with(SHA256, module.sha256().hex())
        .with(VERSION, module.version());
  }

  private static ModuleVersion module(FlatObject it) {
    return new ModuleVersion(it.name(), it.sha256(), it.text(VERSION));
  }

  private static Activation activation(FlatObject it) {
    return new Activation(it.number(GENERATION), count(it, DRAINING), count(it, CONTEXTS));
  }

  private static ModuleStatus status(FlatObject it) {
    return new ModuleStatus(
        it.number(GENERATION),
        module(it),
        it.number(CALLS),
        it.number(ERRORS),
        count(it, DRAINING),
        count(it, LEAKED));
  }

  private static Refusal refusal(FlatObject it) {
    return new Refusal(Refusal.Code.valueOf(it.text(CODE)), it.text(MESSAGE));
  }

  /** A count that is larger than any real one is as bad as the largest. */
  private static int count(FlatObject it, Field field) {
    return (int) Math.min(it.number(field), Integer.MAX_VALUE);
  }
}
