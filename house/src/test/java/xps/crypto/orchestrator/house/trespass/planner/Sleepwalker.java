package xps.crypto.orchestrator.house.trespass.planner;

import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;

/** Touches every part of the world, from a room where none may be touched. */
final class Sleepwalker {
  private Sleepwalker() {}

  static Instant readsTheTime() {
    return Instant.now();
  }

  static LocalDate readsTheDate() {
    return LocalDate.now(ZoneOffset.UTC);
  }

  static long readsTheMillis() {
    return System.currentTimeMillis();
  }

  static long readsTheNanos() {
    return System.nanoTime();
  }

  static Instant asksAClock(Clock clock) {
    return clock.instant();
  }

  static boolean opensAFile(Path path) {
    return Files.exists(path);
  }

  static Socket opensASocket() {
    return new Socket();
  }

  static Thread startsAThread() {
    return new Thread(() -> {});
  }

  static CompletableFuture<String> promises() {
    return new CompletableFuture<>();
  }

  static UUID drawsAnId() {
    return UUID.randomUUID();
  }

  static Random drawsWithoutASeed() {
    return new Random();
  }

  static Random drawsWithASeed() {
    return new Random(7);
  }
}
