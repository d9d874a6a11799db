package xps.crypto.orchestrator.cli;

import java.io.IOException;
import picocli.CommandLine.Model.CommandSpec;

/** {@code xps trust remove STORE NAME}. */
final class TrustRemoveCommand implements Command {
  private static final int MOST_PERSONS = 64;

  @Override
  public void describe(CommandSpec spec) {
    var options = new Options(spec);
    TrustStoreFile.describe(options);
    options
        .parameter("NAME", "Whose entry goes.")
        .optional("--as", "OFFICE", "One of " + TrustAddCommand.offices() + "; else signer.")
        .flag("--revoke", "Leave the entry there, marked as revoked from now on.")
        .optional("--threshold", "N", "How many persons it takes from now on, of that office.");
  }

  @Override
  public Answer run(Call call) throws IOException {
    var file = TrustStoreFile.of(call).orThrow();
    var office = TrustAddCommand.office(call);
    var name = call.text("NAME");
    var draft = file.draft().orThrow();
    var changed =
        (call.flag("--revoke")
                ? draft.revoke(office, name, call.now())
                : draft.remove(office, name))
            .orThrow();
    var threshold = call.number("--threshold", 1, MOST_PERSONS);
    return file.write(
        threshold.isPresent() ? changed.threshold(office, threshold.get()) : changed,
        (call.flag("--revoke") ? "revoked the " : "took out the ") + office.text() + " " + name);
  }
}
