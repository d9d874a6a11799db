package xps.crypto.orchestrator.workload;

import java.io.IOException;
import java.nio.channels.SocketChannel;
import java.nio.file.FileSystems;
import java.nio.file.attribute.UserPrincipal;
import jdk.net.ExtendedSocketOptions;

/** A user of this machine, by number. */
public record Uid(int value) {
  static final Uid ROOT = new Uid(0);

  /** The user that this process acts as. */
  public static Uid mine() {
    return new Uid(Libc.effectiveUser());
  }

  /** Is this user at the other end? The kernel answers, so a peer can't claim to be another. */
  boolean isAtTheOtherEndOf(SocketChannel channel) throws IOException {
    return channel.getOption(ExtendedSocketOptions.SO_PEERCRED).user().equals(principal());
  }

  /** The JDK names users and compares numbers; a number that has no name is looked up as it is. */
  private UserPrincipal principal() throws IOException {
    return FileSystems.getDefault()
        .getUserPrincipalLookupService()
        .lookupPrincipalByName(Integer.toString(value));
  }

  @Override
  public String toString() {
    return "uid " + value;
  }
}
