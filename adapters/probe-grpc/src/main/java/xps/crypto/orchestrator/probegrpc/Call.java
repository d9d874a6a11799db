package xps.crypto.orchestrator.probegrpc;

import static xps.crypto.orchestrator.probegrpc.GrpcCheck.STREAM;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.eclipse.jetty.http.HttpFields;
import org.eclipse.jetty.http.MetaData;
import org.eclipse.jetty.http2.ErrorCode;
import org.eclipse.jetty.http2.frames.DataFrame;
import org.eclipse.jetty.http2.frames.Frame;
import org.eclipse.jetty.http2.frames.GoAwayFrame;
import org.eclipse.jetty.http2.frames.HeadersFrame;
import org.eclipse.jetty.http2.frames.PingFrame;
import org.eclipse.jetty.http2.frames.PushPromiseFrame;
import org.eclipse.jetty.http2.frames.ResetFrame;
import org.eclipse.jetty.http2.frames.SettingsFrame;
import org.eclipse.jetty.http2.parser.Parser;
import xps.crypto.orchestrator.bind.GrpcHealth;

/**
 * What a server says to the one call. The parser swallows what a listener throws, so what is wrong
 * is noted, the first thing only.
 */
final class Call implements Parser.Listener {
  private final List<Frame> due = new ArrayList<>();
  private final ByteArrayOutputStream body = new ByteArrayOutputStream();
  private Optional<String> fault = Optional.empty();
  private Optional<MetaData.Response> head = Optional.empty();
  private HttpFields trailers = HttpFields.EMPTY;
  private boolean isSettled;
  private boolean hasEnded;

  boolean isOver() {
    return hasEnded || fault.isPresent();
  }

  void fail(String why) {
    if (!isOver()) {
      fault = Optional.of(why);
    }
  }

  /** What the server waits for by now. */
  List<Frame> due() {
    var frames = List.copyOf(due);
    due.clear();
    return frames;
  }

  GrpcHealth.Answer answer() {
    return fault
        .<GrpcHealth.Answer>map(GrpcHealth.Answer.Ill::new)
        .orElseGet(() -> GrpcAnswer.of(head.orElseThrow(), trailers, body.toByteArray()));
  }

  @Override
  public void onSettings(SettingsFrame frame) {
    isSettled = true;
    if (!frame.isReply()) {
      due.add(new SettingsFrame(java.util.Map.of(), true));
    }
  }

  @Override
  public void onPing(PingFrame frame) {
    if (!frame.isReply()) {
      due.add(new PingFrame(frame.getPayload(), true));
    }
  }

  @Override
  public void onHeaders(HeadersFrame frame) {
    var fields = frame.getMetaData();
    if (!isSettled || frame.getStreamId() != STREAM || fields instanceof MetaData.Failed) {
      fail("the answer isn't HTTP/2: headers that can't be");
    } else if (head.isPresent()) {
      trailers = fields.getHttpFields();
      end(fields.isResponse() || !frame.isEndStream());
    } else if (!(fields instanceof MetaData.Response response)) {
      fail("the answer isn't HTTP/2: it has no status");
    } else if (response.getStatus() >= 200) {
      head = Optional.of(response);
      if (frame.isEndStream()) {
        end(false);
      }
    } else if (frame.isEndStream()) {
      fail("the answer ended in its middle");
    }
  }

  @Override
  public void onData(DataFrame frame) {
    if (frame.getStreamId() != STREAM || head.isEmpty()) {
      fail("the answer isn't HTTP/2: data without a head");
      return;
    }
    var bytes = new byte[frame.getByteBuffer().remaining()];
    frame.getByteBuffer().get(bytes);
    body.writeBytes(bytes);
    if (frame.isEndStream()) {
      end(false);
    }
  }

  private void end(boolean isMisplaced) {
    if (isMisplaced) {
      fail("the answer isn't HTTP/2: trailers that aren't the end");
    } else {
      hasEnded = true;
    }
  }

  @Override
  public void onReset(ResetFrame frame) {
    fail("it broke the call off: " + ErrorCode.toString(frame.getError(), "no reason known"));
  }

  @Override
  public void onGoAway(GoAwayFrame frame) {
    // A server that is about to go still answers what it has taken.
    if (frame.getError() != ErrorCode.NO_ERROR.code || frame.getLastStreamId() < STREAM) {
      fail("it goes away: " + ErrorCode.toString(frame.getError(), "no reason known"));
    }
  }

  @Override
  public void onPushPromise(PushPromiseFrame frame) {
    fail("the answer isn't HTTP/2: it pushes what nobody asked for");
  }

  @Override
  public void onStreamFailure(int streamId, int error, String reason) {
    fail("the answer isn't HTTP/2: " + reason);
  }

  @Override
  public void onConnectionFailure(int error, String reason) {
    fail("the answer isn't HTTP/2: " + reason);
  }
}
