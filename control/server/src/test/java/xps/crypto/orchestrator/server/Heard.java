package xps.crypto.orchestrator.server;

import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.LinkedBlockingQueue;
import xps.crypto.orchestrator.bind.AgentListener;
import xps.crypto.orchestrator.bind.NodeReport;
import xps.crypto.orchestrator.bind.ReportBatch;

/** Keeps what an agent listener is told, in its order. */
final class Heard implements AgentListener {
  private final BlockingQueue<String> events = new LinkedBlockingQueue<>();
  private volatile Optional<Exception> failure = Optional.empty();
  private volatile CompletableFuture<String> durable = CompletableFuture.completedFuture("durable");

  @Override
  public CompletionStage<?> reported(String node, ReportBatch batch) {
    if (failure.isPresent()) {
      return CompletableFuture.failedFuture(failure.get());
    }
    events.add(node + " " + batch.reports().stream().map(NodeReport::seq).toList());
    return durable;
  }

  @Override
  public void connected(String node) {
    events.add("connected " + node);
  }

  @Override
  public void disconnected(String node) {
    events.add("disconnected " + node);
  }

  void failFromNowOn(Exception reason) {
    failure = Optional.of(reason);
  }

  /** Reports are durable when that is done. */
  Heard keepingUntil(CompletableFuture<String> later) {
    durable = later;
    return this;
  }

  void recover() {
    failure = Optional.empty();
  }

  String next() throws InterruptedException {
    return events.take();
  }
}
