package xps.crypto.orchestrator.agent;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.ConnectException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.URI;
import java.net.UnknownHostException;
import org.junit.jupiter.api.Test;

class ServerTest {
  private static URI at(String host, int port) {
    return URI.create("https://" + host + ":" + port);
  }

  @Test
  void a_control_plane_that_is_gone_is_found_out_without_a_request() throws IOException {
    int port;
    try (var door = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      port = door.getLocalPort();
      Server.knock(at("127.0.0.1", port));

      try (var knocked = door.accept()) {
        assertThat(knocked.getInputStream().read()).isEqualTo(-1);
      }
    }
    assertThatThrownBy(() -> Server.knock(at("127.0.0.1", port)))
        .isInstanceOf(ConnectException.class);
  }

  @Test
  void a_name_that_nobody_knows_is_told_by_name() {
    assertThatThrownBy(() -> Server.knock(at("control.invalid", 9443)))
        .isInstanceOf(UnknownHostException.class)
        .hasMessage("control.invalid");
  }
}
